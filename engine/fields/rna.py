"""The RNA number of an association: W and nine characters, as its receipt of declaration shows it."""

from __future__ import annotations

import re
from typing import ClassVar

from stdnum.exceptions import InvalidFormat
from stdnum.util import clean

from engine.fields.base import Example
from engine.fields.official import OfficialNumber

FORM = re.compile(r"W\d[\dA-Z]\d{7}")
"""W and nine digits; a letter comes second in Corsica and overseas (W2A, W9R)."""


class Rna(OfficialNumber):
    name = "rna"
    title = "Le numéro RNA d’une association"
    longest = 10
    groups = (10,)
    missing = "Indiquez le numéro RNA : un W et 9 chiffres."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="w 332 000 123", value="W332000123", shown="W332000123"),
        Example(raw="W2A1000123", value="W2A1000123"),
        Example(raw="332000123", refused="rna"),
        Example(raw="W33200012", refused="rna"),
    )

    def validated(self, written: str) -> str:
        number = clean(written, " -.").upper()
        if not FORM.fullmatch(number):
            raise InvalidFormat
        return number

    def refusal(self, typed: str) -> str:
        return f"« {typed} » n’est pas un numéro RNA : écrivez le W et les 9 chiffres qui le suivent, par exemple W332000123."
