"""A case as it is told to the person concerned: who has it, until when and why, what was said, what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.acts import clock as clocks
from engine.acts import opinion, tracking, words
from engine.acts.complete import missing
from engine.acts.correct import is_pending
from engine.acts.office import Office
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import OUTCOMES, WITHDRAWN
from engine.definition.process import Process
from engine.language import FRENCH
from engine.promise import Line
from engine.records import Agent, Case, Clock, Document, Event, Opinion
from engine.records.case import CLOSED, NEW, ONGOING, WAITING
from engine.records.event import CITIZEN
from engine.web import answered, corrected
from engine.web.recap import recap
from engine.web.stages import stages

STATES = {
    NEW: "Arrivée",
    ONGOING: "En cours",
    WAITING: "En attente de votre réponse",
    CLOSED: "Terminée",
}
MODES = {
    "courriel": "par courriel",
    "sms": "par SMS",
    "appel": "par téléphone",
    "lettre": "par lettre",
    "relais": "au point d’accueil que vous avez choisi",
}
"""How the person asked to be told; any other mode means that everything is on the tracking page."""


@dataclass(frozen=True)
class Told:
    """One line of the story of a case."""

    kind: str
    at: datetime
    title: str
    text: str
    from_person: bool
    documents: tuple[Document, ...]


async def whole(
    office: Office, case: Case, at: datetime, language: str = FRENCH, *, masked: bool = True
) -> dict[str, Any]:
    """Everything the receipt and the tracking page say."""
    process = await office.process_of(case, language)
    clock = clocks.answer_clock(await Clock.filter(case_id=case.reference))
    received = await Document.filter(case_id=case.reference).order_by("created_at", "id")
    documents = [document for document in received if not is_pending(document)]
    journey = office.journey_of(case, process)
    return {
        "case": case,
        "process": process,
        "unit": office.city.unit(case.unit),
        "handler": await handler(office, case),
        "code": tracking.code(office, case),
        "due_on": clock.due_on if clock else None,
        "late": is_late(case, at),
        "why_date": ledger(office, process, clock),
        "silence": words.written(words.of_silence(office, process, case), language),
        "mode": MODES.get(case.contact_mode, ""),
        "state": STATES[case.state],
        "step": cycle_of(process).step(case.step),
        "outcome": OUTCOMES.get(case.outcome, ""),
        "sections": recap(journey, documents, masked=masked),
        "missing": missing(journey, documents),
        "documents": [document for document in documents if not document.agent],
        "joined": [document for document in documents if document.agent],
    }


async def followed(
    office: Office, case: Case, at: datetime, language: str = FRENCH, *, masked: bool = True
) -> dict[str, Any]:
    """Everything the tracking page and the copy of the file say besides."""
    context = await whole(office, case, at, language, masked=masked)
    process, documents = context["process"], [*context["documents"], *context["joined"]]
    events = await Event.filter(case_id=case.reference, public=True).order_by("id")
    return {
        **context,
        "stages": stages(await office.process_of(case), process, case, events, context["due_on"]),
        "answer": await answered.answer(office, process, case, events, documents, at),
        "silent": answered.silent(office, process, case, events, at),
        "opinion_asked": opinion.is_asked(case),
        "opinion": await Opinion.get_or_none(id=case.reference),
        "story": story(office, events[::-1], documents, process),
        "asked": asked(case, events),
    }


def is_late(case: Case, at: datetime) -> bool:
    return case.open and case.due_at is not None and case.due_at < at


def ledger(office: Office, process: Process, clock: Clock | None) -> Sequence[Line]:
    """« Pourquoi cette date ? », from the dated facts of the clock."""
    if clock is None:
        return ()
    return clocks.read(office, clock, clocks.deadline_of(process, clock)).ledger


async def handler(office: Office, case: Case) -> dict[str, str]:
    """The person of the service who has it in hand, by name and role (CRPA L111-2)."""
    agent = await Agent.get_or_none(login=case.assignee) if case.assignee else None
    return words.of_agent(office, agent) if agent else {}


def story(office: Office, events: Iterable[Event], documents: Iterable[Document], process: Process) -> list[Told]:
    """What happened, in plain words, in the order given."""
    by_id = {document.id: document for document in documents}
    return [
        Told(
            kind=event.kind,
            at=event.at,
            title=title(office, event),
            text=words_of(process, event, by_id),
            from_person=event.actor_kind == CITIZEN,
            documents=tuple(by_id[id] for id in event.data.get("documents", ()) if id in by_id),
        )
        for event in events
    ]


SAID_BY_TITLE = {"depose", "suspendu", "repris", "prevenu"}
"""Events whose whole meaning stands in one line."""


def words_of(process: Process, event: Event, documents: Mapping[str, Document]) -> str:
    """What was written, or the answer before and after where the event is one."""
    if event.kind in corrected.KINDS:
        return corrected.told(process, event, documents, masked=True)
    if event.kind == "precision-demandee":
        return corrected.asked(process, event)
    return "" if event.kind in SAID_BY_TITLE else event.text


def title(office: Office, event: Event) -> str:
    who = event.actor_name or "Le service"
    if event.kind == "oriente":
        return f"Votre demande est confiée à ce service : {unit_name(office, event.data.get('unit'))}"
    if event.kind == "transfere":
        return f"Votre demande passe à ce service : {unit_name(office, event.data.get('to'))}"
    if event.kind == "clos" and event.actor_kind == CITIZEN and event.data.get("outcome") == WITHDRAWN:
        return "Vous avez retiré votre demande"
    if event.kind == "clos":
        return f"{who} a terminé votre demande : {OUTCOMES.get(event.data.get('outcome', ''), 'terminée')}"
    if event.kind == "etape":
        stage = event.data.get("etape", "")
        done = event.data.get("libelle", event.text)
        return f"Votre demande passe à l’étape « {stage} »" if stage else done
    known = {
        "depose": "Nous avons reçu votre demande",
        "precision-demandee": f"{who} vous demande quelque chose",
        "message-agent": f"{who} vous répond",
        "message-usager": "Vous avez écrit",
        "avis": "Vous avez donné votre avis",
        "document-infecte": "Un de vos fichiers est bloqué : il contient un virus",
        "document-ajoute": "Vous avez ajouté un document attendu",
        "corrige": f"Vous avez corrigé : {event.text}",
        "recalcule": f"Nouveau calcul : {event.text}",
        "confirme": "Vous avez confirmé vos réponses",
        "correction-retiree": f"{who} ne vous demande plus de corriger vos réponses",
    }
    return known.get(event.kind) or event.text


def unit_name(office: Office, unit: str | None) -> str:
    found = office.city.units.get(unit or "")
    return found.name if found else "un autre service"


def asked(case: Case, events: Sequence[Event]) -> Event | None:
    """What the service waits for, in its own words."""
    if case.state != WAITING:
        return None
    return next((event for event in reversed(events) if event.kind == "precision-demandee"), None)
