"""How French writes dates, times, amounts, phone numbers and punctuation. Pure; reads no clock and no zone.

Every function takes a value and gives the text a person reads. Spaces inside an expression are no-break.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
NO_BREAK = "\u00a0"
THIN = "\u202f"
"""No-break thin space: before ; ! ? and between thousands."""


def short_date(day: date) -> str:
    """`13 mai 2026`, `1er mai 2026`."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NO_BREAK}{MONTHS[day.month - 1]} {day.year}"


def long_date(day: date) -> str:
    """`mercredi 13 mai 2026`."""
    return f"{DAYS[day.weekday()]} {short_date(day)}"


def month(day: date) -> str:
    """`mai 2026`."""
    return f"{MONTHS[day.month - 1]}{NO_BREAK}{day.year}"


def clock_time(moment: datetime | time) -> str:
    """`18 h 30`, `9 h`."""
    minutes = f"{NO_BREAK}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NO_BREAK}h{minutes}"


def long_moment(moment: datetime) -> str:
    """`mercredi 13 mai 2026 à 18 h 30`, in the zone the moment carries."""
    return f"{long_date(moment)} à {clock_time(moment)}"


def amount(value: Decimal | str | int) -> str:
    """Euros: `1 234,50 €`, and `12 €` when there are no cents."""
    cents = f"{Decimal(value):,.2f}".removesuffix(".00")
    return cents.replace(",", THIN).replace(".", ",") + f"{NO_BREAK}€"


def number(value: Decimal | int) -> str:
    """`1 200`, `3,5`."""
    return f"{value:,}".replace(",", THIN).replace(".", ",")


def phone(number: str) -> str:
    """A French number by pairs (`05 56 10 20 30`); any other is given back as it is."""
    national = re.sub(r"^(\+33|0033)", "0", re.sub(r"[\s.-]", "", number))
    if not re.fullmatch(r"0\d{9}", national):
        return number
    return NO_BREAK.join(re.findall(r"\d\d", national))


def weight(size: int) -> str:
    """Size of a file: `850 Ko`, `2,4 Mo` (1 Mo = 1024 Ko, as in the files of the city). Never under `1 Ko`."""
    kilobytes = max(1, round(size / 1024))
    if kilobytes < 1000:
        return f"{kilobytes}{NO_BREAK}Ko"
    return f"{size / 1024**2:.1f}".removesuffix(".0").replace(".", ",") + f"{NO_BREAK}Mo"


def count(total: int, singular: str, plural: str = "") -> str:
    """`1 réponse`, `3 réponses`: French is plural from two."""
    word = singular if abs(total) < 2 else plural or f"{singular}s"
    return f"{total}{NO_BREAK}{word}"


def listed(words: Sequence[str]) -> str:
    """`Awa`, `Awa et Hugo`, `Awa, Hugo et Léa`."""
    *before, last = words
    return f"{', '.join(before)} et {last}" if before else last


def spaced(text: str) -> str:
    """The same text with no-break spaces: before `: ; ! ? %`, inside « », in `8 h 30`, `5 Mo`, `15 jours`."""
    text = re.sub(r" (?=[;!?])", THIN, text)
    text = re.sub(r" (?=[:%€»])|(?<=«) |(?<=\d) (?=h\b|[KM]o\b|jours?\b|ans?\b|mois\b)", NO_BREAK, text)
    return re.sub(rf"(?<=\d{NO_BREAK}h) (?=\d)", NO_BREAK, text)
