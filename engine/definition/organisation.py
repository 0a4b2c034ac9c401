"""`processes/_organisation.yaml` -> City: services, people, opening hours, closures, districts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from engine.calendar import Calendar
from engine.definition import schema
from engine.definition.city import City, District, Person, Unit
from engine.definition.located import Located, Path
from engine.definition.source import Source
from engine.errors import Problem

INHERITED = ("adresse", "telephone", "courriel", "horaires")
LONGEST_CLOSURE = 366


def read(source: Source) -> tuple[City, list[Problem]]:
    """The city and every mistake of its file. Parts that cannot be read are left out."""
    widths = {source.spots[path]: width for path, width in source.widths.items()}
    where = Located(source.data, source.spots, source.key_spots, [], widths)
    root = where.shaped((), source.data, schema.ORGANISATION)
    people = read_people(root.get("personnes", {}), where)
    units = read_units(root.get("services", {}), people, where)
    town = where.shaped(("ville",), root.get("ville", {}), schema.CITY) if "ville" in root else {}
    city = City(
        name=town.get("nom", ""),
        calendar=read_calendar(root, where),
        units=units,
        people=people,
        districts=read_districts(root.get("secteurs", {}), where),
        phone=town.get("telephone", ""),
        phone_hours=town.get("horaires_telephone", ""),
        welcome=town.get("accueil", ""),
        site=town.get("site", ""),
        email=town.get("courriel", ""),
        data_officer=town.get("delegue_donnees", ""),
    )
    return city, where.problems


def read_people(written: Mapping[str, Any], where: Located) -> dict[str, Person]:
    people = {}
    for id, entry in written.items():
        person = where.shaped(("personnes", id), entry, schema.PERSON)
        people[id] = Person(id, person.get("nom", id), person.get("courriel", ""), person.get("fonction", ""))
    return people


def read_units(written: Mapping[str, Any], people: Mapping[str, Person], where: Located) -> dict[str, Unit]:
    entries = {id: where.shaped(("services", id), entry, schema.UNIT) for id, entry in written.items()}
    check_tree(entries, where)
    return {id: read_unit(id, entries, people, where) for id in entries}


def check_tree(entries: dict[str, dict[str, Any]], where: Located) -> None:
    """Parents exist and nobody is their own ancestor; a wrong link is cut so that reading goes on."""
    for id, entry in entries.items():
        parent = entry.get("dans")
        if parent is not None and parent not in entries:
            where.report(
                ("services", id, "dans"),
                "service-inconnu",
                f"« {parent} » n’est pas un service de la ville.",
                where.nearest(parent, entries),
            )
            del entry["dans"]
    for id, entry in entries.items():
        seen, current = [id], entry.get("dans")
        while current and current not in seen:
            seen.append(current)
            current = entries[current].get("dans")
        if current:
            where.report(
                ("services", id, "dans"),
                "services-en-boucle",
                f"Le service « {id} » est rangé dans lui-même : {' → '.join([*seen, current])}.",
                "Corrigez « dans: ».",
            )
            del entry["dans"]


def read_unit(id: str, entries: Mapping[str, dict[str, Any]], people: Mapping[str, Person], where: Located) -> Unit:
    entry = entries[id]
    told = {key: inherited(id, key, entries) for key in INHERITED}
    for key in ("adresse", "telephone", "courriel"):
        if not told[key]:
            where.report(
                ("services", id),
                "service-sans-contact",
                f"Le service « {id} » n’a pas de « {key} » : elle est imprimée sur les accusés de réception.",
                f"Ajoutez « {key}: … » à ce service, ou à celui où il est rangé.",
                key=True,
            )
    referent, manager = (
        known_person(id, key, entry.get(key, ""), people, where) for key in ("referent", "responsable")
    )
    named = entry.get("suppleants", [])
    deputies = [
        known_person(id, "suppleants", name, people, where) for name in ([named] if isinstance(named, str) else named)
    ]
    return Unit(
        id=id,
        name=entry.get("nom", id),
        address=told["adresse"],
        phone=told["telephone"],
        email=told["courriel"],
        parent=entry.get("dans"),
        hours=told["horaires"],
        referent=referent,
        deputies=tuple(name for name in deputies if name),
        manager=manager,
    )


def inherited(id: str, key: str, entries: Mapping[str, dict[str, Any]]) -> str:
    current: str | None = id
    while current:
        if entries[current].get(key):
            return entries[current][key]
        current = entries[current].get("dans")
    return ""


def known_person(unit: str, key: str, name: str, people: Mapping[str, Person], where: Located) -> str:
    if not name or name in people:
        return name
    where.report(
        ("services", unit, key),
        "personne-inconnue",
        f"« {name} » n’est pas une personne de la ville.",
        where.nearest(name, people) or "Ajoutez-la sous « personnes: ».",
    )
    return ""


# --- time


def read_calendar(root: Mapping[str, Any], where: Located) -> Calendar:
    hours = read_hours(root.get("horaires", {}), where)
    closures: dict[date, str] = {}
    for index, entry in enumerate(root.get("fermetures", [])):
        closures.update(read_closure(entry, ("fermetures", index), where))
    if "horaires" in root and not any(hours.values()):
        where.report(
            ("horaires",),
            "horaires",
            "La mairie n’a aucune heure d’ouverture : les relances ne partiraient jamais.",
            "Par exemple : lundi: [08:30-12:30, 13:30-17:00]",
            key=True,
        )
    try:
        return Calendar(closures=closures, hours=hours)
    except ValueError as error:
        where.report(("horaires",), "horaires", str(error), key=True)
        return Calendar(closures=closures, hours={})


def read_hours(written: Any, where: Located) -> dict[int, tuple[tuple[time, time], ...]]:
    days = where.shaped(("horaires",), written, schema.HOURS) if written else {}
    hours = {}
    for day, intervals in days.items():
        ranges = [intervals] if isinstance(intervals, str) else intervals
        found = [read_interval(text, ("horaires", day), where) for text in ranges]
        hours[schema.DAYS.index(day)] = tuple(interval for interval in found if interval)
    return hours


def read_interval(text: str, path: Path, where: Located) -> tuple[time, time] | None:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", text.strip())
    try:
        if match:
            return time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    except ValueError:
        pass  # 25:00 is told like any other text that is not an interval
    where.report(path, "horaires", f"« {text} » n’est pas un horaire : écrivez par exemple 08:30-12:30.")
    return None


def read_closure(entry: Any, path: Path, where: Located) -> dict[date, str]:
    written = {"du": entry} if isinstance(entry, str) else entry
    closure = where.shaped(path, written, schema.CLOSURE)
    first = read_date(closure.get("du"), (*path, "du"), where)
    last = read_date(closure.get("au"), (*path, "au"), where) or first
    if first is None or last is None:
        return {}
    days = (last - first).days
    if not 0 <= days <= LONGEST_CLOSURE:
        where.report(
            path,
            "fermeture",
            "Cette fermeture finit avant de commencer, ou dure plus d’un an.",
            "Corrigez « du » et « au ».",
        )
        return {}
    return {first + timedelta(n): closure.get("motif", "fermeture de la mairie") for n in range(days + 1)}


def read_date(written: str | None, path: Path, where: Located) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        where.report(path, "date-forme", f"« {written} » n’est pas une date : écrivez par exemple 2026-12-24.")
        return None


# --- districts


def read_districts(written: Mapping[str, Any], where: Located) -> dict[str, District]:
    districts = {}
    for id, entry in written.items():
        path = ("secteurs", id)
        known = where.shaped(path, entry, schema.DISTRICT)
        codes = known.get("codes_postaux", [])
        for index, code in enumerate(codes):
            if not re.fullmatch(r"\d{5}", code):
                where.report(
                    (*path, "codes_postaux", index),
                    "code-postal",
                    f"« {code} » n’est pas un code postal : cinq chiffres.",
                )
        districts[id] = District(id, known.get("nom", id), frozenset(codes))
    return districts
