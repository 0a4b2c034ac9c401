"""How each language writes dates, times, amounts and counts. Pure; French and its simple version are engine/french.py."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from types import ModuleType
from typing import Any

from babel import dates, numbers

from engine import french
from engine.language import FRENCH, LANGUAGES

COUNTED = {"minute": "minute", "jour": "day", "heure": "hour", "mois": "month"}
"""Words that the CLDR counts for us."""


class Habits:
    """The same functions as engine/french.py, in another language."""

    def __init__(self, code: str):
        self.code = code

    def short_date(self, day: date) -> str:
        return dates.format_date(day, "long", locale=self.code)

    def long_date(self, day: date) -> str:
        return dates.format_date(day, "full", locale=self.code)

    def month(self, day: date) -> str:
        return dates.format_skeleton("yMMMM", day, locale=self.code)

    def clock_time(self, moment: datetime | time) -> str:
        return f"{moment.hour}:{moment.minute:02}"

    def long_moment(self, moment: datetime) -> str:
        comma = "،" if self.code == "ar" else ","
        return f"{self.long_date(moment)}{comma} {self.clock_time(moment)}"

    def amount(self, value: Decimal | str | int) -> str:
        written = numbers.format_currency(Decimal(value), "EUR", locale=self.code)
        return written.replace(".00", "") if Decimal(value) == int(Decimal(value)) else written

    def number(self, value: Decimal | int) -> str:
        return numbers.format_decimal(value, locale=self.code)

    def count(self, total: int, singular: str, plural: str = "") -> str:
        if singular not in COUNTED:
            return french.count(total, singular, plural)
        seconds = {"minute": 60, "hour": 3600, "day": 86400, "month": 2629800}[COUNTED[singular]]
        return dates.format_timedelta(total * seconds, granularity=COUNTED[singular], threshold=1e9, locale=self.code)  # type: ignore[arg-type]


NEIGHBOURS = ("ar_DZ", "ar_MA", "ar_TN", "ar_SY")
"""Arabic names its months in several ways: those of people who live here."""


def months() -> list[tuple[str, int]]:
    """The months by their names in every other language."""
    codes = [*(one.code for one in LANGUAGES.values() if one.foreign), *NEIGHBOURS]
    named = [dates.get_month_names("wide", "format", code) for code in codes]
    return [(name, number) for names in named for number, name in names.items()]


@cache
def habits(code: str) -> Habits | ModuleType:
    """How a language writes: engine.french itself for French."""
    return Habits(code) if LANGUAGES[code].foreign else french


def of(question: Any) -> Any:
    """How the language of a question writes: the answers it tells are read by someone."""
    return habits(getattr(question, "language", FRENCH))


def yes_no(question: Any, value: Any) -> str:
    """« Oui » or « Non »."""
    language = LANGUAGES[getattr(question, "language", FRENCH)]
    return language.yes if value else language.no
