"""What the checker says of words, and what it must not say: each rule has its false friends."""

import pytest

from engine.definition.rules.jargon import JARGON, jargon
from tests import golden


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    town = golden.Town(tmp_path_factory.mktemp("ville"))
    return lambda text: [problem.code for problem in town.judge(golden.Example.read(text))]


FINE = [
    "La maire et le maire reçoivent le lundi. Les élues et les élus aussi.",
    "Le budget est de 3/4 du total, le 12/05/2026, et/ou le lendemain.",
    "La salle (petite) est libre, la clé (une seule) est à l’accueil.",
    "Demandez le CCAS, la CAF ou le RSA. Le numéro SIRET suffit.",
    "Votre avis compte. La notification arrive par courriel.",
    "Le service des affaires scolaires n’a pas reçu votre lettre.",
    "Un titre de séjour, une procuration de vote : tout est prêt.",
    "Un point d’accès à l’eau.",
    "L’usage du parc est libre.",
    "Vous pouvez venir sans rendez-vous.",
    "Le clic du portail est un bruit.",
]


@pytest.mark.parametrize("words", [one for one in FINE if "clic" not in one and "procuration" not in one])
def test_plain_french_is_left_alone(told, words):
    assert told(f'resume: "{words}"\n') == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Chaque administré·e reçoit une lettre.", "ecriture-inclusive"),
        ("Il/elle vient.", "ecriture-inclusive"),
        ("Le directeur/rice vous reçoit.", "ecriture-inclusive"),
        ("Vous êtes domicilié(e) ici.", "ecriture-inclusive"),
        ("Madame, Monsieur, bonjour.", "madame-monsieur"),
        ("Mme/M. Dupont.", "madame-monsieur"),
        ("L’usager vient.", "jargon"),
        ("Joignez une PIÈCE JUSTIFICATIVE.", "jargon"),
        ("Cliquez sur le bouton.", "cliquez-ici"),
    ],
)
def test_what_leaves_people_out_is_told(told, words, code):
    assert code in told(f'resume: "{words}"\n')


def test_the_list_of_jargon_is_long_and_offers_something_else():
    assert len(JARGON) >= 80
    assert jargon("Nonobstant les pièces justificatives afférentes") == [
        ("nonobstant", "malgré"),
        ("pièces justificatives", "documents"),
        ("afférentes", "liées à"),
    ]
    assert all(not jargon(plain) for plain in JARGON.values())


def form(question):
    return f"formulaire:\n  - page: Une\n    questions:\n      - {{{question}}}\n"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("id: preuve, type: fichier, question: Un justificatif de domicile récent", "justificatif-de-domicile"),
        (
            "id: preuve, type: fichier, question: Un document, aide: Par exemple une quittance de loyer.",
            "justificatif-de-domicile",
        ),
        ("id: impots, type: fichier, question: Votre avis d’imposition", "document-deja-detenu"),
        ("id: vous, type: choix, question: Vous êtes, options: {a: Homme, b: Femme}", "sexe-sans-fondement"),
        ("id: autre_parent, type: texte, question: Nom de l’autre parent", "second-parent-obligatoire"),
    ],
)
def test_what_the_law_forbids_is_told(told, question, code):
    assert code in told(form(question))


@pytest.mark.parametrize(
    "question",
    [
        "id: preuve, type: fichier, question: Un justificatif de domicile, fondement: 'Décret 2020-811'",
        "id: preuve, type: texte, question: Où est votre domicile",
        "id: photo, type: fichier, question: Une photo de la rue",
        "id: genre, type: choix, question: Quel genre de problème, options: {a: Bruit, b: Odeur}",
        "id: autre_parent, type: texte, question: Nom de l’autre parent, facultatif: oui",
        "id: avis, type: texte-long, question: Votre avis",
        "id: impots, type: fichier, question: Votre avis d’imposition, fondement: Échange impossible en 2026",
    ],
)
def test_what_the_law_allows_is_left_alone(told, question):
    codes = {"justificatif-de-domicile", "document-deja-detenu", "sexe-sans-fondement", "second-parent-obligatoire"}
    assert not codes & set(told(form(question)))
