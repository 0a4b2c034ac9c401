"""Several options among several."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from engine.errors import Refusal
from engine.fields.base import Example, FilingDay, Raw, option
from engine.fields.choix import OPTIONS_RULE, Choice
from engine.fields.numbers import compares, is_pair, whole_number

COUNTS = {
    "moins_de": "moins de {}",
    "au_plus": "au plus {}",
    "plus_de": "plus de {}",
    "au_moins": "au moins {}",
    "entre": "entre {} et {}",
}
"""Operators that look at how many answers were chosen."""


class Choices(Choice):
    name = "choix-multiple"
    identifying = False
    title = "Plusieurs choix possibles dans une liste"
    says_by_empty = True
    many = True
    exclusive = False
    written_as = (str, list)
    comparable = False
    options: ClassVar[Mapping[str, Any]] = {
        "options": OPTIONS_RULE,
        "min": option("Le nombre de choix au moins."),
        "max": option("Le nombre de choix au plus."),
    }
    operators = ("contient", *COUNTS)
    missing = "Choisissez au moins une réponse à la question « {label} »."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            options={"options": {"a": "Lundi", "b": "Mardi"}}, raw=["a", "b"], value=["a", "b"], shown="Lundi, Mardi"
        ),
        Example(options={"options": {"a": "Lundi"}}, raw=["z"], refused="choix"),
        Example(options={"options": {"a": "Lundi", "b": "Mardi"}, "max": "1"}, raw=["a", "b"], refused="trop-grand"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        count = len(options.get("options") or {})
        low = whole_number("min", options.get("min"), 0, 0, max(count, 1))
        high = whole_number("max", options.get("max"), count, 1, max(count, 1))
        if low > high:
            raise ValueError("max", f"« max » ({high}) est plus petit que « min » ({low}) : échangez-les.")
        return {**super().coerce_options(options), "min": low, "max": high}

    def is_grouped(self, question: Any) -> bool:
        return True

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> list[str] | None:  # type: ignore[override]
        if self.is_empty(raw):
            return None
        chosen = [o.value for o in question.options["options"] if o.value in raw]
        if len(chosen) != len(set(raw)):
            raise Refusal("choix", f"Choisissez parmi les réponses proposées à la question « {question.label} ».")
        low, high = question.options["min"], question.options["max"]
        if len(chosen) < low:
            raise Refusal("trop-petit", f"« {question.label} » : choisissez au moins {low} réponses.")
        if len(chosen) > high:
            raise Refusal("trop-grand", f"« {question.label} » : choisissez au plus {high} réponses.")
        return chosen

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "list", "schema": {"type": "string"}}

    def fill(self, question: Any, value: Any) -> Raw:
        return list(value or [])

    def show(self, question: Any, value: Any) -> str:
        chosen = [value] if isinstance(value, str) else value
        return ", ".join(super(Choices, self).show(question, one) for one in chosen)

    def witnesses(self, question: Any, operands: Sequence[Any], day: FilingDay) -> None:
        """Several options at once: too many to be tried."""
        return None

    def literal(self, question: Any, written: Any) -> Any:
        chosen = written if isinstance(written, list) else [written]
        return [super(Choices, self).literal(question, one) for one in chosen]

    def operand(self, question: Any, operator: str, written: Any) -> Any:
        if operator not in COUNTS:
            return super().literal(question, written)
        bounds = written if operator == "entre" else [written]
        if operator == "entre" and not is_pair(written):
            raise ValueError("« entre » attend deux nombres : écrivez par exemple « entre: [2, 4] ».")
        wrong = next((one for one in bounds if not re.fullmatch(r"[0-9]{1,4}", one)), None)
        if wrong is not None:
            raise ValueError(f"« {wrong} » n’est pas un nombre de réponses : écrivez un nombre entier, par exemple 2.")
        if operator == "entre" and int(bounds[0]) > int(bounds[1]):
            raise ValueError(f"« entre » : {bounds[0]} est plus grand que {bounds[1]}, échangez-les.")
        return tuple(bounds) if operator == "entre" else written

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        return compares(operator, Decimal(len(value)), operand) if operator in COUNTS else operand in value

    def say(self, question: Any, operator: str, operand: Any) -> str:
        if operator not in COUNTS:
            return super().say(question, operator, operand)
        bounds = operand if isinstance(operand, tuple) else (operand,)
        return f"compte {COUNTS[operator].format(*bounds)} choix"
