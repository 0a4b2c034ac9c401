"""A démarche may word a shared block its own way, and choose which version of it."""

import pytest

from engine.errors import ADVICE
from tests.test_definition import BLOCK, PROCESS, city, line_of  # noqa: F401 the fixture is used by its name

OWN_WORDS = PROCESS.replace(
    "  - inclure: contact\n",
    """\
  - inclure: contact
    remplacer:
      mode:
        question: Comment préférez-vous être joint ?
        aide: Nous n’appelons jamais le soir.
""",
)


def test_a_question_of_a_block_is_said_otherwise_and_the_rest_stays(city):  # noqa: F811
    loaded = city(OWN_WORDS)
    assert [one for one in loaded.problems if one.level != ADVICE] == []
    mode = loaded.processes["trou"].question("mode")
    assert (mode.label, mode.hint) == ("Comment préférez-vous être joint ?", "Nous n’appelons jamais le soir.")
    assert [option.value for option in mode.options["options"]] == ["courriel", "aucun"]


def test_among_other_questions_and_under_a_prefix_too(city):  # noqa: F811
    inside = "      - inclure: contact\n        prefixe: voisin\n        remplacer: {mode: {aide: Une aide.}}\n"
    process = city(PROCESS.replace("  - inclure: contact\n", f"{inside}  - inclure: contact\n")).built["trou"].process
    assert process.question("voisin_mode").hint == "Une aide."
    assert process.question("mode").hint == ""


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("      mode:\n", "      mod:\n", "question-inconnue"),
        ("        aide: Nous", "        aides: Nous", "cle-inconnue"),
        ("        aide: Nous n’appelons jamais le soir.", "        type: texte-long", "cle-refusee"),
        ("        aide: Nous n’appelons jamais le soir.", "        id: autre", "cle-refusee"),
    ],
)
def test_a_mistake_is_told_in_the_file_of_the_demarche(city, good, bad, code):  # noqa: F811
    text = OWN_WORDS.replace(good, bad)
    found = [(problem.code, problem.spot.file, problem.spot.line) for problem in city(text).problems]
    assert found == [(code, "processes/trou.yaml", line_of(text, bad.rstrip()))]


def test_an_older_version_of_a_block_still_works_and_the_newer_one_is_told(city, tmp_path):  # noqa: F811
    (tmp_path / "forms/contact@2.yaml").write_text(
        BLOCK.replace("Comment vous joindre", "Par où vous joindre"), "utf-8"
    )
    (told,) = (one for one in city().problems if one.code == "bloc-ancien")
    assert (told.code, told.level, told.spot.line) == ("bloc-ancien", ADVICE, line_of(PROCESS, "inclure: contact"))
    newer = city(PROCESS.replace("inclure: contact", "inclure: contact@2"))
    assert [one for one in newer.problems if one.level != ADVICE] == []
    assert newer.processes["trou"].question("mode").label == "Par où vous joindre ?"
    assert "forms/contact@2.yaml" in newer.processes["trou"].sources
