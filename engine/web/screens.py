"""The list of every screen of a démarche, for its author: pages in each state, what is before, what comes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.acts.office import Office
from engine.acts.preview import Preview
from engine.definition.city_cycle import cycle_of
from engine.definition.process import Page, Process
from engine.journey import Journey
from engine.language import LANGUAGES
from engine.web.beside import INDEX, Finding, findings
from engine.web.drawing import CHECKED, EMPTY, FILLED, WRONG, Drawing

STATES = {EMPTY: "Vide", FILLED: "Remplie", WRONG: "Avec des erreurs"}


@dataclass(frozen=True)
class Link:
    href: str
    words: str


@dataclass(frozen=True)
class Screen:
    """One page of the form. `address` is where the real journey opens it; nothing when the scenario avoids it."""

    id: str
    title: str
    links: Sequence[Link]
    address: str
    note: str
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Stage:
    """One step of the life cycle, as its two readers see it."""

    name: str
    words: str
    href: str


def screens(preview: Preview, office: Office, at: datetime) -> dict[str, Any]:
    """Everything the index shows."""
    process, reading = preview.process, preview.reading
    rows = pages_of(preview, process, office, at) if process else []
    return {
        "process": process,
        "rows": rows,
        "findings": findings(preview, reading.elsewhere([row.id for row in rows])),
        "found": len(reading.problems),
        "scenarios": [(position, one.name) for position, one in enumerate(process.scenarios)] if process else [],
        "chosen": preview.scenario if preview.chosen else None,
        "file": preview.shown(preview.name),
        "ready": preview.good is not None,
        "stages": stages(process) if process else [],
        "others": elsewheres(process) if process else [],
        "opens": process is not None and process.opening is not None,
    }


def pages_of(preview: Preview, process: Process, office: Office, at: datetime) -> list[Screen]:
    drawing = Drawing(office, process, preview.chosen, at)
    journey = drawing.journey(drawing.answers)
    return [screen(preview, journey, one) for one in process.pages]


def screen(preview: Preview, journey: Journey, one: Page) -> Screen:
    number = 1 if one.group else 0
    address = f"{one.id}/{number}" if number else one.id
    base = f"{INDEX}/page/{address}"
    links = [Link(f"{base}?etat={state}", words) for state, words in STATES.items()]
    for rank, check in enumerate(one.checks, 1):
        links.append(Link(f"{base}?etat={CHECKED}{rank}", f"Vérification {rank} : {check.message}"))
    if one.group and (listed := journey.page(one.id)) and listed.lists:
        links.append(Link(f"{INDEX}/page/{one.id}?etat={FILLED}", f"La liste ({one.group.plural})"))
    for code in journey.process.languages:
        words = LANGUAGES[code].french_name
        links.append(Link(f"{base}?etat={FILLED}&langue={code}", f"{words[:1].upper()}{words[1:]}"))
    met = next((leg for leg in journey.pages if leg.id == one.id and leg.number == number), None)
    note = "" if met else "Ce scénario n’y passe pas." if preview.chosen else ""
    found = findings(preview, preview.reading.on_page(one.id))
    return Screen(one.id, one.title, links, met.address if met else "", note, found)


def stages(process: Process) -> list[Stage]:
    return [Stage(step.name, step.words, f"{INDEX}/etape/{step.id}") for step in cycle_of(process).steps.values()]


def elsewheres(process: Process) -> list[Link]:
    return [
        Link(f"{INDEX}/ailleurs/{where.id}/{number}", one.message)
        for where in process.pages
        for number, one in enumerate(where.elsewhere, 1)
    ]
