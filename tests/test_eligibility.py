"""People a démarche is not for are told so as soon as an answer shows it, and where to go instead."""

from datetime import date

import pytest

from engine.calendar import Calendar
from engine.definition.condition import Facts
from engine.fields.base import FilingDay
from engine.journey import Journey
from tests.test_definition import PROCESS, city, line_of  # noqa: F401 the fixture is used by its name

NOT_FOR_LAMPS = PROCESS.replace(
    "  - inclure: contact\n",
    """\
    eligibilite:
      - si: {nature: lampe}
        message: Les lampes ont leur propre démarche.
        vers: lampes
  - inclure: contact
""",
)
A_LAMP = """\
  - nom: Une lampe
    depose: 2026-05-13 18:30
    reponses: {nature: lampe, danger_immediat: non}
    attendu: {eligible: non}
"""


@pytest.fixture(autouse=True)
def lamps(tmp_path, city):  # noqa: F811
    """The démarche that lamps have of their own."""
    (tmp_path / "processes/lampes.yaml").write_text(PROCESS.replace("Signaler un trou", "Signaler une lampe"), "utf-8")


def journey(process, **answers):
    return Journey(process, Facts(answers, FilingDay(date(2026, 5, 13), Calendar())))


def test_the_way_stops_at_the_page_whose_answer_shows_it(city):  # noqa: F811
    loaded = city(NOT_FOR_LAMPS + A_LAMP)
    assert [one for one in loaded.problems if one.blocks] == []
    stopped = journey(loaded.processes["trou"], nature="lampe", danger_immediat=False)
    page, right = stopped.elsewhere
    assert (page.title, right.slug) == ("Le problème", "lampes")
    assert stopped.next_page is page
    assert not stopped.can_visit(stopped.pages[1])


def test_other_answers_go_on_and_a_page_not_yet_answered_judges_nobody(city):  # noqa: F811
    process = city(NOT_FOR_LAMPS).processes["trou"]
    assert journey(process, nature="trou", danger_immediat=False).elsewhere is None
    assert journey(process, nature="lampe").elsewhere is None


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("        vers: lampes", "        vers: lampez", "demarche-inconnue"),
        ("      - si: {nature: lampe}", "      - si: {nature: lampes}", "valeur-interdite"),
        ("      - si: {nature: lampe}", "      - si: {mode: aucun}", "reference-en-avant"),
        ("        message: Les lampes ont leur propre démarche.\n", "", "cle-manquante"),
    ],
)
def test_a_mistake_is_told_where_it_is(city, good, bad, code):  # noqa: F811
    text = NOT_FOR_LAMPS.replace(good, bad)
    line = line_of(text, bad.strip() or "- si: {nature: lampe}")
    assert (code, line) in [(problem.code, problem.spot.line) for problem in city(text).problems]


def test_a_scenario_that_stops_must_expect_it(city):  # noqa: F811
    told = city(NOT_FOR_LAMPS + A_LAMP.replace("eligible: non", "vers: mairie")).problems
    assert {problem.code for problem in told if problem.blocks} == {"scenario-different"}
    assert any("n’est pas pour cette personne" in problem.sentence for problem in told)


def test_a_scenario_that_goes_on_cannot_expect_to_stop(city):  # noqa: F811
    told = city(NOT_FOR_LAMPS.replace("      vers: voirie\n", "      eligible: non\n")).problems
    assert [problem.code for problem in told if problem.blocks] == ["scenario-different"]
