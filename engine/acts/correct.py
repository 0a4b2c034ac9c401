"""The person corrects answers they sent, asked to or not: answers, journal, clocks and word to the service at once.

The case keeps its service: when the new answers would lead elsewhere, agents are told and decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from engine.acts import arrive, contact, demand, journal, offer, say, tell
from engine.acts.attach import PENDING
from engine.acts.office import Office
from engine.acts.playing import Play
from engine.amended import Amended, Change, Spot, amend
from engine.definition.process import Process
from engine.errors import NotAllowed, Overtaken
from engine.fields.base import FilingDay, Raw
from engine.records import Case, Correction, Document
from engine.records.batch import ANY
from engine.records.case import WAITING
from engine.routing import route

CLOSED = "Votre demande est terminée : ses réponses ne changent plus. Pour une suite, faites une nouvelle demande."


def amended(
    office: Office,
    process: Process,
    case: Case,
    typed: Mapping[str, Raw],
    now: datetime,
    due: Collection[str] = (),
) -> Amended:
    """What the answers of the case become with what was typed, nothing of `due` left empty. Changes nothing."""
    facts = office.facts(case.answers, case.channel, case.filed_at, process.language)
    return amend(process, facts, typed, FilingDay(office.calendar.day_of(now), office.calendar), due)


def due(asked: Correction | None) -> frozenset[str]:
    """The questions that must be answered because the service asks for them, by key, even if the form did not."""
    return frozenset(one.spot.key for one in demand.asked(asked)) if asked and asked.open else frozenset()


def may_correct(process: Process, case: Case) -> bool:
    """Whether the person may still change an answer of their own accord."""
    return case.open and offer.step(process, case).correctable


async def correct(
    office: Office,
    case: Case,
    typed: Mapping[str, Raw],
    now: datetime,
    answering: Correction | None = None,
) -> Amended:
    """Keep these corrections, whatever an agent does meanwhile. What does not hold is in the result, and nothing is kept.

    `answering` is the demand they answer; without it, they are the person's own.
    """
    while True:
        if not case.open:
            raise NotAllowed(CLOSED)
        process = await office.process_of(case)
        asked = await demand.open_one(case)
        if answering and (asked is None or asked.id != answering.id):
            raise NotAllowed(demand.NO_LONGER)
        result = amended(office, process, case, typed, now, due(asked) if answering else ())
        if not result.holds or not (result.changes or answering):
            return result
        try:
            await write(office, process, case, result, typed, now, asked, bool(answering))
            return result
        except Overtaken:
            await case.refresh_from_db()


async def write(
    office: Office,
    process: Process,
    case: Case,
    result: Amended,
    typed: Mapping[str, Raw],
    now: datetime,
    asked: Correction | None,
    answers_it: bool,
) -> None:
    play = await Play.begin(office, process, case, now)
    play.by_person = True
    keep(play, result)
    for change in result.changes:
        record(play, change)
    if not result.changes:
        play.batch.insert(journal.by_citizen(play.after, now, "confirme", ""))
    settled = set(typed) if answers_it else {one.spot.key for one in result.changes if one.after is not None}
    left = demand.settle(play, asked, settled)
    told = {"texte": in_short(result.changes)}
    people = await tell.in_charge(office, case)
    if not left and case.state == WAITING and (action := offer.answering(office, process, case)):
        play.words = told
        say.send(play, action.messages)
        arrive.arrive(play, play.cycle.step(offer.leads(play.cycle, case, action)))
    would_go_elsewhere(play, case.answers)
    play.telling().agents("correction", people, told)
    await play.write()


def keep(play: Play, result: Amended) -> None:
    """The answers, how the person is reached when they say so, and the documents among them."""
    after, process = play.after, play.process
    before, now = contact.read(process, play.case.answers), contact.read(process, result.answers)
    after.answers = result.answers
    for name in ("name", "email", "phone", "address", "mode"):
        if getattr(before, name) != getattr(now, name):
            setattr(after, f"contact_{name}", getattr(now, name))
    for change in result.changes:
        for id in new_documents(change):
            mine = {"id": id, "case_id": after.reference, "question": pending(change.spot)}
            play.batch.change(Document, mine, {"question": change.question.id}, expect=ANY)


def record(play: Play, change: Change) -> None:
    """One line of the journal, with the answer before and the answer after."""
    data = {"page": change.spot.page, "question": change.spot.question, "before": change.before}
    data |= {"after": change.after, "gone": change.gone, "documents": documents_of(change)}
    kind = "recalcule" if change.question.type.computed else "corrige"
    play.batch.insert(journal.by_citizen(play.after, play.now, kind, change.question.label, **data))


def documents_of(change: Change) -> list[str]:
    if change.question.type.name != "fichier":
        return []
    return [id for value in (change.before, change.after) if isinstance(value, list) for id in value]


def new_documents(change: Change) -> list[str]:
    found = change.after if isinstance(change.after, list) else []
    return found if change.question.type.name == "fichier" else []


def would_go_elsewhere(play: Play, before: Mapping[str, Any]) -> None:
    """The new answers would have been routed otherwise: agents read it, nothing moves."""
    case, process = play.case, play.process

    def destination(answers: Mapping[str, Any]) -> Any:
        return route(process, play.office.facts_of(case, answers))

    old, new = destination(before), destination(play.after.answers)
    if (old.unit, old.priority) != (new.unit, new.priority):
        play.batch.insert(
            journal.by_engine(case, play.now, "irait-ailleurs", new.reason, unit=new.unit, priority=new.priority)
        )
    journey = play.office.journey_of(play.after, process)
    if journey.elsewhere:
        sentence = journey.elsewhere_told(*journey.elsewhere)
        play.batch.insert(journal.by_engine(case, play.now, "pas-pour-elle", sentence))


def in_short(changes: Iterable[Change]) -> str:
    """The names of the questions: what was answered stays in the case."""
    labels = dict.fromkeys(change.question.label for change in changes if not change.question.type.computed)
    return "\n".join(f"– {label}" for label in labels) or "– Rien n’a changé : la personne confirme ses réponses."


def pending(spot: Spot) -> str:
    """What a document of a correction not saved yet says of its question."""
    number = spot.page.rpartition("/")[2] if "/" in spot.page else ""
    return f"{PENDING}{number}/{spot.question}"


def is_pending(document: Document) -> bool:
    return document.question.startswith(PENDING) and "/" in document.question
