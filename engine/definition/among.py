"""Conditions on a repeated group, seen from outside: how many instances, and what is true of one, all or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from engine.definition.condition import ANSWERED, COMBINERS, Combined, Compare, Condition, Facts, or_list, together
from engine.definition.condition_reading import parse, parse_comparison, proper
from engine.definition.condition_scope import Scope
from engine.definition.group import Group
from engine.definition.process import Question
from engine.fields import TYPES
from engine.fields.base import OPERATOR_WORDS

COUNT_WORDS = {
    "moins_de": "il y a moins de {}",
    "au_plus": "il y a au plus {}",
    "plus_de": "il y a plus de {}",
    "au_moins": "il y a au moins {}",
    "entre": "il y a entre {} et {}",
}


@dataclass(frozen=True)
class Counted(Compare):
    """The number of instances against a value. A group that is not shown has no number."""

    group: Group | None = None

    def value(self, facts: Facts) -> Any:
        held = facts.value(self.source)
        if not isinstance(held, list) or (self.operator == ANSWERED and not held):
            return None
        return str(len(held))

    def phrase(self) -> str:
        assert self.group is not None
        if self.operator == ANSWERED:
            return f"il y a {'au moins 1' if self.operand else '0'} {self.group.label}"
        if self.operator == "est":
            return f"il y a {or_list(self.operand)} {self.group.plural}"
        bounds = self.operand if isinstance(self.operand, tuple) else (self.operand,)
        return f"{COUNT_WORDS[self.operator].format(*bounds)} {self.group.plural}"


@dataclass(frozen=True)
class Among:
    """What holds for one instance at least, for all of them, or for none. With no instance, `tous` is false."""

    group: Group
    members: frozenset[str]
    how: str
    part: Condition

    @property
    def weight(self) -> int:
        return self.part.weight

    @cached_property
    def sources(self) -> frozenset[str]:
        return frozenset({self.group.id}) | (self.part.sources - self.members)

    def holds(self, facts: Facts) -> bool:
        held = facts.value(self.group.id)
        held = held if isinstance(held, list) else []
        outcomes = (self.part.holds(facts.with_answers({**facts.answers, **instance})) for instance in held)
        if self.how == "tous":
            return bool(held) and all(outcomes)
        return any(outcomes) if self.how == "au_moins_un" else not any(outcomes)

    def phrase(self) -> str:
        words = {
            "au_moins_un": f"pour 1 {self.group.label} ou plus",
            "tous": f"pour chaque {self.group.label}",
            "aucun": f"parmi les {self.group.plural}, il n’arrive jamais que",
        }
        return f"{words[self.how]}{' ' if self.how == 'aucun' else ', '}{self.part.phrase()}"


@dataclass(frozen=True)
class GroupSource:
    """A group as conditions may name it."""

    group: Group
    members: frozenset[str]

    def parse(self, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
        if not isinstance(written, Mapping) or not written:
            return self.counted(parse_comparison(self.number, written, path, scope))
        parts = []
        for key, value in written.items():
            how = proper(key, COMBINERS, (*path, key), scope)
            if how in COMBINERS:
                parts.append(self.among(how, value, (*path, key), scope))
            elif key not in (*self.number.type.operators, ANSWERED):
                self.report_operator(key, (*path, key), scope)
            else:
                parts.append(self.counted(parse_comparison(self.number, {key: value}, path, scope)))
        return together(parts)

    def report_operator(self, key: str, path: tuple[Any, ...], scope: Scope) -> None:
        """Neither a way to look among them, nor one to count them."""
        known = [*COMBINERS, *self.number.type.operators, ANSWERED]
        meant = proper(key, known, path, scope)
        code = "operateur-interdit" if meant in OPERATOR_WORDS else "operateur-inconnu"
        if meant == key:
            sentence = f"« {key} » ne s’applique pas au groupe « {self.group.id} »."
            help = scope.nearest(key, known) or f"Vous pouvez écrire : {', '.join(known)}."
            scope.report(path, code, sentence, help, key=True)

    @property
    def number(self) -> Question:
        return Question(self.group.id, TYPES["nombre"], self.group.plural, options={"unite": ""})

    def among(self, how: str, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None:
        part = parse(written, path, replace(scope, inside=self.group.id))
        return Among(self.group, self.members, how, part) if part is not None else None

    def counted(self, condition: Condition | None) -> Condition | None:
        if isinstance(condition, Combined):
            parts = (self.counted(part) for part in condition.parts)
            return Combined(condition.how, tuple(part for part in parts if part is not None))
        if not isinstance(condition, Compare):
            return condition
        return Counted(condition.source, condition.operator, condition.operand, condition.question, group=self.group)
