"""What every room that reads a life cycle shares: the names it knows, and what a condition may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.definition import condition_reading, cycle
from engine.definition.condition import Condition
from engine.definition.condition_scope import Scope
from engine.definition.located import Located, Path
from engine.definition.process import Message, Question
from engine.fields import TYPES
from engine.fields.numbers import option_yes_no

if TYPE_CHECKING:
    from engine.definition.build import Reader


@dataclass
class Shared:
    reader: Reader
    named: Mapping[str, Condition]
    messages: Mapping[str, Message]
    city: Mapping[str, Any]
    """The actions of the city's own cycle, as they are written."""
    common: Mapping[str, Any] = field(default_factory=dict)
    """The actions of every step, as they are written."""
    steps: Mapping[str, Any] = field(default_factory=dict)
    """What is written of each step, by its name."""
    asked: dict[str, Question] = field(default_factory=dict)
    """What agents are asked, by id: the first one read of each."""

    @property
    def where(self) -> Located:
        return self.reader.where

    def leads(self, to: str, path: Path) -> bool:
        if to == cycle.BEFORE or to in self.steps:
            return True
        sentence = f"« {to} » n’est pas une étape de ce cycle."
        help = self.where.nearest(to, self.steps) or f"Étapes : {', '.join(self.steps)}."
        self.where.report(path, "etape-inconnue", sentence, help)
        return False

    def condition(self, entry: Mapping[str, Any], path: Path) -> Condition | None:
        return condition_reading.parse(entry["si"], (*path, "si"), self.scope()) if "si" in entry else None

    def scope(self) -> Scope:
        """The answers of the form, those of agents (`agent.raison`), and the step before (`etape`)."""
        own = {f"agent.{id}": replace(question, id=f"agent.{id}") for id, question in self.asked.items()}
        kind = TYPES["choix"]
        options = kind.coerce_options({"options": {id: id for id in self.steps}})
        own["etape"] = Question("etape", kind, "étape précédente", options=options)
        return replace(self.reader.scope(self.named), questions={**self.reader.questions, **own})

    def yes_no(self, entry: Mapping[str, Any], key: str, path: Path, default: bool = False) -> bool:
        try:
            return option_yes_no(key, entry.get(key), default)
        except ValueError as error:
            self.where.report((*path, key), "oui-ou-non", error.args[1])
            return default
