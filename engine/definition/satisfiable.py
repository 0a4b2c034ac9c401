"""Whether conditions can ever hold: over the answers that the form accepts, and the questions asked on the way.

A condition becomes a list of cases, each a set of comparisons that must hold or fail together; a case is dropped as soon
as no answer suits all its comparisons on one source. What cannot be told is supposed possible: nothing is said then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from engine.calendar import Calendar
from engine.definition.condition import ANSWERED, CONTEXT, Combined, Compare, Condition
from engine.definition.process import Process
from engine.fields.base import FilingDay

MOST_CASES = 60
"""Beyond that a condition is supposed possible: its cases would double at each step."""

Literal = tuple[Compare, bool]
"""A comparison, and whether it must hold or fail."""
Case = Mapping[Any, Literal]
ANYTHING: list[Case] = [{}]


@dataclass
class Reach:
    """The cases in which each question of a démarche is asked, worked out once, in the order asked."""

    process: Process
    calendar: Calendar
    asked: dict[str, list[Case]] = field(default_factory=dict)
    conflict: tuple[Literal, ...] = ()
    """The comparisons of the last case dropped that no answer suits together."""
    known: dict[Any, bool] = field(default_factory=dict)

    def cases(self, when: Condition | None, start: list[Case] = ANYTHING) -> list[Case]:
        """Those of `start` in which the condition may hold; empty when it never does."""
        if when is None:
            return start
        return self.both(start, self.expanded(when, True))

    def expanded(self, when: Condition, wanted: bool) -> list[Case]:
        if isinstance(when, Combined):
            every = (when.how == "tous") is wanted if when.how != "aucun" else wanted
            inner = wanted if when.how != "aucun" else not wanted
            found = ANYTHING if every else []
            for part in when.parts:
                cases = self.expanded(part, inner)
                found = self.both(found, cases) if every else self.either(found, cases)
            return found
        if type(when) is not Compare or when.parameter is not None:
            return ANYTHING
        own: list[Case] = [{key_of(when, wanted): (when, wanted)}]
        if not self.possible(own[0], (when.source,)):
            return []
        return self.both(self.asked.get(when.source.partition(".")[0], ANYTHING), own) if needs(when, wanted) else own

    def either(self, first: list[Case], second: list[Case]) -> list[Case]:
        return ANYTHING if len(first) + len(second) > MOST_CASES else first + second

    def both(self, first: list[Case], second: list[Case]) -> list[Case]:
        if first is ANYTHING or second is ANYTHING:
            return second if first is ANYTHING else first
        if len(first) * len(second) > MOST_CASES:
            return first  # wider than it is: nothing is said that is not sure
        found: list[Case] = []
        for one in first:
            for other in second:
                new = other.keys() - one.keys()
                merged = {**one, **other}
                if not new or self.possible(merged, {other[key][0].source for key in new}):
                    found.append(merged)
        return found

    def possible(self, case: Case, touched: Iterable[str]) -> bool:
        for source in touched:
            literals = tuple(literal for literal in case.values() if literal[0].source == source)
            if not self.agree(literals):
                self.conflict = self.smallest(literals)
                return False
        return True

    def smallest(self, literals: tuple[Literal, ...]) -> tuple[Literal, ...]:
        """As few of these comparisons as still contradict each other, to be shown."""
        for literal in literals:
            fewer = tuple(one for one in literals if one is not literal)
            if fewer and not self.agree(fewer):
                return self.smallest(fewer)
        return literals

    def agree(self, literals: tuple[Literal, ...]) -> bool:
        key = frozenset(key_of(*literal) for literal in literals)
        if key not in self.known:
            self.known[key] = self.suits(literals)
        return self.known[key]

    def suits(self, literals: tuple[Literal, ...]) -> bool:
        """Whether one answer, or none at all, suits all these comparisons on one source."""
        must = any(needs(*literal) for literal in literals)
        empty = any(compare.operator == ANSWERED and compare.operand is not wanted for compare, wanted in literals)
        if must and empty:
            return False
        source = literals[0][0].source
        if not must and source not in CONTEXT:
            return True
        if opposite(literals):
            return False
        compared = [literal for literal in literals if literal[0].operator != ANSWERED]
        return any(self.answerable(compared, day) for day in self.days(compared))

    def answerable(self, literals: list[Literal], day: FilingDay) -> bool:
        if not literals:
            return True
        compare = literals[0][0]
        if compare.source in CONTEXT:
            possible: tuple[Any, ...] | None = self.context(compare.source)
        elif compare.question is None or compare.owner is not None:
            possible = None
        else:
            operands = [one for literal in literals for one in flat(literal[0].operand)]
            possible = compare.question.type.witnesses(compare.question, operands, day)
        if possible is None:
            return True
        return any(all(passes(compare, value, day) is wanted for compare, wanted in literals) for value in possible)

    def context(self, source: str) -> tuple[str, ...]:
        return self.process.channels if source == "canal" and self.process.channels else CONTEXT[source][1]

    def days(self, literals: list[Literal]) -> list[FilingDay]:
        """Days of filing to try: dates are relative to it, and a fixed date may come before or after."""
        fixed = [getattr(one, "fixed", None) for compare, _ in literals for one in flat(compare.operand)]
        around = [day + timedelta(days=move) for day in fixed if day for move in (-400, -1, 0, 1, 400)]
        return [FilingDay(day, self.calendar) for day in (*SOME_DAYS, *around)]


SOME_DAYS = (date(2026, 3, 2), date(2026, 12, 24), date(2028, 2, 29))


def key_of(compare: Compare, wanted: bool) -> Any:
    return compare.source, compare.operator, str(compare.operand), wanted


def needs(compare: Compare, wanted: bool) -> bool:
    """Whether this comparison wants an answer: an unanswered question makes every comparison fail."""
    return (compare.operand is wanted) if compare.operator == ANSWERED else wanted


def opposite(literals: Iterable[Literal]) -> bool:
    """The same comparison asked to hold and to fail."""
    keys = {key_of(*literal) for literal in literals}
    return any((*key[:3], not key[3]) in keys for key in keys)


def flat(operand: Any) -> tuple[Any, ...]:
    return operand if isinstance(operand, tuple) else (operand,)


def passes(compare: Compare, value: Any, day: FilingDay) -> bool:
    if compare.operator in ("est", "dans"):
        return value in compare.operand
    assert compare.question is not None
    return compare.question.type.compare(compare.operator, value, compare.operand, day)
