"""An amount of money in euros, to the cent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from engine import habits
from engine.errors import Refusal
from engine.fields.base import Example, FilingDay, Raw, option
from engine.fields.nombre import Number
from engine.fields.numbers import decimal_number, ordinary


class Amount(Number):
    name = "montant"
    identifying = False
    title = "Un montant en euros"
    options: ClassVar[Mapping[str, Any]] = {
        "min": option("Le plus petit montant accepté."),
        "max": option("Le plus grand montant accepté."),
    }
    missing = "Indiquez un montant en euros, par exemple 12,50."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="1 250,5 €", value="1250.50", shown="1\u202f250,50\u00a0€"),
        Example(raw="12,50 €", value="12.50", shown="12,50\u00a0€"),
        Example(raw="1 234,5", value="1234.50"),
        Example(raw="12€50", value="12.50"),
        Example(raw="€ 1.250,50", value="1250.50"),
        Example(raw="12 euros", value="12.00", shown="12\u00a0€"),
        Example(raw="12€5", refused="nombre"),
        Example(raw="12,505", refused="decimales"),
        Example(raw="gratuit", refused="nombre"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return super().coerce_options({**options, "decimales": "2", "unite": "€"})

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        value = super().clean(question, raw, day)
        return None if value is None else format(Decimal(value), ".2f")

    def bare(self, question: Any, raw: str) -> str:
        """Where the currency stands is looked at whole: « 12 € 50 »."""
        return raw

    def parse(self, raw: str) -> Decimal:
        try:
            return euros(raw)
        except ValueError:
            raise Refusal(
                "nombre",
                f"« {raw.strip()[:40]} » n’est pas un montant : écrivez-le en chiffres, par exemple 12,50.",
            ) from None

    def fill(self, question: Any, value: Any) -> Raw:
        return "" if value is None else str(value).replace(".", ",")

    def say_number(self, question: Any, number: Decimal) -> str:
        return habits.of(question).amount(number)

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("10", "1", "100", "0", "1000")

    def literal(self, question: Any, written: Any) -> str:
        try:
            return format(euros(str(written)), ".2f")
        except ValueError:
            raise ValueError(f"« {written} » n’est pas un montant.") from None


BEFORE = re.compile(r"\s*(?:€|euros?|eur)\s*(?=\S)", re.IGNORECASE)
CURRENCY = re.compile(r"\s*(?:€|euros?|eur)\s*", re.IGNORECASE)


def euros(written: str) -> Decimal:
    """« 12,50 € », « 12 euros », « 12€50 »: what follows the currency is cents. Raises ValueError."""
    typed = ordinary(written).strip()
    first = len(CURRENCY.findall(typed)) == 1 and BEFORE.match(typed)
    whole, *rest = CURRENCY.split(typed[first.end() :] if first else typed)
    if not rest or not any(rest):
        return decimal_number(whole)
    if len(rest) != 1 or not re.fullmatch(r"[0-9]{2}", rest[0]) or not re.fullmatch(r"[0-9\s\u00a0\u202f]+", whole):
        raise ValueError(written)
    return decimal_number(f"{whole},{rest[0]}")
