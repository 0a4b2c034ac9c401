"""An amount of money in euros, to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from engine import french
from engine.errors import Refusal
from engine.fields.base import Example, FilingDay, Raw, option
from engine.fields.nombre import Number
from engine.fields.numbers import decimal_number


class Amount(Number):
    name = "montant"
    title = "Un montant en euros"
    options: ClassVar[Mapping[str, Any]] = {
        "min": option("Le plus petit montant accepté."),
        "max": option("Le plus grand montant accepté."),
    }
    missing = "Indiquez un montant en euros, par exemple 12,50."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="1 250,5 €", value="1250.50", shown="1\u202f250,50\u00a0€"),
        Example(raw="12,505", refused="decimales"),
        Example(raw="gratuit", refused="nombre"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return super().coerce_options({**options, "decimales": "2", "unite": "€"})

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        value = super().clean(question, raw, day)
        return None if value is None else format(Decimal(value), ".2f")

    def parse(self, raw: str) -> Decimal:
        try:
            return decimal_number(raw.replace("€", "").replace("euros", ""))
        except ValueError:
            raise Refusal(
                "nombre",
                f"« {raw.strip()[:40]} » n’est pas un montant : écrivez-le en chiffres, par exemple 12,50.",
            ) from None

    def fill(self, question: Any, value: Any) -> Raw:
        return "" if value is None else str(value).replace(".", ",")

    def say_number(self, question: Any, number: Decimal) -> str:
        return french.amount(number)

    def literal(self, question: Any, written: Any) -> str:
        return format(Decimal(super().literal(question, str(written).replace("€", ""))), ".2f")
