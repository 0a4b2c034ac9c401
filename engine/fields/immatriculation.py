"""The plate of a vehicle: the present form (AA-123-AA), the old one (123 ABC 33), another country's if allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from engine.fields.base import Example, FieldType, FilingDay, Raw, as_written, option
from engine.fields.numbers import option_yes_no, ordinary

LETTERS = "A-HJ-NP-TV-Z"
"""The present plates have no I, O or U."""
PRESENT = re.compile(rf"([{LETTERS}]{{2}})(\d{{3}})([{LETTERS}]{{2}})")
OLD = re.compile(r"(\d{1,4})([A-Z]{1,3})(97[1-6]|2[AB]|0[1-9]|[1-8]\d|9[0-5])")
FOREIGN = re.compile(r"[A-Z0-9](?:[ -]?[A-Z0-9]){1,14}")
SEPARATORS = re.compile(r"[\s\u00a0\u202f._/·•–—-]+")


class Plate(FieldType):
    name = "immatriculation"
    title = "La plaque d’immatriculation d’un véhicule"
    options: ClassVar[Mapping[str, Any]] = {"etrangere": option("oui : les plaques d’autres pays sont acceptées.")}
    operators = ("commence_par",)
    missing = "Indiquez la plaque du véhicule, par exemple AA-123-BB."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="ab 123 cd", value="AB-123-CD", shown="AB-123-CD"),
        Example(raw="AB123CD", value="AB-123-CD"),
        Example(raw="123abc33", value="123 ABC 33", shown="123\u00a0ABC\u00a033"),
        Example(raw="45 XY 2A", value="45 XY 2A"),
        Example(raw="1-abc-234", options={"etrangere": "oui"}, value="1-ABC-234"),
        Example(raw="1-ABC-234", refused="immatriculation"),
        Example(raw="AB-12-CD", refused="immatriculation"),
        Example(raw="?", options={"etrangere": "oui"}, refused="immatriculation"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {**options, "etrangere": option_yes_no("etrangere", options.get("etrangere"), False)}

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        return as_written(question, raw)

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": 30}

    def show(self, question: Any, value: Any) -> str:
        return str(value).replace(" ", "\u00a0")

    def literal(self, question: Any, written: Any) -> str:
        typed = ordinary(str(written)).strip().upper()
        compact = SEPARATORS.sub("", typed)
        if match := PRESENT.fullmatch(compact):
            return "-".join(match.groups())
        if match := OLD.fullmatch(compact):
            return " ".join(match.groups())
        abroad = SEPARATORS.sub(lambda found: "-" if "-" in found[0] else " ", typed)
        if question.options["etrangere"] and FOREIGN.fullmatch(abroad):
            return abroad
        raise ValueError(self.refusal(question, str(written).strip()[:20]))

    def refusal(self, question: Any, typed: str) -> str:
        if question.options["etrangere"]:
            return f"« {typed} » n’est pas une plaque : recopiez ses lettres et ses chiffres, par exemple 1-ABC-234."
        return f"« {typed} » n’est pas une plaque française : écrivez par exemple AA-123-BB, ou 123\u00a0ABC\u00a033."

    def operand(self, question: Any, operator: str, written: Any) -> str:
        return SEPARATORS.sub("", str(written).upper())

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        return SEPARATORS.sub("", value).startswith(operand)

    def say(self, question: Any, operator: str, operand: Any) -> str:
        return f"commence par « {operand} »"
