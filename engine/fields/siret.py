"""The SIRET number of an establishment: 14 digits with a check digit (Luhn; La Poste has its own rule)."""

from __future__ import annotations

from typing import ClassVar

from stdnum.fr import siret

from engine.fields.base import Example
from engine.fields.official import OfficialNumber


class Siret(OfficialNumber):
    name = "siret"
    title = "Le numéro SIRET d’un établissement"
    inputmode = "numeric"
    longest = 14
    groups = (3, 3, 3, 5)
    missing = "Indiquez le numéro SIRET : 14 chiffres."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="732 829 320 00074", value="73282932000074", shown="732\u00a0829\u00a0320\u00a000074"),
        Example(raw="73282932000075", refused="siret"),
        Example(raw="1234", refused="siret"),
    )

    def validated(self, written: str) -> str:
        return siret.validate(written)

    def refusal(self, typed: str) -> str:
        return f"« {typed} » n’est pas un numéro SIRET : vérifiez ses 14 chiffres, par exemple 732\u00a0829\u00a0320\u00a000074."
