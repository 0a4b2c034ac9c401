"""Small values of a démarche, each written as one text: durations, moments, one or several texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.definition.located import Located, Path
from engine.duration import Duration

PARIS = ZoneInfo("Europe/Paris")


def many(written: Any) -> tuple[str, ...]:
    """One text or a list of texts."""
    if isinstance(written, list):
        return tuple(written)
    return (written,) if written else ()


def read_moment(written: str) -> datetime | None:
    """A day and an hour in Paris, of our century."""
    try:
        moment = datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)
    except ValueError:
        return None
    return moment if 2000 <= moment.year < 2100 else None


def duration(where: Located, entry: Mapping[str, Any], key: str, path: Path) -> Duration | None:
    if key not in entry:
        return None
    try:
        return Duration.parse(entry[key])
    except ValueError as error:
        where.report((*path, key), "duree", str(error))
        return None


def minutes(where: Located, written: str | None) -> int | None:
    if written is None:
        return None
    if not (match := re.fullmatch(r"(\d{1,3})[\s\u00a0\u202f]*minutes?", written)):
        number = re.match(r"\d{1,3}", written)
        help = f"Écrivez « duree: {number[0]} minutes »." if number else ""
        sentence = f"« {written} » n’est pas accepté ici : écrivez par exemple « 10 minutes »."
        where.report(("duree",), "duree", sentence, help)
        return None
    return int(match[1])
