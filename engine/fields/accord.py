"""A box to tick, with the words one agrees to beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from engine import habits
from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw, option
from engine.fields.numbers import yes_no


class Agreement(FieldType):
    name = "accord"
    identifying = False
    title = "Une case à cocher pour donner son accord à un texte"
    says_by_empty = True
    grouped = True
    options: ClassVar[Mapping[str, Any]] = {"texte": option("Le texte écrit à côté de la case.", required=True)}
    missing = "Cochez la case « {label} » pour continuer."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(options={"texte": "J’ai lu le règlement."}, raw="oui", value=True, shown="Oui"),
        Example(options={"texte": "J’ai lu le règlement."}, raw="", value=None),
        Example(options={"texte": "J’ai lu le règlement."}, raw="non", refused="accord"),
    )

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> bool | None:
        if self.is_empty(raw):
            return None
        if raw != "oui":
            raise Refusal("accord", self.missing.format(label=question.label))
        return True

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "boolean"}

    def fill(self, question: Any, value: Any) -> Raw:
        return "oui" if value else ""

    def show(self, question: Any, value: Any) -> str:
        return habits.yes_no(question, value)

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("oui",)

    def literal(self, question: Any, written: Any) -> bool:
        if not yes_no(written):
            raise ValueError(f"« {written} » n’est pas un accord : il est donné (oui) ou absent, rien d’autre.")
        return True
