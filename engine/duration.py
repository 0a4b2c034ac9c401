"""Durations as one writes them: `15 jours ouvrés`, `2 mois`. A number and a unit; what they last is for the calendar.

Pure: knows no day and no instant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple

from engine.names import fold, nearest


class Unit(NamedTuple):
    singular: str
    plural: str
    most: int
    """More is a typing mistake: some ten years, or a human life for `ans` (ages are durations too)."""


UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        "jours-ouvres": Unit("jour ouvré", "jours ouvrés", 2_600),
        "jours-ouvrables": Unit("jour ouvrable", "jours ouvrables", 3_100),
        "jours": Unit("jour", "jours", 3_660),
        "semaines": Unit("semaine", "semaines", 520),
        "mois": Unit("mois", "mois", 120),
        "ans": Unit("an", "ans", 150),
        "heures-ouvrees": Unit("heure ouvrée", "heures ouvrées", 20_000),
        "heures": Unit("heure", "heures", 87_600),
        "minutes": Unit("minute", "minutes", 525_600),
    }
)

ONE_HOUR, ONE_MINUTE = timedelta(hours=1), timedelta(minutes=1)
LENGTHS = {"heures-ouvrees": ONE_HOUR, "heures": ONE_HOUR, "minutes": ONE_MINUTE}


def counted(amount: int, unit: str) -> str:
    """`1 jour ouvré`, `15 jours ouvrés`: French is plural from two."""
    return f"{amount} {UNITS[unit].singular if abs(amount) < 2 else UNITS[unit].plural}"


@dataclass(frozen=True)
class Duration:
    """A positive whole number of one unit; `unit` is a key of UNITS."""

    amount: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"« {self.unit} » n’est pas une unité de durée. {ALLOWED}")
        if self.amount < 1:
            raise ValueError(f"« {self} » est une durée nulle ou négative : écrivez au moins 1.")
        if self.amount > UNITS[self.unit].most:
            most = counted(UNITS[self.unit].most, self.unit)
            raise ValueError(f"« {self} » est une durée trop longue : écrivez au plus {most}.")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Reads `15 jours ouvrés` without regard to accents, case, agreement or the kind of spaces.

        Raises ValueError with a sentence in French.
        """
        amount, unit = _read(text)
        if unit not in SPELLINGS:
            raise ValueError(f"« {text} » n’est pas une durée. {_suggestion(amount, unit)}{ALLOWED}")
        return cls(int(amount), SPELLINGS[unit])

    @property
    def exact(self) -> bool:
        """True when it is counted from an instant (hours, minutes), not from a day."""
        return self.unit in LENGTHS

    @property
    def length(self) -> timedelta:
        """How much time an exact duration takes."""
        return self.amount * LENGTHS[self.unit]

    def __str__(self) -> str:
        return counted(self.amount, self.unit)


ALLOWED = (
    "Écrivez un nombre entier puis une unité, par exemple « 15 jours ouvrés ». "
    f"Unités : {', '.join(unit.plural for unit in UNITS.values())}."
)


def _read(text: str) -> tuple[str, str]:
    """The number and the bare unit of `text`, or two empty strings."""
    match = re.fullmatch(r"\s*([+-]?[0-9]{1,9})\s*(\D+)", text)
    return (match[1], _bare(match[2])) if match else ("", "")


def _bare(words: str) -> str:
    """Words without accents, case, plural marks, hyphens or typographic spaces."""
    return " ".join(word.rstrip("s") for word in fold(words).replace("-", " ").split())


SPELLINGS = {
    **{_bare(unit.plural): id for id, unit in UNITS.items()},
    _bare("jours calendaires"): "jours",
    _bare("années"): "ans",
}


def _suggestion(amount: str, unit: str) -> str:
    near = nearest(unit, SPELLINGS)
    return f"Vouliez-vous dire « {counted(int(amount), SPELLINGS[near])} » ? " if near else ""
