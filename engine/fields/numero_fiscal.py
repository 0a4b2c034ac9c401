"""The tax number of a person (SPI): 13 digits, the last three of which check the others."""

from __future__ import annotations

from typing import ClassVar

from stdnum.fr import nif

from engine.fields.base import Example
from engine.fields.official import OfficialNumber


class TaxNumber(OfficialNumber):
    name = "numero-fiscal"
    title = "Le numéro fiscal d’une personne"
    inputmode = "numeric"
    legal_basis = True
    longest = 13
    groups = (2, 2, 3, 3, 3)
    shown_when_masked = 3
    missing = "Indiquez le numéro fiscal : 13 chiffres, sur votre avis d’impôt."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            raw="30 23 217 600 053",
            value="3023217600053",
            shown="30\u00a023\u00a0217\u00a0600\u00a0053",
        ),
        Example(raw="3023217600054", refused="numero-fiscal"),
        Example(raw="30 23 217", refused="numero-fiscal"),
    )

    def validated(self, written: str) -> str:
        return nif.validate(written)

    def refusal(self, typed: str) -> str:
        return (
            f"« {typed} » n’est pas un numéro fiscal : vérifiez ses 13 chiffres en haut de votre avis d’impôt, "
            "par exemple 30\u00a023\u00a0217\u00a0600\u00a0053."
        )
