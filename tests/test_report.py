"""A problem is shown with its line, its underline and its help; a tool gets the same in JSON."""

import json

from engine.definition.report import in_order, render, render_all, summary, to_json
from engine.definition.source import parse
from engine.errors import ADVICE, WARNING, Problem, Spot

LINES = ["titre: Crèche", "formulaire:", "  - page: Un", "    afficher_sii: tuteur_requis"]


def problem(line=4, column=5, width=12, help="Vouliez-vous dire « afficher_si » ?", **more):
    spot = Spot("processes/creche.yaml", line, column)
    return Problem(spot, "cle-inconnue", "« afficher_sii » n’existe pas dans une page.", help, width=width, **more)


def test_a_finding_is_shown_as_the_manual_says():
    assert render(problem(), LINES) == (
        "processes/creche.yaml:4:5  « afficher_sii » n’existe pas dans une page.  [cle-inconnue]\n"
        "  4 |     afficher_sii: tuteur_requis\n"
        "    |     ^^^^^^^^^^^^ Vouliez-vous dire « afficher_si » ?"
    )


def test_corrected_lines_stand_under_the_line_they_replace():
    read = parse("titre: Rue\nquestion: Le lieu : précisez\n", "processes/rue.yaml")
    assert render(read.problems[0], read.lines) == (
        "processes/rue.yaml:2:11  « Le lieu : précisez » contient un « : » : un tel texte s’écrit entre guillemets."
        "  [deux-points-dans-texte]\n"
        "  2 | question: Le lieu : précisez\n"
        "    |           ^^^^^^^^^^^^^^^^^^ Écrivez :\n"
        '    | question: "Le lieu : précisez"'
    )


def test_a_level_below_error_is_said():
    assert render(problem(level=WARNING), LINES).startswith("processes/creche.yaml:4:5  avertissement : « aff")


def test_the_underline_follows_wide_letters_and_long_lines():
    wide = render(Problem(Spot("f", 1, 3), "c", "s"), ["日本x"]).splitlines()
    assert wide[1:] == ["  1 | 日本x", "    |     ^"]
    long = render(Problem(Spot("f", 1, 501), "c", "s", width=5), ["a" * 500 + "FAUTE" + "b" * 500]).splitlines()
    assert len(long[1]) < 180
    assert long[1][long[2].index("^") :].startswith("FAUTE")


def test_tabs_and_line_ends_do_not_break_the_picture():
    shown = render(Problem(Spot("f", 1, 2), "c", "s"), ["\ta: b\r"]).splitlines()
    assert shown[1:] == ["  1 |  a: b", "    |  ^"]


def test_a_line_out_of_the_file_shows_the_sentence_and_the_help_alone():
    assert render(problem(line=9), []).splitlines()[1:] == ["  Vouliez-vous dire « afficher_si » ?"]


def test_findings_come_by_file_then_line_and_once():
    first, second = problem(line=1, column=1), problem()
    other = Problem(Spot("forms/a.yaml", 9, 1), "c", "s")
    assert in_order([second, first, other, second]) == [other, first, second]


def test_the_summary_counts_in_french():
    mixed = [
        problem(),
        problem(line=1),
        problem(line=2),
        problem(level=WARNING),
        Problem(Spot("f", 1, 1), "c", "s", level=ADVICE),
    ]
    assert summary(mixed) == "3 erreurs, 1 avertissement, 1 conseil dans 2 fichiers"
    assert summary([problem()]) == "1 erreur dans 1 fichier"
    assert summary([]) == "Aucun problème."
    assert render_all(mixed[:2], {"processes/creche.yaml": LINES}).endswith("2 erreurs dans 1 fichier")


def test_json_holds_what_the_screen_holds():
    (told,) = json.loads(json.dumps(to_json([problem()])))
    assert told == {
        "file": "processes/creche.yaml",
        "line": 4,
        "column": 5,
        "code": "cle-inconnue",
        "level": "erreur",
        "sentence": "« afficher_sii » n’existe pas dans une page.",
        "help": "Vouliez-vous dire « afficher_si » ?",
    }
