"""The biggest real form has 511 questions: each of its conditions is judged once for a page.

The same holds with groups, values worked out, verifications and eligibility.
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bench.checking import town
from bench.large import LARGEST, Form
from engine import legs, rehearsal
from engine.acts import draft as drafts
from engine.acts.discard import discard
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


# --- what a page asks of the form around it


@pytest.fixture
def met(monkeypatch):
    """How many times each page was met: its conditions are judged then, and never elsewhere."""
    counted, meet = Counter(), legs.meet
    monkeypatch.setattr(
        legs, "meet", lambda process, page, *rest: (counted.update([page.address]), meet(process, page, *rest))[1]
    )
    return counted


def look_everywhere(journey):
    for page in journey.pages:
        journey.questions(page), journey.faults(page), journey.can_visit(page), journey.is_complete(page)
        journey.before(page), journey.later(page), journey.stage(page), journey.text(page)
    return journey.answers, journey.next_page, journey.elsewhere, journey.stages


def test_with_groups_verifications_and_values_worked_out_each_page_is_met_once(met):
    shipped = catalogue.load(Path(__file__).resolve().parent.parent)
    told = {"groups": 0, "verifications": 0, "worked out": 0}
    for built in shipped.built.values():
        pages, questions = built.process.pages, list(built.process.questions())
        told["groups"] += sum(page.group is not None for page in pages)
        told["verifications"] += sum(len(page.checks) for page in pages)
        told["worked out"] += sum(one.formula is not None for one in questions)
        for number, scenario in enumerate(built.process.scenarios):
            answers = rehearsal.read_answers(built, scenario, ("scenarios", number))
            journey = Journey(built.process, rehearsal.facts_of(scenario, answers, shipped.city))
            met.clear()
            look_everywhere(journey)
            assert set(met.values()) == {1}, scenario.name
    assert all(told.values()), told


@pytest.fixture
def biggest(tmp_path):
    form = Form(**LARGEST)
    place = town(tmp_path / "ville", [])
    (place / "processes/grande.yaml").write_text(form.written(), "utf-8")
    found = catalogue.load(place, rehearsal.check)
    assert [problem for problem in found.problems if problem.blocks] == []
    return found.processes["grande"], form.answers, FilingDay(date(2026, 5, 13), found.city.calendar)


def test_the_biggest_form_of_the_bench_is_as_big_as_the_biggest_real_one(biggest):
    process, answers, day = biggest
    questions = list(process.questions())
    assert len(questions) == 511
    assert sum(one.when is not None for one in questions) == 259
    assert len(process.groups) == 34
    assert sum(one.type.name == "fichier" for one in questions) == 31
    assert Journey(process, Facts(answers, day)).next_page.id == "pour-finir"


def test_what_may_be_added_to_a_group_is_not_met_before_someone_asks(biggest, met):
    process, answers, day = biggest
    journey = Journey(process, Facts(answers, day))
    look_everywhere(journey)
    assert set(met.values()) == {1}
    assert not any(address.endswith("/3") for address in met)
    repeated = next(page for page in process.pages if page.group)
    assert journey.page(repeated.id, 3) is not None
    look_everywhere(journey)
    assert set(met.values()) == {1}


async def test_a_page_asked_for_again_judges_nothing_and_an_answer_judges_again(office, now, met):
    slug, live = next(iter(office.live.items()))
    draft, token = await drafts.start(office, slug, now)
    first = office.journey(draft, live.process, "web", now)
    first.pages  # noqa: B018 what a page looks at
    met.clear()
    again = office.journey(await drafts.find(token, now), live.process, "web", now)
    assert again.pages
    assert not met
    assert office.journey(draft, live.process, "telephone", now) is not again
    asked = next(one for one in live.process.questions() if one.type.stores)
    saved = await drafts.save(draft, {asked.id: None}, now)
    changed = office.journey(saved, live.process, "web", now)
    assert changed.facts.answers == {asked.id: None}
    assert changed.pages
    assert met
    assert office.journey(saved, replace(live.process), "web", now) is not changed
    await discard(office, saved)
    assert draft.token_hash not in office._under_way
