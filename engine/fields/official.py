"""Official numbers that carry their own check: what the types siren, siret, rna, iban, nir and numero-fiscal share."""

from __future__ import annotations

from typing import Any, ClassVar

from stdnum.exceptions import ValidationError

from engine.fields.base import FieldType, FilingDay, Raw, as_written
from engine.fields.numbers import ordinary

HIDDEN = "•"


class OfficialNumber(FieldType):
    """Stored compact, as its registry writes it; `groups` are the lengths of what is read together."""

    longest: ClassVar[int]
    groups: ClassVar[tuple[int, ...]]
    shown_when_masked: ClassVar[int] = 0
    """How many last characters are shown where others may look on; 0 when the number is public."""

    def validated(self, written: str) -> str:
        """The number, compact. Raises ValidationError of stdnum."""
        raise NotImplementedError(f"the type {self.name} says how its numbers are checked")

    def refusal(self, typed: str) -> str:
        """What is wrong with what was typed, and what to do."""
        raise NotImplementedError(f"the type {self.name} says what is wrong with a number")

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        return as_written(question, raw)

    def literal(self, question: Any, written: Any) -> str:
        typed = str(written).strip()
        try:
            return self.validated(self.bare(typed))
        except ValidationError:
            raise ValueError(self.refusal(typed[:40])) from None

    def bare(self, typed: str) -> str:
        """Its letters and digits, whatever parts them, without the name of the number (« IBAN : FR76… »)."""
        signs = "".join(sign for sign in ordinary(typed) if sign.isalnum()).upper()
        return signs.removeprefix(self.name.upper())

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": self.longest}

    def fill(self, question: Any, value: Any) -> Raw:
        return " ".join(self.grouped_characters(value)) if value else ""

    def show(self, question: Any, value: Any) -> str:
        return "\u00a0".join(self.grouped_characters(value))

    def mask(self, question: Any, value: Any) -> str:
        if not self.shown_when_masked:
            return self.show(question, value)
        hidden = HIDDEN * (len(value) - self.shown_when_masked)
        return self.show(question, hidden + value[-self.shown_when_masked :])

    def grouped_characters(self, value: str) -> list[str]:
        """The value cut in `groups`; the last length serves for all that follows."""
        found, start = [], 0
        lengths = iter(self.groups)
        length = next(lengths)
        while start < len(value):
            found.append(value[start : start + length])
            start += length
            length = next(lengths, length)
        return found
