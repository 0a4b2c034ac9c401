"""The biggest real form has 511 questions: each of its conditions is judged once for a page."""

from datetime import date

import pytest

from bench.checking import town
from engine.definition import catalogue
from engine.definition.condition import Compare, Facts
from engine.fields.base import FilingDay
from engine.journey import Journey

QUESTIONS = 511


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    return catalogue.load(town(tmp_path_factory.mktemp("ville") / "ville", [QUESTIONS]))


def test_a_large_form_is_checked_whole(loaded):
    assert [problem.sentence for problem in loaded.problems if problem.blocks] == []
    assert sum(1 for _ in loaded.processes["mesure-0"].questions()) == QUESTIONS


def test_each_condition_is_judged_once_for_a_page(loaded, monkeypatch):
    process, counted = loaded.processes["mesure-0"], []
    judge = Compare.holds
    monkeypatch.setattr(Compare, "holds", lambda self, facts: (counted.append(self), judge(self, facts))[1])
    answers = {f"q{n}": True for n in range(0, QUESTIONS, 2)}
    journey = Journey(process, Facts(answers, FilingDay(date(2026, 5, 13), loaded.city.calendar)))
    last = journey.pages[-1]
    for page in journey.pages:
        assert journey.questions(page)
    assert journey.answers
    assert journey.next_page is not None
    journey.can_visit(last)
    assert len(counted) <= sum(1 for question in process.questions() if question.when is not None)
