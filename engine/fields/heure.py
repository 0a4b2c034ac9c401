"""A time of day in one input, written as people say it: 14h30, 14:30, 14 h."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any, ClassVar

from engine import habits
from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw, option
from engine.fields.numbers import is_pair, ordinary
from engine.french import clock_time
from engine.names import fold

WRITTEN = re.compile(
    r"(?:a |at |las )?(\d{1,2})\s?(?:(?:h|heures?|:|\.)(?:\s?([0-5]\d)(?:\s?(?:min|mn|minutes?)|:00)?)?)?(?:\s?([ap])\.?m\.?)?"
)
"""As people write it, in English too: « 2:30 pm »."""
WORDS = {"midi": "12:00", "minuit": "00:00"}


class Hour(FieldType):
    name = "heure"
    title = "Une heure de la journée"
    options: ClassVar[Mapping[str, Any]] = {
        "min": option("La première heure acceptée, par exemple 8 h 30."),
        "max": option("La dernière heure acceptée, par exemple 18 h."),
    }
    operators = ("avant", "apres", "entre")
    missing = "Indiquez une heure, par exemple 14\u00a0h\u00a030."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="14h30", value="14:30", shown="14\u00a0h\u00a030"),
        Example(raw=" 14 H ", value="14:00", shown="14\u00a0h"),
        Example(raw="8:05", value="08:05", shown="8\u00a0h\u00a005"),
        Example(raw="٩ h", value="09:00"),
        Example(raw="midi", value="12:00"),
        Example(raw="2:30 pm", value="14:30"),
        Example(raw="14h70", refused="heure"),
        Example(raw="25:00", refused="heure"),
        Example(raw="7 h", options={"min": "8h"}, refused="trop-tot"),
        Example(raw="18h30", options={"max": "18:00"}, refused="trop-tard"),
    )

    def default_hint(self, question: Any) -> str:
        """An example out of the bounds of the question would mislead."""
        return "" if question.options.get("min") or question.options.get("max") else "Par exemple 14\u00a0h\u00a030."

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        bounds = {}
        for key in ("min", "max"):
            try:
                bounds[key] = read_hour(options[key]) if options.get(key) else None
            except ValueError as error:
                raise ValueError(key, not_an_hour(str(error))) from None
        if bounds["min"] and bounds["max"] and bounds["min"] > bounds["max"]:
            raise ValueError("max", f"« max » ({options['max']}) est avant « min » ({options['min']}) : échangez-les.")
        return {**options, **bounds}

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        if self.is_empty(raw):
            return None
        try:
            found = read_hour(raw)
        except ValueError:
            raise Refusal("heure", not_an_hour(raw.strip()[:20])) from None
        first, last = question.options["min"], question.options["max"]
        if first and found < first:
            raise Refusal(
                "trop-tot",
                f"« {question.label} » : indiquez une heure à partir de {habits.of(question).clock_time(first)}.",
            )
        if last and found > last:
            raise Refusal(
                "trop-tard",
                f"« {question.label} » : indiquez une heure jusqu’à {habits.of(question).clock_time(last)}.",
            )
        return found.isoformat("minutes")

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": 5}

    def fill(self, question: Any, value: Any) -> Raw:
        return clock_time(time.fromisoformat(value)).replace("\u00a0", " ") if value else ""

    def show(self, question: Any, value: Any) -> str:
        return habits.of(question).clock_time(time.fromisoformat(value))

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("10:00", "14:30", "08:00", "18:00")

    def literal(self, question: Any, written: Any) -> str:
        try:
            return read_hour(str(written)).isoformat("minutes")
        except ValueError:
            raise ValueError(not_an_hour(str(written))) from None

    def operand(self, question: Any, operator: str, written: Any) -> Any:
        if operator != "entre":
            return self.literal(question, written)
        if not is_pair(written):
            raise ValueError("« entre » attend deux heures : écrivez « entre: [8 h, 12 h 30] ».")
        first, last = (self.literal(question, bound) for bound in written)
        if first > last:
            raise ValueError(f"« entre » : {written[0]} est après {written[1]}, échangez-les.")
        return first, last

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        if operator == "entre":
            return bool(operand[0] <= value <= operand[1])
        return bool(value < operand if operator == "avant" else value > operand)

    def say(self, question: Any, operator: str, operand: Any) -> str:
        if operator == "entre":
            return super().say(question, operator, operand)
        return f"est {'avant' if operator == 'avant' else 'après'} {self.show(question, operand)}"


def read_hour(written: str) -> time:
    """« 14h30 », « 14 h », « midi ». Raises ValueError with what was written."""
    words = " ".join(fold(ordinary(written)).split())
    match = WRITTEN.fullmatch(WORDS.get(words, words))
    if match is None or int(match[1]) > (12 if match[3] else 23):
        raise ValueError(written)
    hour = int(match[1]) % 12 + (12 if match[3] == "p" else 0) if match[3] else int(match[1])
    return time(hour, int(match[2] or 0))


def not_an_hour(written: str) -> str:
    return f"« {written} » n’est pas une heure : écrivez-la de 0\u00a0h à 23\u00a0h\u00a059, par exemple 14\u00a0h\u00a030."
