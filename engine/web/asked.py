"""The documents that a démarche asks for, told before starting: which ones, and to whom."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.condition import together
from engine.definition.process import Process
from engine.language import FRENCH


@dataclass(frozen=True)
class Asked:
    """One document. `why` says in French when it is asked, "" when it always is or when nobody would understand it."""

    label: str
    hint: str
    optional: bool
    may_miss: bool
    """« Je n’ai pas ce document » is an answer."""
    always: bool
    why: str


LONGEST = 160
"""Characters of a condition that still reads as a sentence."""


def documents(process: Process) -> list[Asked]:
    """In the order of the form."""
    found = []
    for page in process.pages:
        for question in page.questions:
            if question.type.name == "fichier":
                when = together([page.when, question.when])
                phrase = when.phrase() if when is not None and process.language == FRENCH else ""
                why = phrase if len(phrase) <= LONGEST else ""
                may_miss = question.options.get("absent") is True and not question.options.get("indispensable")
                found.append(Asked(question.label, question.hint, not question.required, may_miss, when is None, why))
    return found
