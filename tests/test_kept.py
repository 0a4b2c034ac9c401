"""What becomes of one answer: left out of what people read again, kept less long, told on the page of personal data."""

from engine.errors import ADVICE
from tests.test_definition import PROCESS, city  # noqa: F401 the fixture is used by its name

KEYS = PROCESS.replace(
    "        question: Dites-en plus\n",
    """\
        question: Dites-en plus
        recapitulatif: non
        finalite: Mesurer la profondeur du trou
        conservation: 1 mois après la clôture
        anonymiser: non
""",
)


def test_a_question_says_what_becomes_of_its_answer(city):  # noqa: F811
    loaded = city(KEYS)
    assert [one for one in loaded.problems if one.level != ADVICE] == []
    detail = loaded.processes["trou"].question("detail")
    assert not detail.summary
    assert (detail.kept.purpose, detail.kept.retention) == ("Mesurer la profondeur du trou", "1 mois après la clôture")
    assert not detail.kept.anonymised


def test_without_a_word_a_text_is_erased_and_a_choice_stays_for_figures(city):  # noqa: F811
    process = city().processes["trou"]
    assert process.question("detail").kept.anonymised
    assert not process.question("nature").kept.anonymised
    assert process.question("detail").summary


def test_the_answer_is_left_out_of_what_the_person_reads_and_told_to_the_agents(city):  # noqa: F811
    from datetime import date

    from engine.calendar import Calendar
    from engine.definition.condition import Facts
    from engine.fields.base import FilingDay
    from engine.journey import Journey
    from engine.web.recap import recap

    answers = {"nature": "trou", "danger_immediat": True, "detail": "Profond", "mode": "aucun"}
    journey = Journey(city(KEYS).processes["trou"], Facts(answers, FilingDay(date(2026, 5, 13), Calendar())))
    assert "Profond" not in [line.text for section in recap(journey) for line in section.lines]
    assert "Profond" in [line.text for section in recap(journey, whole=True) for line in section.lines]


def test_a_wrong_yes_or_no_is_told(city):  # noqa: F811
    assert [one.code for one in city(KEYS.replace("anonymiser: non", "anonymiser: parfois")).problems] == ["oui-ou-non"]
