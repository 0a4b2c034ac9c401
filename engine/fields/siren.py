"""The SIREN number of a company or an association: 9 digits with a check digit."""

from __future__ import annotations

from typing import ClassVar

from stdnum.fr import siren

from engine.fields.base import Example
from engine.fields.official import OfficialNumber


class Siren(OfficialNumber):
    name = "siren"
    title = "Le numéro SIREN d’une entreprise ou d’une association"
    inputmode = "numeric"
    longest = 9
    groups = (3,)
    missing = "Indiquez le numéro SIREN : 9 chiffres."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="732 829 320", value="732829320", shown="732\u00a0829\u00a0320"),
        Example(raw="732829321", refused="siren"),
        Example(raw="732 829 320 00074", refused="siren"),
    )

    def validated(self, written: str) -> str:
        return siren.validate(written)

    def refusal(self, typed: str) -> str:
        if sum(character.isdecimal() for character in typed) == 14:
            return f"« {typed} » est un numéro SIRET : écrivez seulement ses 9 premiers chiffres, par exemple 732\u00a0829\u00a0320."
        return f"« {typed} » n’est pas un numéro SIREN : vérifiez ses 9 chiffres, par exemple 732\u00a0829\u00a0320."
