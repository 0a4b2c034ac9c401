"""What a condition may name where it stands, and where its mistakes are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.definition.condition import Condition
from engine.definition.located import Lost
from engine.definition.parameter import (
    Parameters,
)
from engine.definition.process import Question


@dataclass(frozen=True)
class Scope:
    """What a condition may name, and where to report mistakes.

    `report(path, code, sentence, help)` receives paths relative to the definition. `later` gives the line of the
    named conditions that are not read yet; `used` and `sectors` collect what is named.
    """

    questions: Mapping[str, Question]
    named: Mapping[str, Condition]
    report: Callable[..., None]
    nearest: Callable[[str, Any], str]
    lost: Lost = field(default_factory=Lost)
    later: Mapping[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    sectors: list[tuple[tuple[Any, ...], str]] = field(default_factory=list)
    """Where each sector of the city is named."""
    parameters: Parameters = field(default_factory=Parameters)
    groups: Mapping[str, GroupReader] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    """The repeated group of each question that has one."""
    inside: str | None = ""
    """The group where the condition stands; None when it is only named, to be used somewhere."""

    def out_of_reach(self, questions: Iterable[str]) -> list[str]:
        """Those of a group that is looked at from outside: which child would it be?"""
        if self.inside is None:
            return []
        return sorted(id for id in questions if self.members.get(id, self.inside) != self.inside)


class GroupReader(Protocol):
    """A repeated group, which knows how what stands after its name is read (engine/definition/among.py)."""

    def parse(self, written: Any, path: tuple[Any, ...], scope: Scope) -> Condition | None: ...
