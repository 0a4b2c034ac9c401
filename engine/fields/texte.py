"""Short free text on one line. Accepts any script; what was typed is stored unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.fields.base import Example, FieldType, FilingDay, Raw, option
from engine.fields.numbers import whole_number


class Text(FieldType):
    name = "texte"
    title = "Un texte court, sur une ligne"
    options: ClassVar[Mapping[str, Any]] = {"longueur": option("Le nombre de caractères au plus.")}
    operators = ("contient", "commence_par")
    missing = "Écrivez votre réponse à la question « {label} »."
    default_length = 200
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="Zoé d’Àlvares", value="Zoé d’Àlvares"),
        Example(raw="  ", value=None),
        Example(raw="x" * 201, refused="trop-long"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        length = whole_number("longueur", options.get("longueur"), self.default_length, 1, 100_000)
        return {**options, "longueur": length}

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        return None if self.is_empty(raw) else raw

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": question.options["longueur"]}

    def sentence(self, question: Any, code: str, constraint: Any) -> str:
        if code != "trop-long":
            return ""
        return f"« {question.label} » : raccourcissez votre texte à {constraint} caractères au plus."

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        value, operand = value.casefold(), operand.casefold()
        return value.startswith(operand) if operator == "commence_par" else operand in value

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("Exemple", "Ex", "1", "33000", "0612345678")
