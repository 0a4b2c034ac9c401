"""French public holidays, by rule: every year has them, none is listed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

ONE_DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday of that year (Gregorian computus of Meeus)."""
    century, in_century = divmod(year, 100)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * (year % 19) + century - century // 4 - shift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=1024)
def holidays(year: int, alsace_moselle: bool = False) -> Mapping[date, str]:
    """The public holidays of a year (Code du travail L3133-1, L3134-13), by rule, in order of date. Read only.

    Two of them may share a day (Ascension fell on 1 May in 2008): their names are joined.
    """
    sunday = easter(year)
    feasts = [
        (date(year, 1, 1), "Jour de l’an"),
        (sunday + ONE_DAY, "Lundi de Pâques"),
        (date(year, 5, 1), "Fête du Travail"),
        (date(year, 5, 8), "Victoire de 1945"),
        (sunday + 39 * ONE_DAY, "Ascension"),
        (sunday + 50 * ONE_DAY, "Lundi de Pentecôte"),
        (date(year, 7, 14), "Fête nationale"),
        (date(year, 8, 15), "Assomption"),
        (date(year, 11, 1), "Toussaint"),
        (date(year, 11, 11), "Armistice de 1918"),
        (date(year, 12, 25), "Noël"),
    ]
    if alsace_moselle:
        feasts += [(sunday - 2 * ONE_DAY, "Vendredi saint"), (date(year, 12, 26), "Saint-Étienne")]
    named: dict[date, str] = {}
    for day, name in sorted(feasts):
        named[day] = f"{named[day]} et {name}" if day in named else name
    return MappingProxyType(named)
