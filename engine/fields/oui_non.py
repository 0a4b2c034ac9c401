"""A question answered by yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from engine import habits
from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw
from engine.fields.numbers import yes_no


class YesNo(FieldType):
    name = "oui-non"
    identifying = False
    linkable = True
    title = "Une question à laquelle on répond par oui ou par non"
    grouped = True
    exclusive = True
    missing = "Répondez par oui ou par non à la question « {label} »."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="oui", value=True, shown="Oui"),
        Example(raw="non", value=False, shown="Non"),
        Example(raw="peut-être", refused="oui-non"),
    )

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> bool | None:
        if self.is_empty(raw):
            return None
        if raw not in ("oui", "non"):
            raise Refusal("oui-non", self.missing.format(label=question.label))
        return raw == "oui"

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "boolean"}

    def fill(self, question: Any, value: Any) -> Raw:
        return "" if value is None else ("oui" if value else "non")

    def show(self, question: Any, value: Any) -> str:
        return habits.yes_no(question, value)

    def witnesses(self, question: Any, operands: Sequence[Any], day: FilingDay) -> tuple[Any, ...]:
        return (True, False)

    def literal(self, question: Any, written: Any) -> bool:
        return yes_no(written)
