"""The measures of a French text are those one would make by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.readability import measure, sentences, syllables, words

HEARD = """école 2|mairie 2|document 3|demande 2|inscription 3|enfant 2|téléphone 3|courriel 2|adresse 2|naissance 2|travail 2
|travailler 3|famille 2|fille 1|question 2|réponse 2|service 2|client 2|ouvrier 3|bien 1|nuit 1|réunion 3|théâtre 2|créer 2
|aéroport 4|maïs 2|naïf 2|année 2|journée 2|rue 1|vie 1|lieu 1|mieux 1|payer 2|essuyer 3|royal 2|voyage 2|eau 1|bateau 2|œil 1
|oreille 2|doivent 1|souvent 2|moment 2|quartier 2|guichet 2|mangeons 2|août 1|monsieur 2|pays 2|oui 1|numéro 3|dossier 2
|administration 5|stationnement 4|résidence 3|électricité 5|le 1|les 1|une 1|est 1|vous 1|poésie 3|chaos 2|bouée 2|prière 2
|crier 2|février 3|janvier 2|peut-être 2|huit 1|ensemble 2|signaler 3|problème 2|lampadaire 3|éteint 2|trottoir 2|trou 1
|véhicule 3|signature 3|responsable 3|accueil 2|guide 1|langue 1|quatre 1|fenêtre 2|maintenant 3|appelez 3|écrivez 3
|justificatif 5|domicile 3|coordonnées 4|gratuit 2|juillet 2|orange 2|pigeon 2|nettoyer 3|citoyen 3|moyen 2|noël 2|égout 2
|réussir 3|idée 2|reçoivent 2|fréquent 2|arbre 1|table 1|chaises 1|place 1|nom 1|prénom 2|usage 2|tuer 2|avion 2|ancien 2"""


@pytest.mark.parametrize("entry", [entry.strip() for entry in HEARD.split("|")])
def test_syllables_are_those_one_hears(entry):
    word, count = entry.split()
    assert syllables(word) == int(count)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèêàçùïœ-", min_size=1, max_size=30))
def test_any_word_has_between_one_syllable_and_one_per_letter(word):
    assert syllables(word) <= len(word)
    assert syllables(word) >= 0


@given(st.lists(st.sampled_from(["école", "mairie", "rue", "document"]), min_size=1, max_size=6))
def test_words_joined_by_hyphens_are_heard_one_after_the_other(parts):
    assert syllables("-".join(parts)) == sum(map(syllables, parts))


def test_sentences_end_where_one_breathes():
    text = "Bonjour,\n\nVous habitez au 3.5 rue M. Dupont ? Appelez-nous. Merci !\n- un\n- deux"
    assert len(sentences(text)) == 6
    assert words("L’école, à {{ telephone_service }} : 12 peut-être a@b.example") == [
        "L",
        "école",
        "à",
        "mot",
        "peut-être",
        "mot",
    ]


EASY = (
    "Bonjour. Nous avons reçu votre lettre. Elle a un numéro. Le service la lit et vous répond. Gardez ce papier. " * 4
)
HARD = (
    "La sollicitation susmentionnée, préalablement enregistrée par l’administration territoriale compétente, fera l’objet "
    "d’une vérification approfondie des informations communiquées conformément aux dispositions réglementaires applicables. "
) * 3


def test_an_easy_text_and_a_hard_one_are_told_apart():
    easy, hard = measure(EASY), measure(HARD)
    assert easy.words >= 60
    assert easy.kandel_moles > 90
    assert easy.lix < 30
    assert hard.kandel_moles < 40
    assert hard.lix > 60


def test_a_text_without_words_is_not_measured():
    assert measure("12 : 34 !") is None
