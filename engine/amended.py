"""Answers already sent, corrected: what is asked again, what it calls for, what it makes useless. Pure.

Only the questions wanted are read. A correction may bring another question, or a check on the answers beside: they are
asked with it, and nothing changes before all of it holds together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.definition.condition import Facts
from engine.definition.group import instances
from engine.definition.process import Page, Process, Question
from engine.definition.verifications import Warned
from engine.errors import Refusal
from engine.fields.base import FilingDay, Raw
from engine.journey import Journey, answer


@dataclass(frozen=True)
class Spot:
    """One question of a form where it stands: `page` is the address of its page, « enfants/2 »."""

    page: str
    question: str

    @classmethod
    def of(cls, key: str) -> Spot:
        page, _, question = key.partition(":")
        return cls(page, question)

    @property
    def key(self) -> str:
        return f"{self.page}:{self.question}"

    def told(self, process: Process) -> str:
        """The words of the question, with its place when it is asked several times: « Son âge (enfant 2) »."""
        page, _, number = self.page.partition("/")
        group = next((one.group for one in process.pages if one.id == page), None)
        label = process.question(self.question).label
        return f"{label} ({group.label} {number})" if number and group else label


@dataclass(frozen=True)
class Change:
    """One answer before and after. `gone`: it is no longer asked, so its answer is not kept."""

    spot: Spot
    question: Question
    before: Any
    after: Any
    gone: bool = False


@dataclass
class Amended:
    """What the answers become, or why they stay as they were. Sentences are by key of their question."""

    answers: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    warnings: list[Warned] = field(default_factory=list)
    more: list[Spot] = field(default_factory=list)
    """Questions that what was typed calls for and that were not on the screen."""
    changes: tuple[Change, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.errors and not self.more


def amend(
    process: Process, facts: Facts, typed: Mapping[str, Raw], today: FilingDay, due: Collection[str] = ()
) -> Amended:
    """The answers of `facts` with what was typed, by key. Conditions are judged on the day of filing, as they were
    then; what is typed now is judged on `today`. `due`: the keys that the service asks for, never left empty."""
    before = Journey(process, facts)
    result, read = Amended(dict(facts.answers)), set[str]()
    journey = before
    while page := next((one for one in journey.pages if is_typed(one, typed) and one.address not in read), None):
        read.add(page.address)
        values = read_page(journey, page, typed, today, result, due)
        for id, value in values.items():
            result.answers = put(result.answers, page, id, value)
        journey = Journey(process, facts.with_answers(result.answers))
    result.answers = with_empty_lists(journey, result.answers)
    journey = Journey(process, facts.with_answers(result.answers))
    call(before, journey, typed, read, result)
    result.changes = tuple(changes(before, journey))
    result.answers = journey.answers
    return result


def is_typed(page: Page, typed: Mapping[str, Raw]) -> bool:
    return any(Spot(page.address, question.id).key in typed for question in page.questions)


def read_page(
    journey: Journey,
    page: Page,
    typed: Mapping[str, Raw],
    today: FilingDay,
    result: Amended,
    due: Collection[str],
) -> dict[str, Any]:
    """The new answers of one page; what is wrong with them goes in `result`."""
    held, values, fresh = journey.held(page), dict[str, Any](), dict[str, Any]()
    errors: dict[str, str] = {}
    for question in journey.stored(page):
        asked = journey.asked_with(page, question, values)
        if asked is None:
            continue
        key = Spot(page.address, question.id).key
        if key not in typed:
            if question.id in held:
                values[question.id] = held[question.id]
            continue
        try:
            asked = demanded(asked) if key in due else asked
            worded = journey.worded(asked, {**journey.known(page), **values})
            value = answer(worded, typed[key], today)
            if question.id in held and typed[key] == question.type.fill(question, held[question.id]):
                value = held[question.id]  # left as it was: not one byte of it changes
            fresh[question.id] = values[question.id] = value
        except Refusal as refusal:
            errors[key] = refusal.sentence
    result.errors |= errors
    if not errors and page.checks and len(values) >= len(journey.shown_stored(page, values)):
        crossed = journey.crossed(page, values)
        result.errors |= {Spot(page.address, id).key: sentence for id, sentence in crossed.errors.items()}
        result.warnings += crossed.warnings
    return fresh


def demanded(question: Question) -> Question:
    """The question as the service asks for it: answered, unless an empty answer says something by itself."""
    return question if question.type.says_by_empty else replace(question, required=True)


def put(answers: Mapping[str, Any], page: Page, id: str, value: Any) -> dict[str, Any]:
    """The answers with this one in its place: among the others, or in one instance of a repeated group."""
    if page.group is None or not page.number:
        return {**answers, id: value}
    held = [dict(instance) for instance in instances(answers, page.group)]
    held += [{} for _ in range(page.number - len(held))]
    held[page.number - 1][id] = value
    return {**answers, page.group.id: held}


def with_empty_lists(journey: Journey, answers: Mapping[str, Any]) -> dict[str, Any]:
    """A repeated group that appears and that may stay empty is empty."""
    lists = [page.group.id for page in journey.pages if page.lists and page.group]
    return {**answers, **{id: [] for id in lists if id not in answers}}


def call(before: Journey, after: Journey, typed: Mapping[str, Raw], read: Iterable[str], result: Amended) -> None:
    """What must be asked besides: questions that appear, answers that no longer suit, those a check names."""
    waited = {spot.key for spot, _ in waiting(before)}
    wanted = [spot for spot, _ in waiting(after) if spot.key not in waited]
    for page in after.pages:
        if page.address not in read:
            faults = {Spot(page.address, id): sentence for id, sentence in after.faults(page).items()}
            old = before.faults(page) if any(page.address == one.address for one in before.pages) else {}
            if not old:
                result.errors |= {spot.key: sentence for spot, sentence in faults.items()}
    wanted += [Spot.of(key) for key in result.errors]
    result.more = [spot for spot in dict.fromkeys(wanted) if spot.key not in typed]
    result.errors = {key: sentence for key, sentence in result.errors.items() if key in typed} | {
        spot.key: result.errors[spot.key] for spot in result.more if spot.key in result.errors
    }


def waiting(journey: Journey) -> Iterator[tuple[Spot, Question]]:
    """Questions asked and not answered as they should be."""
    for page in journey.pages:
        for question in journey.unanswered(page):
            yield Spot(page.address, question.id), question


def spots(journey: Journey) -> dict[Spot, Question]:
    """Every question that is asked, in the order of the form."""
    return {
        Spot(page.address, question.id): question
        for page in journey.pages
        for question in journey.questions(page)
        if question.type.stores
    }


def changes(before: Journey, after: Journey) -> Iterator[Change]:
    """Answer by answer, in the order of the form: those that differ, then those that are no longer asked."""
    old, new = dict(told(before)), dict(told(after))
    for spot, (question, value) in new.items():
        earlier = old[spot][1] if spot in old else None
        if value != earlier:
            yield Change(spot, question, earlier, value)
    for spot, (question, value) in old.items():
        if spot not in new and value is not None:
            yield Change(spot, question, value, None, gone=True)


def told(journey: Journey) -> Iterator[tuple[Spot, tuple[Question, Any]]]:
    """What is asked, and what is worked out and shown, with its value."""
    for page in journey.pages:
        held, known = journey.held(page), journey.known(page)
        for question in journey.questions(page):
            if question.type.stores:
                yield Spot(page.address, question.id), (question, held.get(question.id))
            elif question.type.computed and question.options["montrer"]:
                yield Spot(page.address, question.id), (question, known.get(question.id))
