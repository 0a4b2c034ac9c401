"""`ouverture:` -> when a démarche may be sent, and how many requests it takes. What is wrong is reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from engine.definition import schema
from engine.definition.located import Path
from engine.definition.process import Opening, Period
from engine.fields.date import not_a_date

if TYPE_CHECKING:
    from engine.definition.build import Reader

BEGINNING = ("ouverture",)
MOST_PLACES = 1_000_000


def read(reader: Reader, written: Any) -> Opening | None:
    if written is None:
        return None
    entry = reader.where.shaped(BEGINNING, written, schema.OPENING)
    several = entry.get("periodes")
    if several is None:
        periods = [period(reader, {key: entry[key] for key in PERIOD_KEYS if key in entry}, BEGINNING)]
    else:
        refuse_both(reader, entry)
        periods = [
            period(reader, reader.where.shaped((*BEGINNING, "periodes", index), one, schema.PERIOD), path)
            for index, one in enumerate(several)
            for path in [(*BEGINNING, "periodes", index)]
        ]
    at = {
        spot
        for places in (reader.where.spots, reader.where.key_spots)
        for path, spot in places.items()
        if path[:1] == BEGINNING
    }
    kept = tuple(one for one in periods if one is not None)
    sound = not any(problem.spot in at for problem in reader.where.problems)
    if several is not None and sound:
        in_order(reader, kept)
    return Opening(kept, entry.get("message", "")) if kept else None


PERIOD_KEYS = ("du", "au", "places")


def refuse_both(reader: Reader, entry: Mapping[str, Any]) -> None:
    both = [key for key in PERIOD_KEYS if key in entry]
    if both:
        sentence = f"« {both[0]} » ne va pas avec « periodes »."
        reader.where.report((*BEGINNING, both[0]), "cle-refusee", sentence, "Écrivez-le dans chaque période.", key=True)


def period(reader: Reader, entry: Mapping[str, Any], path: Path) -> Period | None:
    opens, closes = (day(reader, entry, key, path) for key in ("du", "au"))
    if opens and closes and closes < opens:
        sentence = f"Cette ouverture, du {entry['du']} au {entry['au']}, finit avant de commencer."
        reader.where.report((*path, "au"), "ouverture", sentence, "Corrigez « du » ou « au ».")
        return None
    places = entry.get("places", "")
    if places and not (places.isdecimal() and 1 <= int(places) <= MOST_PLACES):
        sentence = f"« {places} » n’est pas un nombre de places."
        reader.where.report((*path, "places"), "ouverture", sentence, "Écrivez par exemple « places: 200 ».")
        return None
    return Period(opens, closes, int(places) if places else None)


def day(reader: Reader, entry: Mapping[str, Any], key: str, path: Path) -> date | None:
    if key not in entry:
        return None
    try:
        return date.fromisoformat(entry[key])
    except ValueError:
        reader.where.report((*path, key), "date-forme", not_a_date(entry[key]))
        return None


def in_order(reader: Reader, periods: tuple[Period, ...]) -> None:
    """Periods follow each other: on a given day, at most one is open."""
    for index, (before, after) in enumerate(pairwise(periods), 1):
        path = (*BEGINNING, "periodes", index)
        if before.closes is None:
            sentence = f"La période {index} n’a pas de dernier jour : la suivante ne s’ouvrirait jamais."
            reader.where.report((*path[:-1], index - 1), "ouverture", sentence, "Ajoutez « au: … ».")
        elif after.opens is None:
            sentence = f"La période {index + 1} n’a pas de premier jour."
            reader.where.report(path, "ouverture", sentence, "Ajoutez « du: … ».")
        elif after.opens <= before.closes:
            sentence = "Cette période commence avant la fin de la précédente."
            reader.where.report(path, "ouverture", sentence, "Écrivez-les dans l’ordre, sans jour commun.")
