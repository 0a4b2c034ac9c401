"""`si:` compiled into a predicate that knows its sources, its type errors and its sentence in French.

Conditions are data, never code. One language serves visibility, routing and scenarios. An unanswered question
makes every comparison false, except `renseigne: non`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

from engine.definition.parameter import (
    Parameter,
)
from engine.definition.process import Question
from engine.definition.sectors import Districts
from engine.fields.base import FilingDay
from engine.fields.place import Placed
from engine.language import LANGUAGES

ANSWERED = "renseigne"
COMBINERS = ("tous", "au_moins_un", "aucun")
CONTEXT = {
    "canal": ("le canal", ("web", "terminal", "telephone", "guichet", "courriel", "courrier")),
    "langue": ("la langue", tuple(LANGUAGES)),
}
"""Sources that are not questions: their words in French and their values."""
PUBLIC = "public"
"""The kind of user: the answer to the question of that type."""
RESERVED = (*COMBINERS, *CONTEXT)
"""Words of the conditions that cannot name a question."""


@dataclass(frozen=True)
class Facts:
    """What a condition is judged on. `districts` are the sectors of the city, asked by `dans`."""

    answers: Mapping[str, Any]
    day: FilingDay
    channel: str = "web"
    language: str = "fr"
    districts: Districts = field(default_factory=Districts)

    def value(self, source: str) -> Any:
        if source == "canal":
            return self.channel
        return self.language if source == "langue" else self.answers.get(source)

    def with_answers(self, answers: Mapping[str, Any]) -> Facts:
        """The same day, channel and language, on other answers."""
        return Facts(answers, self.day, self.channel, self.language, self.districts)


class Condition(Protocol):
    def holds(self, facts: Facts) -> bool: ...

    @property
    def sources(self) -> frozenset[str]:
        """Ids of the questions (and context words) it looks at."""

    @property
    def weight(self) -> int:
        """How many comparisons it makes, those of the conditions it names included."""

    def phrase(self) -> str:
        """The condition as a French clause: « la réponse à « … » est « … » »."""


@dataclass(frozen=True)
class Compare:
    """One question (or context word) against a value.

    `source` may have a dot: `commune.code_postal` is an attribute of the answer to `commune`. `question` then is the
    attribute, typed like a question, and `owner` the question it belongs to.
    """

    source: str
    operator: str
    operand: Any
    question: Question | None = None
    owner: Question | None = None
    parameter: Parameter | None = None

    weight = 1

    @property
    def sources(self) -> frozenset[str]:
        if self.parameter:
            return frozenset()
        asked = self.owner or self.question
        own = asked is not None and "." in asked.id  # what an agent answered: `agent.avis` is the name of the question
        return frozenset({asked.id if own and asked else self.source.partition(".")[0]})

    def value(self, facts: Facts) -> Any:
        if self.parameter is not None:
            return self.parameter.value
        if self.owner is None:
            return facts.value(self.source)
        answer = facts.value(self.owner.id)
        name = self.source.partition(".")[2]
        return None if answer is None else self.owner.type.attribute(self.owner, answer, name)

    def holds(self, facts: Facts) -> bool:
        value = self.value(facts)
        answered = value is not None and value != "" and value != []
        if self.operator == ANSWERED:
            return answered is self.operand
        if not answered:
            return False
        if self.operator == "est":
            return value in self.operand
        assert self.question is not None  # only questions have operators: parse() made sure
        kind = self.question.type
        if isinstance(kind, Placed):
            return facts.districts.hold(kind.place(value), self.operand)
        return kind.compare(self.operator, value, self.operand, facts.day)

    def phrase(self) -> str:
        if self.question is None:
            return f"{CONTEXT[self.source][0]} est {or_list(self.operand)}"
        subject = f"{'le paramètre' if self.parameter else 'la réponse à'} « {self.question.label} »"
        if self.operator == ANSWERED:
            return f"{subject} est {'donnée' if self.operand else 'laissée vide'}"
        if self.operator == "est":
            shown = [f"« {self.question.type.show(self.question, value)} »" for value in self.operand]
            return f"{subject} est {or_list(shown)}"
        return f"{subject} {self.question.type.say(self.question, self.operator, self.operand)}"


@dataclass(frozen=True)
class Combined:
    """`tous`, `au_moins_un` or `aucun` of several conditions."""

    how: str
    parts: tuple[Condition, ...]

    @cached_property
    def sources(self) -> frozenset[str]:
        return frozenset().union(*(part.sources for part in self.parts))

    @cached_property
    def weight(self) -> int:
        return sum(part.weight for part in self.parts)

    def holds(self, facts: Facts) -> bool:
        outcomes = (part.holds(facts) for part in self.parts)
        if self.how == "tous":
            return all(outcomes)
        return any(outcomes) if self.how == "au_moins_un" else not any(outcomes)

    def phrase(self) -> str:
        phrases = [part.phrase() for part in self.parts]
        if self.how == "aucun":
            return "il n’est pas vrai que " + " ni que ".join(phrases)
        return (" et " if self.how == "tous" else ", ou ").join(phrases)


def together(parts: list[Condition | None]) -> Condition | None:
    """All of them, those that could not be read left out."""
    kept = tuple(part for part in parts if part is not None)
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else Combined("tous", kept)


def comparisons(condition: Condition | None) -> Iterator[Compare]:
    for part in condition.parts if isinstance(condition, Combined) else (condition,):
        if isinstance(part, Compare):
            yield part


def about(condition: Condition | None, **subject: Any) -> Condition | None:
    """The same comparisons, made on a parameter, or on what the answer to its `owner` brings with it."""
    if isinstance(condition, Combined):
        parts = (about(part, **subject) for part in condition.parts)
        return Combined(condition.how, tuple(part for part in parts if part is not None))
    return replace(condition, **subject) if isinstance(condition, Compare) else condition


def option_keys(question: Question) -> list[str]:
    return [option.value for option in question.options.get("options", ())]


def covers(wide: Condition, narrow: Condition) -> bool:
    """Whether `wide` holds each time that `narrow` does; False when it cannot be told."""
    if wide is narrow:
        return True
    if isinstance(narrow, Combined) and narrow.how == "au_moins_un":
        return all(covers(wide, part) for part in narrow.parts)
    if isinstance(wide, Combined) and wide.how == "tous":
        return all(covers(part, narrow) for part in wide.parts)
    if isinstance(wide, Combined) and wide.how == "au_moins_un":
        return any(covers(part, narrow) for part in wide.parts)
    if isinstance(narrow, Combined) and narrow.how == "tous":
        return any(covers(wide, part) for part in narrow.parts)
    if not isinstance(wide, Compare) or not isinstance(narrow, Compare):
        return False
    if (wide.source, wide.operator) != (narrow.source, narrow.operator):
        return False
    return wide.operand == narrow.operand or (
        wide.operator in ("est", "dans") and all(value in wide.operand for value in narrow.operand)
    )


def or_list(words: Any) -> str:
    *first, last = [str(word) for word in words]
    return f"{', '.join(first)} ou {last}" if first else last
