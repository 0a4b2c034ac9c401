"""An e-mail address, checked for its form only: nothing is looked up on the network."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from email_validator import EmailNotValidError, validate_email

from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw
from engine.fields.numbers import ordinary


class Email(FieldType):
    name = "courriel"
    title = "Une adresse électronique"
    operators = ("contient",)
    autocomplete = "email"
    inputmode = "email"
    missing = "Indiquez une adresse électronique, par exemple nom@exemple.fr."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw=" camille.roux@exemple.fr ", value="camille.roux@exemple.fr"),
        Example(raw="camille.roux @exemple.fr", value="camille.roux@exemple.fr"),
        Example(raw="camille.roux@", refused="courriel"),
        Example(raw="camille@exemple.fr\nBcc: x@y.fr", refused="courriel"),
    )

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> str | None:
        if self.is_empty(raw):
            return None
        try:
            found = validate_email(bare(raw), check_deliverability=False)
        except EmailNotValidError:
            raise Refusal(
                "courriel",
                f"« {raw.strip()[:80]} » n’est pas une adresse électronique complète : "
                "écrivez-la en entier, par exemple nom@exemple.fr.",
            ) from None
        return found.normalized

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "string", "maxlength": 254}

    def compare(self, operator: str, value: Any, operand: Any, day: FilingDay) -> bool:
        return operand.casefold() in value.casefold()

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("camille@exemple.example",)


def bare(typed: str) -> str:
    """An address as it was meant: without « mailto: », the signs around it, or the spaces a telephone puts beside the @."""
    meant = ordinary(typed).strip().removeprefix("mailto:").strip("<>")
    return re.sub(r" ?@ ?", "@", meant)
