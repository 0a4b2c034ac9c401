"""Corrections as they are told: what is asked on the tracking page, the old and the new answer in both journals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.acts import correct, demand
from engine.acts.office import Office
from engine.amended import Spot, spots
from engine.definition.process import Process, Question
from engine.records import Case, Correction, Document, Event

KINDS = ("corrige", "recalcule")
"""Lines of the journal that hold an answer before and after."""
SHORT = 60
"""Characters of an answer that still reads on one line beside another."""


@dataclass(frozen=True)
class ToCorrect:
    """One question that the service asks to correct."""

    label: str
    where: str
    note: str


@dataclass(frozen=True)
class Open:
    """What the service asks now, as the tracking page says it."""

    demand: Correction
    items: Sequence[ToCorrect]


async def to_correct(office: Office, process: Process, case: Case) -> Open | None:
    found = await demand.open_one(case)
    if found is None:
        return None
    journey = office.journey_of(case, process)
    asked, pages = spots(journey), {page.address: page for page in journey.pages}
    items = [
        ToCorrect(asked[one.spot].label, instance_of(pages, one.spot), one.note)
        for one in demand.asked(found)
        if one.spot in asked
    ]
    return Open(found, items) if items else None


def instance_of(pages: Mapping[str, Any], spot: Spot) -> str:
    """« enfant 2 », for a question of a repeated group."""
    page = pages[spot.page]
    return f"{page.group.label} {page.number}" if page.group and page.number else ""


def told(process: Process, event: Event, documents: Mapping[str, Document], *, masked: bool = False) -> str:
    """« 06 12 34 56 78 → 07 12 34 56 78 »; long answers stand one under the other."""
    question = process.question(event.data["question"])
    before = said(question, event.data["before"], documents, masked)
    after = "n’est plus demandé" if event.data["gone"] else said(question, event.data["after"], documents, masked)
    if "\n" in before + after or len(before) > SHORT or len(after) > SHORT:
        return f"Avant :\n{before}\n\nMaintenant :\n{after}"
    return f"{before} → {after}"


def asked(process: Process, event: Event) -> str:
    """What was asked: the words of the agent, then the answers to correct."""
    listed = demand.in_words(process, event.data.get("corriger", ()))
    return "\n\n".join(part for part in (event.text, listed) if part)


def said(question: Question, value: Any, documents: Mapping[str, Document], masked: bool) -> str:
    if value is None:
        return "pas de réponse"
    if question.type.name == "fichier" and isinstance(value, list):
        return ", ".join(documents[id].name if id in documents else "document" for id in value) or "pas de document"
    return str((question.type.mask if masked else question.type.show)(question, value))


def about(process: Process, event: Event) -> str:
    """The question of a line of the journal."""
    return Spot(event.data["page"], event.data["question"]).told(process)


async def done(process: Process, case: Case, outcome: str) -> dict[str, Any]:
    """What the person reads once it is kept: `outcome` is what the address says of it. Answers that went are named."""
    if outcome not in ("faite", "rien"):
        return {"corrected": "", "gone": []}
    latest = await Event.filter(case_id=case.reference, kind="corrige").order_by("-id").first()
    same = await Event.filter(case_id=case.reference, kind="corrige", at=latest.at).order_by("id") if latest else []
    gone = [about(process, event) for event in same if event.data["gone"]]
    return {"corrected": outcome, "gone": gone if outcome == "faite" else []}


async def for_tracking(office: Office, process: Process, case: Case, outcome: str) -> dict[str, Any]:
    """What the tracking page needs besides the rest."""
    free = correct.may_correct(process, case)
    change = "/suivi/dossier/corriger" if free else ""
    found = await to_correct(office, process, case)
    return {"to_correct": found, "correct_at": change, **await done(process, case, outcome)}
