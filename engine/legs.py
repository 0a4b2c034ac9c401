"""One pass over a form: each condition judged once, in order, on the visible answers above it. Pure.

A leg is a page as it is met: once for an ordinary page; for a repeated group, once per instance, then its list.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import groupby
from typing import Any

from engine.definition.condition import Facts
from engine.definition.group import Group, instances
from engine.definition.process import Check, Page, Process, Question


@dataclass(frozen=True)
class Leg:
    """A page shown, its visible questions, what is `held` where they are answered, and what of it is visible."""

    page: Page
    questions: tuple[Question, ...]
    held: Mapping[str, Any]
    own: Mapping[str, Any]
    faults: tuple[Check, ...] = ()
    """The verifications that block and find these answers at fault; they mean something once all are given."""


@dataclass
class Way:
    """Legs by address, in order, and the instance that may still be added to each group."""

    legs: dict[str, Leg] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    """Visible answers, a group being a list of its visible ones."""
    adding: list[Callable[[], Iterable[Leg]]] = field(default_factory=list)

    @cached_property
    def spare(self) -> dict[str, Leg]:
        """The pages of those instances: met only when one is asked for, most pages being none of them."""
        return {leg.page.address: leg for add in self.adding for leg in add()}


def walk(process: Process, facts: Facts) -> Way:
    way = Way()
    for group, pages in groupby(process.pages, key=lambda page: page.group):
        if group is None:
            for page in pages:
                leg = meet(process, page, facts.answers, way.answers, facts.with_answers(way.answers))
                if leg is not None:
                    way.legs[page.address] = leg
        else:
            walk_group(process, group, tuple(pages), facts, way)
    return way


def meet(
    process: Process, page: Page, held: Mapping[str, Any], own: MutableMapping[str, Any], facts: Facts
) -> Leg | None:
    """The page with the questions its answers call for, which join `own`; None when nothing of it is shown.

    `facts` look at `own`, so that a question sees the answers above it.
    """
    if page.when is not None and not page.when.holds(facts):
        return None
    kept = []
    for question in page.questions:
        if (asked := asked_on(question, facts)) is not None:
            kept.append(asked.worded(lambda quote: process.say(quote, facts.answers)) if asked.wordings else asked)
            if question.formula is not None:
                own.update(computed(question, facts))
            elif question.type.stores and question.id in held:
                own[question.id] = held[question.id]
    if not kept:
        return None
    return Leg(page, tuple(kept), held, own, broken(page.checks, facts) if page.checks else ())


def broken(checks: Iterable[Check], facts: Facts) -> tuple[Check, ...]:
    return tuple(check for check in checks if check.blocking and check.when and check.when.holds(facts))


def computed(question: Question, facts: Facts) -> dict[str, Any]:
    """The value of a calcul under its id; nothing when it has none."""
    value = question.formula.value(facts) if question.formula else None
    return {} if value is None else {question.id: value}


def asked_on(question: Question, facts: Facts) -> Question | None:
    """The question as those facts make it; None when they hide it."""
    if question.when is not None and not question.when.holds(facts):
        return None
    return question.type.narrowed(question, facts)


def walk_group(process: Process, group: Group, pages: tuple[Page, ...], facts: Facts, way: Way) -> None:
    """A group is shown when its first page is: that one looks only at what is asked before."""
    first = pages[0]
    outside = facts.with_answers(way.answers)
    if first.when is not None and not first.when.holds(outside):
        return
    held = instances(facts.answers, group)
    visible: list[dict[str, Any]] = []
    shown = max(len(held), group.least)
    for number in range(1, shown + 1):
        own: dict[str, Any] = {}
        instance = held[number - 1] if number <= len(held) else {}
        way.legs |= {
            leg.page.address: leg for leg in walk_instance(process, pages, number, shown, instance, own, outside)
        }
        if number <= len(held):
            visible.append(own)
    if shown < group.most:
        way.adding.append(partial(walk_instance, process, pages, shown + 1, shown + 1, {}, {}, outside))
    listing = first.listing
    way.legs[listing.address] = Leg(listing, (), facts.answers, {})
    if group.id in facts.answers:
        way.answers[group.id] = visible


def walk_instance(
    process: Process,
    pages: tuple[Page, ...],
    number: int,
    total: int,
    held: Mapping[str, Any],
    own: dict[str, Any],
    outside: Facts,
) -> Iterator[Leg]:
    facts = outside.with_answers(ChainMap(own, outside.answers))  # type: ignore[arg-type]
    for page in pages:
        leg = meet(process, page.instance(number, total), held, own, facts)
        if leg is not None:
            yield leg
