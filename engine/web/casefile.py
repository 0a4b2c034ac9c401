"""One case as an agent reads it: what is asked now, what was said, what happened, why that date, what is left to do.

Reads and words; changes nothing, knows no HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import french
from engine.acts import clock as clocks
from engine.acts import tell
from engine.acts.move import OUTCOMES
from engine.acts.office import Office
from engine.definition.process import Process
from engine.definition.process import Rung as Step
from engine.journey import Journey
from engine.promise import Line
from engine.records import Case, Clock, Document, Event, Notice, Rung
from engine.web.due import due
from engine.web.inbox import STATE_WORDS, holders
from engine.web.recap import recap

MODES = {
    "courriel": "par courriel",
    "sms": "par SMS",
    "appel": "par téléphone",
    "lettre": "par lettre",
    "relais": "au point d’accueil choisi",
    "suivi": "sur la page de suivi",
}
CHANNELS = {
    "web": "en ligne",
    "terminal": "en ligne, sur une borne ou avec une médiatrice ou un médiateur",
    "telephone": "par téléphone",
    "guichet": "au guichet",
    "courriel": "par courriel",
    "courrier": "par courrier",
}
CARE = ("besoins", "langue_echange", "langue_autre", "moment_appel", "point_accueil", "nom_usage")
"""Questions of the shared blocks that say how to speak with the person."""


async def casefile(office: Office, case: Case, at: datetime) -> dict[str, Any]:
    """Everything the page of a case shows."""
    process = await office.process_of(case)
    events = await Event.filter(case_id=case.reference).order_by("-id")
    documents = await Document.filter(case_id=case.reference).order_by("created_at", "id")
    notices = await Notice.filter(case_id=case.reference).order_by("-id")
    journey = Journey(process, office.facts(case.answers, case.channel, case.filed_at))
    names = await holders([case.assignee])
    return {
        "case": case,
        "process": process,
        "unit": office.city.units[case.unit],
        "holder": names.get(case.assignee, ""),
        "state": STATE_WORDS[case.state],
        "due": due(case, office.calendar, at),
        "outcome": OUTCOMES.get(case.outcome, ""),
        "filed_by": CHANNELS.get(case.channel, case.channel),
        "asked": next((event for event in events if event.kind == "precision-demandee"), None),
        "last_event": events[0].id if events else 0,
        "sections": recap(journey, documents),
        "documents": by_question(documents),
        "received": [document for document in documents if not document.question],
        "mode": MODES.get(case.contact_mode, case.contact_mode),
        "care": care(process, case.answers),
        "journal": journal(office, events, documents),
        "clocks": await told_clocks(office, case, process),
        "notices": [sent(office, case, notice) for notice in notices],
        "to_do": [sent(office, case, notice) for notice in notices if notice.to_do],
    }


def by_question(documents: Iterable[Document]) -> dict[str, list[Document]]:
    given: dict[str, list[Document]] = {}
    for document in documents:
        given.setdefault(document.question, []).append(document)
    return given


def care(process: Process, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the person told about how to speak with them, in their words."""
    asked = {question.id: question for question in process.questions()}
    said = [(asked[id], answers[id]) for id in CARE if id in asked and answers.get(id)]
    return [(question.label, question.type.show(question, value)) for question, value in said]


# --- the journal


@dataclass(frozen=True)
class Happening:
    """One line of the journal. `tone`: `from-you` for the person concerned, `note` for a note between agents."""

    id: int
    at: datetime
    title: str
    text: str
    public: bool
    tone: str = ""
    documents: Sequence[Document] = ()


SAID_BY_TITLE = ("depose", "palier", "incident", "remis")
TITLES = {
    "depose": "Demande envoyée",
    "oriente": "Confiée au service {unit}",
    "pris": "{who} suit ce dossier",
    "precision-demandee": "{who} demande une précision",
    "message-usager": "{who} écrit",
    "message-agent": "{who} répond",
    "transfere": "{who} transmet : {origin} → {target}",
    "note": "Note de {who}",
    "suspendu": "Le délai s’arrête",
    "repris": "Le délai repart",
    "palier": "Rappel : {text}",
    "prevenu": "La personne est prévenue du retard",
    "envoi-echoue": "Un envoi a échoué",
    "incident": "Incident : {text}",
    "remis": "{who} a remis : {text}",
    "clos": "{who} termine : {outcome}",
}


