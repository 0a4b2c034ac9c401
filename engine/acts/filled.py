"""What came with an action, and whether it is enough to act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.definition import cycle
from engine.definition.cycle import Action, Cycle
from engine.errors import NotAllowed
from engine.records import Case

LONGEST = 10_000
"""Characters in one message."""


@dataclass(frozen=True)
class Wanted:
    """An answer that an agent asks to correct: the key of its question, and a word about it."""

    key: str
    note: str = ""


@dataclass(frozen=True)
class Filled:
    """What came with an action."""

    text: str = ""
    to: str = ""
    """The step chosen, when the action leads to several."""
    unit: str = ""
    login: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """To the questions of the action, already checked."""
    documents: Sequence[str] = ()
    corrections: Sequence[Wanted] = ()
    """What is ticked, in the form of an action that asks for something."""
    until: date | None = None
    """The last day to answer what is asked."""


NOTHING = Filled()


def text_of(action: Action, text: str, *, optional: bool = False) -> str:
    text = text.strip()
    if action.does(cycle.WRITE):
        return worded(text, "Écrivez votre message.", optional=optional)
    if action.text is None:
        return worded(text, "", optional=True)
    return worded(text, action.text.missing, optional=optional or not action.text.required)


def worded(text: str, missing: str, *, optional: bool = False) -> str:
    text = text.strip()
    if not text and not optional:
        raise NotAllowed(missing)
    if len(text) > LONGEST:
        raise NotAllowed(f"Raccourcissez votre texte : {LONGEST} caractères au plus.")
    return text


def target_of(case: Case, life: Cycle, action: Action, filled: Filled) -> str:
    """The step it leads to, "" to stay."""
    if len(action.to) > 1 and filled.to not in action.to:
        raise NotAllowed(choice_missing(life, action))
    chosen = filled.to if len(action.to) > 1 else "".join(action.to)
    return (case.step_before or life.first.id) if chosen == cycle.BEFORE else chosen


def choice_missing(life: Cycle, action: Action) -> str:
    ends = all(to != cycle.BEFORE and life.step(to).last for to in action.to)
    return "Choisissez l’issue de la demande." if ends else "Choisissez l’étape suivante."
