"""A bank account by its IBAN, of any country; only its end is shown where others may look on."""

from __future__ import annotations

from typing import ClassVar

from stdnum import iban

from engine.fields.base import Example
from engine.fields.official import OfficialNumber


class Iban(OfficialNumber):
    name = "iban"
    title = "Un compte bancaire, par son IBAN"
    longest = 34
    groups = (4,)
    shown_when_masked = 3
    missing = "Indiquez l’IBAN du compte : il est écrit sur votre RIB."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            raw="fr76 3000 6000 0112 3456 7890 189",
            value="FR7630006000011234567890189",
            shown="FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189",
        ),
        Example(raw="BE68-5390-0754-7034", value="BE68539007547034"),
        Example(raw="FR76 3000 6000 0112 3456 7890 188", refused="iban"),
        Example(raw="30006000011234567890189", refused="iban"),
    )

    def validated(self, written: str) -> str:
        """Its form and its check digits; the rules of each country's banks change faster than libraries."""
        return iban.validate(written, check_country=False)

    def refusal(self, typed: str) -> str:
        return (
            f"« {typed} » n’est pas un IBAN complet : recopiez-le depuis votre RIB, "
            f"par exemple {self.show(None, 'FR7630006000011234567890189')}."
        )
