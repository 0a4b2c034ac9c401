"""Translations beside the French: found by stable ids, never stale without saying so, never changing what is asked."""

import json
import shutil
from pathlib import Path

import pytest

from engine.definition import catalogue, skeleton, source, translation
from engine.language import French, Translated

ROOT = Path(__file__).resolve().parent.parent
FRENCH = """\
titre: La cour
texte: Bonjour {{ reponse.cour }}
questions:
  - id: cour
    type: choix
    question: Avez-vous une cour ?
    options: {grande: Une grande cour, petite: {libelle: Une petite cour, aide: Moins de 10 m.}}
"""
ENGLISH = """\
titre: The courtyard
texte: Hello {{ reponse.cour }}
questions:
  cour:
    question: Do you have a courtyard?
    options: {grande: A large one, petite: {libelle: A small one, aide: Under 10 m.}}
"""


def parsed(text, file="forms/cour.yaml"):
    return source.parse(text, file)


def state(french=FRENCH, english=ENGLISH):
    return translation.read(parsed(french).data, parsed(english).data)


def stamped(french, english, confirmed=()):
    return skeleton.sheet(parsed(french), parsed(english, "forms/cour.en.yaml"), "en", confirmed).text


def codes(french, english):
    found = translation.check(parsed(french), parsed(english, "forms/cour.en.yaml"))
    return [(problem.code, problem.spot.line) for problem in found]


def test_a_complete_translation_lacks_nothing():
    assert (state().missing, state().stale, codes(FRENCH, ENGLISH)) == ([], [], [])


def test_a_question_written_in_one_line_is_its_label():
    short = "questions:\n  cour: Do you have a courtyard?\n"
    assert state(english=short).words["questions.cour.question"].words == "Do you have a courtyard?"


def test_what_is_not_translated_stays_french_and_knows_it():
    read = translation.spoken(parsed(FRENCH), parsed("titre: The courtyard\n")).data
    assert isinstance(read["titre"], Translated)
    assert read["titre"].french == "La cour"
    assert isinstance(read["questions"][0]["question"], French)
    assert read["questions"][0]["options"]["petite"]["aide"] == "Moins de 10 m."
    assert list(read["questions"][0]["options"]) == ["grande", "petite"]


def test_the_french_file_is_left_alone():
    file = parsed(FRENCH)
    translation.spoken(file, parsed(ENGLISH))
    assert file.data["titre"] == "La cour"
    assert type(file.data["titre"]) is str


def test_a_translation_is_stale_once_its_french_has_changed():
    kept = stamped(FRENCH, ENGLISH)
    changed = FRENCH.replace("Avez-vous une cour ?", "Avez-vous un jardin ?")
    assert [text.key for text in state(changed, kept).stale] == ["questions.cour.question"]
    assert codes(changed, kept) == [("traduction-perimee", kept.splitlines().index("    # Avez-vous une cour ?") + 2)]
    read = translation.spoken(parsed(changed), parsed(kept)).data
    assert isinstance(read["questions"][0]["question"], French)


def test_a_translation_written_again_is_no_longer_stale_and_is_stamped_anew():
    changed = FRENCH.replace("La cour", "La cour et le jardin")
    revised = stamped(FRENCH, ENGLISH).replace("The courtyard", "The courtyard and the garden")
    assert state(changed, revised).stale == []
    assert state(changed.replace("jardin", "parc"), stamped(changed, revised)).stale != []


def test_the_command_run_again_never_makes_a_stale_text_look_fresh():
    changed = FRENCH.replace("La cour", "Le parc")
    again = stamped(changed, stamped(FRENCH, ENGLISH))
    assert [text.key for text in state(changed, again).stale] == ["titre"]
    assert "# À revoir : le français a changé." in again
    assert state(changed, stamped(changed, again, ("titre",))).stale == []


def test_lines_cut_otherwise_are_the_same_text():
    assert translation.mark("deux mots\nici") == translation.mark("deux  mots ici")


def test_the_skeleton_has_every_text_with_its_french_and_loses_nothing():
    sheet = skeleton.sheet(parsed(FRENCH), parsed("titre: The courtyard\nautrefois: Old words\n"), "en")
    assert (sheet.total, len(sheet.missing), sheet.unknown) == (6, 5, ("autrefois",))
    assert "titre: The courtyard" in sheet.text
    assert "    # Avez-vous une cour ?\n    question:\n" in sheet.text
    assert '# autrefois: "Old words"' in sheet.text
    assert parsed(sheet.text).problems == []


@pytest.mark.parametrize(
    "words", ["a: b", "# non", "- tiret", "oui", "« oui »", "deux\nlignes", "{{ reponse.cour }}", "فناء"]
)
def test_any_words_survive_the_skeleton(words):
    english = f"titre: {json.dumps(words, ensure_ascii=False)}\n"
    again = parsed(stamped(FRENCH, english))
    assert again.problems == []
    assert again.data["titre"].strip() == words


def test_a_key_that_translates_nothing_is_an_error_at_its_place():
    assert codes(FRENCH, ENGLISH + "  coure: x\n") == [("traduction-inconnue", 7)]


def test_a_translation_quotes_what_the_french_quotes():
    assert codes(FRENCH, ENGLISH.replace("Hello {{ reponse.cour }}", "Hello")) == [("traduction-inconnue", 2)]
    assert isinstance(state(english=ENGLISH.replace("{{ reponse.cour }}", "")).spoken(state().texts[1]), French)


@pytest.fixture
def city(tmp_path):
    for folder in ("processes", "forms"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.*.yaml"))
    return tmp_path


def test_a_demarche_reads_in_another_language_with_the_same_pages_questions_and_conditions(city):
    (city / "processes/domiciliation.en.yaml").write_text(
        "titre: Get an address\npages: {vos-documents: {titre: Your documents}}\n", "utf-8"
    )
    french = catalogue.load(city).processes["domiciliation"]
    english = catalogue.compile_edition("domiciliation", french.sources, "en")
    assert english.title == "Get an address"
    assert french.languages == ("en",)
    assert [page.id for page in english.pages] == [page.id for page in french.pages]
    assert [question.id for question in english.questions()] == [question.id for question in french.questions()]
    assert english.fingerprint == french.fingerprint


def test_a_translation_is_part_of_the_edition(city):
    before = catalogue.load(city).processes["domiciliation"].fingerprint
    (city / "forms/identite.en.yaml").write_text("titre: Your name\n", "utf-8")
    after = catalogue.load(city).processes["domiciliation"]
    assert after.fingerprint != before
    assert after.sources["forms/identite.en.yaml"] == "titre: Your name\n"


def test_a_translation_of_nothing_is_told(city):
    (city / "processes/domicile.en.yaml").write_text("titre: x\n", "utf-8")
    (city / "processes/domiciliation.klingon.yaml").write_text("titre: x\n", "utf-8")
    told = {p.spot.file: p for p in catalogue.load(city).problems}
    assert "n’existe pas" in told["processes/domicile.en.yaml"].sentence
    assert "n’est pas une langue" in told["processes/domiciliation.klingon.yaml"].sentence
    assert {p.code for p in told.values()} == {"traduction-inconnue"}
