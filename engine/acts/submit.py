"""Filing: a draft becomes a case, once, with its route, its clocks and its notices, in one transaction.

Sent twice, replayed, or posted to two processes at once, a draft always gives the same case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from engine.acts import clock, contact, entrust, journal, play, playing, tell, tracking, words
from engine.acts.admit import admit
from engine.acts.draft import again
from engine.acts.office import Office
from engine.definition.process import Process
from engine.errors import NotAllowed, Overtaken
from engine.journey import Journey
from engine.language import FRENCH
from engine.records import Case, Clock, Document, Draft
from engine.records.batch import ANY, Batch
from engine.records.tally import add_one
from engine.routing import Destination, route

DRAWS = 20
"""References tried before giving up: with a million cases a year, one draw in 700 is already taken."""


async def submit(office: Office, draft: Draft, channel: str, now: datetime, language: str = FRENCH) -> Case:
    """The case of this draft, filed now unless it already was."""
    if draft.reference:
        return await Case.get(reference=draft.reference)
    process = await office.process_of(draft)
    journey = Journey(process, office.facts(draft.answers, channel, now, language))
    for sentence in (sentence for page in journey.pages for sentence in journey.faults(page).values()):
        raise NotAllowed(sentence)
    if journey.next_page is not None:
        raise NotAllowed(f"Il manque des réponses à la page « {journey.next_page.title} ».")
    destination = route(process, office.facts(journey.answers, channel, now, language))
    for _ in range(DRAWS):
        case = new_case(office, process, draft, journey.answers, destination, channel, now)
        case.language = contact.language(process, journey.answers, language)
        holder = await entrust.choose(office, destination.unit, process.dispatch)
        place = await admit(process, office.calendar.day_of(now))
        batch = filing(office, process, case, draft, destination, holder, now)
        if place is not None:
            add_one(batch, place)
        try:
            await batch.write()
        except IntegrityError:  # this reference is taken: the claim is undone with the rest
            continue
        except Overtaken:
            if sent := await already_sent(draft):
                return sent
            continue  # another filing took this turn or this place
        draft.reference = case.reference
        return case
    raise RuntimeError("no free reference was found")


async def already_sent(draft: Draft) -> Case | None:
    """Someone was faster: another click gave the same case, another tab changed the answers. None: it was not that."""
    version = draft.version
    await again(draft)
    if draft.reference:
        return await Case.get(reference=draft.reference)
    if draft.version == version:
        return None
    raise NotAllowed("Vos réponses ont changé dans une autre fenêtre. Relisez-les avant d’envoyer.")


def new_case(
    office: Office,
    process: Process,
    draft: Draft,
    answers: Mapping[str, Any],
    destination: Destination,
    channel: str,
    now: datetime,
) -> Case:
    person = contact.read(process, answers)
    return Case(
        reference=tracking.new_reference(office.calendar.local(now)),
        slug=process.slug,
        edition_id=draft.edition_id,
        draft_id=draft.id,
        unit=destination.unit,
        priority=destination.priority,
        answers=dict(answers),
        channel=channel,
        contact_name=person.name,
        contact_email=person.email,
        contact_phone=person.phone,
        contact_address=person.address,
        contact_mode=person.mode,
        route_position=destination.position,
        route_reason=destination.reason,
        filed_at=now,
    )


def filing(
    office: Office,
    process: Process,
    case: Case,
    draft: Draft,
    destination: Destination,
    holder: entrust.Holder | None,
    now: datetime,
) -> Batch:
    """Everything the filing writes. The claim of the draft makes it happen once."""
    clocks, rungs = clock.start(office, process, case)
    answer = clock.answer_clock(clocks)
    claimed = {"id": draft.id, "version": draft.version, "reference": None}
    batch = Batch().change(Draft, claimed, {"reference": case.reference, "updated_at": now})
    if holder:
        case.assignee = holder.person.id
    life = play.opening(office, process, case, clocks, rungs, now)
    case.due_at = playing.due_instant(life.clocks)
    batch.insert(case)
    for document in documents_of(process, case.answers):
        mine = {"id": document, "draft_id": draft.id}
        batch.change(Document, mine, {"case_id": case.reference}, expect=ANY)
    batch.insert(
        journal.by_citizen(case, now, "depose", "Demande envoyée."),
        journal.by_engine(
            case,
            now,
            "oriente",
            destination.reason,
            public=True,
            unit=destination.unit,
            position=destination.position,
        ),
    )
    if holder:
        entrust.write(batch, case, holder, now)
    announce(office, batch, process, case, answer, holder, now)
    return batch.add(life.batch)


def announce(
    office: Office,
    batch: Batch,
    process: Process,
    case: Case,
    answer: Clock | None,
    holder: entrust.Holder | None,
    now: datetime,
) -> None:
    """The receipt the law demands (CRPA R112-11-1), which nothing switches off, and a word to the service."""
    telling = tell.Telling(office, batch, process, case, answer.due_on if answer else None, now, key="depot")
    telling.citizen("accuse", words.of_silence(office, process, case))
    told = [holder.person] if holder else tell.holders(office, case.unit, "referent")
    telling.agents("nouveau-dossier", told, {"raison": case.route_reason})


def documents_of(process: Process, answers: Mapping[str, Any]) -> list[str]:
    """Ids of the files among the answers."""
    found: list[str] = []
    for question, value in process.answered(answers):
        if question.type.name == "fichier" and isinstance(value, list):
            found += value
    return found
