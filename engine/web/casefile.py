"""One case as an agent reads it: what is asked now, what was said, why that date, what is left to do.

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
from engine.acts.contact import ON_PAGE
from engine.acts.divert import WAY_WORDS
from engine.acts.office import Office
from engine.definition import timing
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import BEFORE, OUTCOMES
from engine.definition.process import Process
from engine.promise import Line
from engine.records import Case, Clock, Document, Event, Notice, Rung
from engine.web.due import due
from engine.web.inbox import STATE_WORDS, holders
from engine.web.journal import journal
from engine.web.recap import recap
from engine.web.task import needs, task

MODES = {**WAY_WORDS, ON_PAGE: "sur la page de suivi"}
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
    journey = office.journey_of(case, process)
    names = await holders([case.assignee])
    told = [sent(office, case, notice) for notice in notices]
    return {
        "case": case,
        "process": process,
        "unit": office.city.unit(case.unit),
        "holder": names.get(case.assignee, ""),
        "state": STATE_WORDS[case.state],
        "step": cycle_of(process).step(case.step),
        "noted": noted(process, case),
        "due": due(case, office.calendar, at),
        "outcome": OUTCOMES.get(case.outcome, ""),
        "filed_by": CHANNELS.get(case.channel, case.channel),
        "asked": next((event for event in events if event.kind == "precision-demandee"), None),
        "last_event": events[0].id if events else 0,
        "sections": recap(journey, documents, whole=True),
        "antivirus": bool(office.settings.clamav),
        "known": documents,
        "received": [document for document in documents if not document.question and not document.agent],
        "mode": MODES.get(case.contact_mode, case.contact_mode),
        "care": care(process, case.answers),
        "journal": journal(office, events, documents, process),
        "clocks": await told_clocks(office, case, process),
        "to_person": [one for one in told if one.notice.audience == tell.CITIZEN],
        "to_agents": [one for one in told if one.notice.audience == tell.AGENT],
        "to_do": [task(office, process, case, one) for one in notices if one.to_do],
        "needs": needs(process, case),
    }


def noted(process: Process, case: Case) -> list[tuple[str, str]]:
    """What agents answered to the forms of the actions."""
    asked = cycle_of(process).questions
    said = [(asked[id], value) for id, value in case.agent_answers.items() if id in asked and value is not None]
    return [(question.label, question.type.show(question, value)) for question, value in said]


def care(process: Process, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the person told about how to speak with them, in their words."""
    asked = {question.id: question for question in process.questions()}
    said = [(asked[id], answers[id]) for id in CARE if id in asked and answers.get(id)]
    return [(question.label, question.type.show(question, value)) for question, value in said]


# --- the clocks


@dataclass(frozen=True)
class ToldRung:
    words: str
    fired_at: datetime | None
    at: datetime | None


@dataclass(frozen=True)
class ToldClock:
    title: str
    ledger: Sequence[Line]
    rungs: Sequence[ToldRung]


async def told_clocks(office: Office, case: Case, process: Process) -> list[ToldClock]:
    """Why that date, and the reminders done and to come."""
    told = []
    known = await Clock.filter(case_id=case.reference).order_by("id")
    for clock in sorted(known, key=lambda one: clocks.stage(process, one) is not None):  # the promise first
        found = clocks.stage(process, clock)
        if found and clock.stopped_at is not None:
            continue
        deadline = clocks.deadline_of(process, clock)
        written = {one.position: one for one in deadline.rungs}
        rungs = [
            ToldRung(rung_words(office, process, case, clock, written[rung.position]), rung.fired_at, rung.at)
            for rung in await Rung.filter(clock_id=clock.id).order_by("position")
            if rung.fired_at or clock.stopped_at is None
        ]
        title = f"Étape « {found[0].name} » : {deadline.target}" if found else "Pourquoi cette date ?"
        told.append(ToldClock(title, clocks.read(office, clock, deadline).ledger, rungs))
    return told


def rung_words(office: Office, process: Process, case: Case, clock: Clock, rung: timing.Rung) -> str:
    found = clocks.stage(process, clock)
    if not found or found[1] is None:
        return reminder_words(office, case, rung)
    after, life = found[1], cycle_of(process)
    if not after.to:
        return "Un message part" if after.messages else "Le responsable est alerté"
    name = life.step(case.step_before if after.to == BEFORE else after.to).name
    return f"Le dossier passe tout seul à « {name} »"


def reminder_words(office: Office, case: Case, rung: timing.Rung) -> str:
    """« 50 % du délai : rappel à Émilie Bordes »."""
    parts = []
    if rung.remind:
        parts.append(f"rappel à {people(office, case, rung.remind)}")
    if rung.escalate:
        parts.append(f"alerte à {people(office, case, rung.escalate)}")
    if rung.warn_citizen:
        parts.append("la personne est prévenue")
    moment = rung.moment.text + (" du délai" if rung.moment.percent else "")
    return f"{moment[0].upper()}{moment[1:]} : {', '.join(parts)}"


def people(office: Office, case: Case, roles: Iterable[str]) -> str:
    return french.listed([person.name for person in tell.holders(office, case.unit, *roles)])


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
        verb = "Remis" if notice.by_hand else "Affiché" if notice.channel == ON_PAGE else "Parti"
        return f"{verb} {on(notice.sent_at)}", ""
    if notice.to_do:
        return "À faire par le service", "warning"
    return f"Partira {on(notice.next_at)}" if notice.next_at else "En attente", ""
