"""The SIRET number of an establishment: 14 digits with a check digit (Luhn; La Poste has its own rule)."""

from __future__ import annotations

from typing import Any, ClassVar

from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw
from engine.fields.numbers import western_digits


class Siret(FieldType):
    name = "siret"
    title = "Le numéro SIRET d’un établissement"
    inputmode = "numeric"
    missing = "Indiquez le numéro SIRET : 14 chiffres."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="732 829 320 00074", value="73282932000074", shown="732 829 320 00074"),
        Example(raw="73282932000075", refused="siret"),
        Example(raw="1234", refused="siret"),
    )

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        if self.is_empty(raw):
            return None
        try:
            return siret.validate(western_digits(raw))
        except ValidationError:
            raise Refusal(
                "siret",
                f"« {raw.strip()[:30]} » n’est pas un numéro SIRET : vérifiez ses 14 chiffres, "
                "par exemple 732 829 320 00074.",
            ) from None

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": 14}

    def show(self, question: Any, value: Any) -> str:
        return f"{value[:3]} {value[3:6]} {value[6:9]} {value[9:]}"

    def literal(self, question: Any, written: Any) -> str:
        try:
            return siret.validate(str(written))
        except ValidationError:
            raise ValueError(f"« {written} » n’est pas un numéro SIRET valable.") from None
