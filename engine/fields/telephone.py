"""A phone number in any format. Kept as typed, with its international form (E.164) beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import phonenumbers

from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Raw
from engine.fields.listed import brings
from engine.fields.numbers import ordinary
from engine.fields.oui_non import YesNo

REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT", "PM", "NC", "PF")
"""France first, then its overseas regions: libphonenumber refuses their numbers under FR."""


SMS = "recoit_sms"


class Phone(FieldType):
    name = "telephone"
    title = "Un numéro de téléphone, écrit comme on veut"
    comparable = False
    autocomplete = "tel"
    inputmode = "tel"
    missing = "Indiquez un numéro de téléphone, par exemple 06\u00a012\u00a034\u00a056\u00a078."
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            raw="06.39.98.12-34",
            value={"saisi": "06.39.98.12-34", "e164": "+33639981234"},
            shown="06.39.98.12-34",
        ),
        Example(raw="+32 2 555 12 12", value={"saisi": "+32 2 555 12 12", "e164": "+3225551212"}),
        Example(raw="0262 12 34 56", value={"saisi": "0262 12 34 56", "e164": "+262262123456"}),
        Example(raw="12", refused="telephone"),
    )

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> dict[str, str] | None:
        if self.is_empty(raw):
            return None
        typed = raw.strip()[:60]
        if number := number_in(typed):
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return {"saisi": typed, "e164": e164}
        raise Refusal(
            "telephone",
            f"« {typed} » n’est pas un numéro de téléphone complet : écrivez par exemple 06\u00a012\u00a034\u00a056\u00a078, "
            "ou +32\u00a02\u00a0555\u00a012\u00a012 pour un numéro étranger.",
        )

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "dict"}

    def fill(self, question: Any, value: Any) -> Raw:
        return value["saisi"] if value else ""

    def show(self, question: Any, value: Any) -> str:
        return value["saisi"]

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("06 12 34 56 78",)

    def attributes(self, question: Any) -> Mapping[str, Any]:
        return brings(question, {SMS: (YesNo(), "ce numéro peut recevoir un SMS")})

    def attribute(self, question: Any, value: Any, name: str) -> Any:
        return receives_sms(value["e164"])

    def attribute_values(self, question: Any, name: str) -> Sequence[Any]:
        return (True, False)

    def bringing(self, question: Any, values: Sequence[Any]) -> Iterable[Any]:
        return ("06 12 34 56 78", "05 56 10 20 30")

    def literal(self, question: Any, written: Any) -> Any:
        try:
            return self.clean(question, str(written), None)  # type: ignore[arg-type]
        except Refusal as refusal:
            raise ValueError(refusal.sentence) from None


def number_in(typed: str) -> phonenumbers.PhoneNumber | None:
    """The number meant by what was typed."""
    return next((number for one in readings(typed) if (number := find_number(one))), None)


def readings(typed: str) -> Iterator[str]:
    """What was typed, then without its remarks (« le soir »), then the first of several numbers."""
    whole = " ".join(ordinary(typed).split())
    bare = re.sub(r"\([^)\d]*\)", " ", whole)
    yield from (whole, bare, re.split(r"\s(?:ou|et|or|y|o)\s|[;,]|\s/\s", bare)[0])


def find_number(typed: str) -> phonenumbers.PhoneNumber | None:
    """A number in service somewhere in France or abroad; failing that, one of the right length for France.

    Numbering plans change faster than libraries: a plausible number is never refused.
    """
    first: phonenumbers.PhoneNumber | None = None
    for region in REGIONS:
        if number := parsed(typed, region):
            if phonenumbers.is_valid_number(number):
                return number
            first = first or number
    whole = first and phonenumbers.is_possible_number(first) and not first.italian_leading_zero  # a digit forgotten
    return first if whole else None


def parsed(typed: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None


MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def receives_sms(typed: str) -> bool:
    """Whether a number can receive an SMS; a plan that we do not know is given the benefit of the doubt."""
    number = number_in(typed)
    kind = phonenumbers.number_type(number) if number else None
    return kind in MOBILE or (kind == phonenumbers.PhoneNumberType.UNKNOWN)


def international(typed: str) -> str:
    """The number as machines call it (E.164), "" when there is none."""
    number = number_in(typed)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else ""
