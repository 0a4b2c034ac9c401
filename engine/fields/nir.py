"""The social security number of a person (NIR): 13 characters and a key of two digits; 2A and 2B in Corsica."""

from __future__ import annotations

from typing import ClassVar

from stdnum.fr import nir

from engine.fields.base import Example
from engine.fields.official import OfficialNumber

EXAMPLE = "2\u00a095\u00a010\u00a099\u00a0126\u00a0111\u00a093"


class Nir(OfficialNumber):
    name = "nir"
    title = "Le numéro de sécurité sociale d’une personne"
    legal_basis = True
    longest = 15
    groups = (1, 2, 2, 2, 3, 3, 2)
    shown_when_masked = 2
    missing = "Indiquez le numéro de sécurité sociale : 15 caractères, avec la clé."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            raw="2 95 10 99 126 111 93",
            value="295109912611193",
            shown="2\u00a095\u00a010\u00a099\u00a0126\u00a0111\u00a093",
        ),
        Example(raw="1 85 05 2a 004 123 56", value="185052A00412356"),
        Example(raw="2 95 10 99 126 111 94", refused="nir"),
        Example(raw="2 95 10 99 126 111", refused="nir"),
    )

    def validated(self, written: str) -> str:
        return nir.validate(written.upper())

    def refusal(self, typed: str) -> str:
        kept = [character for character in typed if character.isalnum()]
        if len(kept) == 13:
            return (
                f"« {typed} » : il manque la clé. Ajoutez les deux derniers chiffres de votre carte Vitale, "
                f"par exemple {EXAMPLE}."
            )
        return (
            f"« {typed} » n’est pas un numéro de sécurité sociale : vérifiez ses 15 caractères, par exemple {EXAMPLE}."
        )
