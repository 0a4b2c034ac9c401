"""`processes/_organisation.yaml` -> City: services, people, opening hours, closures, districts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path as FilePath
from typing import Any

from engine.calendar import Calendar
from engine.definition import outlines, schema
from engine.definition.city import REFERENT, City, Person, Relay, Unit
from engine.definition.located import Located, Path
from engine.definition.source import Source
from engine.errors import Problem
from engine.fields.date import not_a_date
from engine.names import fold

INHERITED = ("adresse", "telephone", "courriel", "horaires")
LONGEST_CLOSURE = 366
LONGEST_ID = 60


def read(source: Source, folder: FilePath) -> tuple[City, list[Problem]]:
    """The city and every mistake of its file. Parts that cannot be read are left out.

    `folder` is the one of the city, where the outlines of its sectors are looked for.
    """
    widths = {source.spots[path]: width for path, width in source.widths.items()}
    where = Located(source.data, dict(source.spots), dict(source.key_spots), [], widths)
    root = where.shaped((), source.data, schema.ORGANISATION)
    for key in ("services", "personnes", "secteurs"):
        root[key] = with_plain_ids(key, root[key], where) if key in root else {}
    people = read_people(root["personnes"], where)
    units = read_units(root["services"], people or None, where)
    town = where.shaped(("ville",), root.get("ville", {}), schema.CITY) if "ville" in root else {}
    city = City(
        name=town.get("nom", ""),
        calendar=read_calendar(root, where),
        units=units,
        people=people,
        relays=read_relays(root.get("lieux_relais", {}), units, where),
        districts=outlines.read_districts(root["secteurs"], folder, where),
        phone=town.get("telephone", ""),
        phone_hours=town.get("horaires_telephone", ""),
        welcome=town.get("accueil", ""),
        site=town.get("site", ""),
        email=town.get("courriel", ""),
        sign_language=town.get("langue_des_signes", ""),
        data_officer=town.get("delegue_donnees", ""),
    )
    return city, where.problems


def with_plain_ids(key: str, written: Mapping[str, Any], where: Located) -> dict[str, Any]:
    """Ids are typed at sign-in, stored with each case and compared: they are plain words, and read as such."""
    found: dict[str, Any] = {}
    for id, entry in written.items():
        plain = re.sub(r"[^a-z0-9]+", "-", fold(id)).strip("-")[:LONGEST_ID]
        if id != plain:
            where.report(
                (key, id),
                "forme",
                f"« {id} » n’est pas un identifiant : écrivez des minuscules sans accent, des chiffres et des tirets.",
                f"Par exemple « {plain} », ici et partout où il est nommé." if plain else "",
                key=True,
            )
            where.alias((key,), id, plain, entry)
        found.setdefault(plain, entry)
    return found


def read_people(written: Mapping[str, Any], where: Located) -> dict[str, Person]:
    people = {}
    for id, entry in written.items():
        person = where.shaped(("personnes", id), entry, schema.PERSON)
        people[id] = Person(id, person.get("nom", id), person.get("courriel", ""), person.get("fonction", ""))
    return people


def read_units(written: Mapping[str, Any], people: Mapping[str, Person] | None, where: Located) -> dict[str, Unit]:
    """The services; `people` is None when their list cannot be read: then none of them is missing."""
    entries = {id: where.shaped(("services", id), entry, schema.UNIT) for id, entry in written.items()}
    check_tree(entries, where)
    for id, entry in entries.items():
        if isinstance(written[id], Mapping) and len(entry) == len(written[id]):  # nothing else is wrong with it
            check_contact(id, entry, where)
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


def check_contact(id: str, entry: Mapping[str, Any], where: Located) -> None:
    """A service inside another one takes its contact; the one at the top must have all of it (CRPA R112-11-1)."""
    absent = [CONTACT[key] for key in CONTACT if not entry.get(key)]
    if "dans" not in entry and absent:
        *others, last = absent
        where.report(
            ("services", id),
            "service-sans-contact",
            f"Le service « {id} » n’a pas {', '.join(others)}{' ni ' if others else ''}{last} : "
            "ils sont imprimés sur les accusés de réception.",
            "Ajoutez-les à ce service, ou dites avec « dans: » où il est rangé.",
            key=True,
        )


def read_relays(written: Mapping[str, Any], units: Mapping[str, Unit], where: Located) -> dict[str, Relay]:
    """The places where one may come back for an answer, each with the service that hands it over."""
    found = {}
    for id, entry in written.items():
        place = where.shaped(("lieux_relais", id), entry, schema.RELAY)
        unit = place.get("service", "")
        if unit and units and unit not in units:
            sentence = f"« {unit} » n’est pas un service de la ville."
            where.report(("lieux_relais", id, "service"), "service-inconnu", sentence, where.nearest(unit, units))
            unit = ""
        address, hours, phone = (place.get(key, "") for key in ("adresse", "horaires", "telephone"))
        found[id] = Relay(id, place.get("nom", id), address, hours, phone, unit)
    return found


CONTACT = {"adresse": "d’adresse", "telephone": "de téléphone", "courriel": "de courriel"}


def read_unit(
    id: str, entries: Mapping[str, dict[str, Any]], people: Mapping[str, Person] | None, where: Located
) -> Unit:
    entry = entries[id]
    told = {key: inherited(id, key, entries) for key in INHERITED}
    referent, manager = (
        known_person(("services", id, key), entry.get(key, ""), people, where) for key in ("referent", "responsable")
    )
    return Unit(
        id=id,
        name=entry.get("nom", id),
        address=told["adresse"],
        phone=told["telephone"],
        email=told["courriel"],
        parent=entry.get("dans"),
        hours=told["horaires"],
        referent=referent,
        deputies=known_people(("services", id, "suppleants"), entry.get("suppleants", []), people, where),
        manager=manager,
        members=known_people(("services", id, "equipe"), entry.get("equipe", []), people, where),
        dispatch=entry.get("affectation", REFERENT),
    )


def known_people(
    path: Path, named: str | list[str], people: Mapping[str, Person] | None, where: Located
) -> tuple[str, ...]:
    places = [(path, named)] if isinstance(named, str) else [((*path, index), name) for index, name in enumerate(named)]
    return tuple(found for place, name in places if (found := known_person(place, name, people, where)))


def inherited(id: str, key: str, entries: Mapping[str, dict[str, Any]]) -> str:
    current: str | None = id
    while current:
        if entries[current].get(key):
            return entries[current][key]
        current = entries[current].get("dans")
    return ""


def known_person(path: Path, name: str, people: Mapping[str, Person] | None, where: Located) -> str:
    if not name or people is None or name in people:
        return name
    where.report(
        path,
        "personne-inconnue",
        f"« {name} » n’est pas une personne de la ville.",
        where.nearest(name, people) or "Ajoutez-la sous « personnes: ».",
    )
    return ""


# --- time


def read_calendar(root: Mapping[str, Any], where: Located) -> Calendar:
    closures: dict[date, str] = {}
    for index, entry in enumerate(root.get("fermetures", [])):
        closures.update(read_closure(entry, ("fermetures", index), where))
    return Calendar(closures=closures, hours=read_hours(root["horaires"], where) if "horaires" in root else {})


def read_hours(written: Mapping[str, Any], where: Located) -> dict[int, tuple[tuple[time, time], ...]]:
    hours: dict[int, tuple[tuple[time, time], ...]] = {}
    for day, intervals in where.shaped(("horaires",), written, schema.HOURS).items():
        path = ("horaires", day)
        if isinstance(intervals, str):
            found = [read_interval(intervals, path, where)]
        else:
            found = [read_interval(text, (*path, index), where) for index, text in enumerate(intervals)]
        try:
            hours.update(Calendar(hours={schema.DAYS.index(day): [one for one in found if one]}).hours)
        except ValueError as error:
            where.report(path, "horaires", str(error), "Écrivez les plages du matin au soir, sans chevauchement.")
    if all(intervals == [] for intervals in written.values()):
        where.report(
            ("horaires",),
            "horaires",
            "La mairie n’a aucune heure d’ouverture : les relances ne partiraient jamais.",
            "Par exemple : lundi: [08:30-12:30, 13:30-17:00]",
            key=True,
        )
    return hours


def read_interval(text: str, path: Path, where: Located) -> tuple[time, time] | None:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", text.strip())
    try:
        if match:
            return time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    except ValueError:
        pass  # 25:00 is told like any other text that is not an interval
    sentence = f"« {text} » n’est pas un horaire : écrivez par exemple 08:30-12:30."
    where.report(path, "horaires", sentence, hours_meant(text))
    return None


def hours_meant(text: str) -> str:
    """« 8h30-12h30, 13h30 à 17h » as this file writes it, "" when it does not look like hours."""
    moment = r"(\d{1,2})\s*[h:]\s*(\d{2})?"
    found = re.findall(rf"{moment}\s*(?:-|–|à)\s*{moment}", text)
    ranges = [f"{int(a):02}:{b or '00'}-{int(c):02}:{d or '00'}" for a, b, c, d in found if int(a) < 24 and int(c) < 24]
    return f"Écrivez [{', '.join(ranges)}]." if ranges else ""


def read_closure(entry: Any, path: Path, where: Located) -> dict[date, str]:
    alone = isinstance(entry, str)
    closure = {"du": entry} if alone and entry else where.shaped(path, entry, schema.CLOSURE)
    first = read_date(closure.get("du"), path if alone else (*path, "du"), where)
    last = read_date(closure.get("au"), (*path, "au"), where) if "au" in closure else first
    if first is None or last is None:
        return {}
    days = (last - first).days
    if not 0 <= days <= LONGEST_CLOSURE:
        wrong = "finit avant de commencer" if days < 0 else "dure plus d’un an"
        sentence = f"Cette fermeture, du {closure['du']} au {closure['au']}, {wrong}."
        where.report((*path, "au"), "fermeture", sentence, "Corrigez « du » ou « au ».")
        return {}
    return {first + timedelta(n): closure.get("motif", "fermeture de la mairie") for n in range(days + 1)}


def read_date(written: str | None, path: Path, where: Located) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        where.report(path, "date-forme", not_a_date(written))
        return None