def journal(office: Office, events: Iterable[Event], documents: Iterable[Document] = ()) -> list[Happening]:
    """Who did what and when, in French, in the order given."""
    known = {document.id: document for document in documents}
    return [
        Happening(
            id=event.id,
            at=event.at,
            title=title(office, event),
            text="" if event.kind in SAID_BY_TITLE else event.text,
            public=event.public,
            tone="from-you" if event.actor_kind == "usager" else "note" if event.kind == "note" else "",
            documents=[known[id] for id in event.data.get("documents", ()) if id in known],
        )
        for event in events
    ]


def title(office: Office, event: Event) -> str:
    data = event.data
    return TITLES.get(event.kind, event.kind).format(
        who=event.actor_name or ("La personne" if event.actor_kind == "usager" else "Le service"),
        text=event.text,
        unit=unit_name(office, data.get("unit")),
        origin=unit_name(office, data.get("from")),
        target=unit_name(office, data.get("to")),
        outcome=OUTCOMES.get(data.get("outcome", ""), "").lower(),
    )


def unit_name(office: Office, id: str | None) -> str:
    unit = office.city.units.get(id or "")
    return unit.name if unit else ""


# --- the clocks


@dataclass(frozen=True)
class ToldRung:
    words: str
    fired_at: datetime | None
    at: datetime | None


@dataclass(frozen=True)
class ToldClock:
    ledger: Sequence[Line]
    rungs: Sequence[ToldRung]


async def told_clocks(office: Office, case: Case, process: Process) -> list[ToldClock]:
    """Why that date, and the reminders done and to come."""
    told = []
    for clock in await Clock.filter(case_id=case.reference).order_by("id"):
        deadline = clocks.deadline_of(process, clock)
        steps = {step.position: step for step in deadline.rungs}
        rungs = [
            ToldRung(step_words(office, case, steps[rung.position]), rung.fired_at, rung.at)
            for rung in await Rung.filter(clock_id=clock.id).order_by("position")
            if rung.fired_at or clock.stopped_at is None
        ]
        told.append(ToldClock(clocks.read(office, clock, deadline).ledger, rungs))
    return told


def step_words(office: Office, case: Case, step: Step) -> str:
    """« 50 % du délai : rappel à Émilie Bordes »."""
    parts = []
    if step.remind:
        parts.append(f"rappel à {people(office, case, step.remind)}")
    if step.escalate:
        parts.append(f"alerte à {people(office, case, step.escalate)}")
    if step.warn_citizen:
        parts.append("la personne est prévenue")
    moment = step.moment.text + (" du délai" if step.moment.percent else "")
    return f"{moment[0].upper()}{moment[1:]} : {', '.join(parts)}"


def people(office: Office, case: Case, roles: Iterable[str]) -> str:
    return " et ".join(person.name for person in tell.holders(office, case.unit, *roles))


# --- the notices


@dataclass(frozen=True)
class Sent:
    notice: Notice
    body: str
    """Without the tracking code: it belongs to the person."""
    way: str
    status: str
    level: str


def sent(office: Office, case: Case, notice: Notice) -> Sent:
    way = MODES.get(notice.channel, notice.channel)
    status, level = status_of(office, notice)
    return Sent(notice, tell.masked(office, case, notice), way, status, level)


def status_of(office: Office, notice: Notice) -> tuple[str, str]:
    def on(instant: datetime) -> str:
        local = office.calendar.local(instant)
        return f"le {french.short_date(local)} à {french.clock_time(local)}"

    if notice.withdrawn_at:
        return "Retiré : plus utile", ""
    if notice.failed_at:
        return f"Échec {on(notice.failed_at)}", "danger"
    if notice.sent_at:
        return f"{'Remis' if notice.by_hand else 'Parti'} {on(notice.sent_at)}", ""
    if notice.to_do:
        return "À faire par le service", "warning"
    return f"Partira {on(notice.next_at)}" if notice.next_at else "En attente", ""
