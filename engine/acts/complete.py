"""Documents still waited for on a case — declared missing, or blocked for a virus — and those that arrive later.

What arrives takes its place among the answers; if the step was waiting for the person, it goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.acts import arrive, attach, demand, effect, journal, offer, say
from engine.acts.correct import is_pending
from engine.acts.examine import Examined
from engine.acts.filled import Filled
from engine.acts.office import Office
from engine.acts.play import IS_CLOSED
from engine.acts.playing import Play
from engine.amended import Spot
from engine.definition.process import Process, Question
from engine.errors import NotAllowed, Overtaken, Refusal
from engine.journey import Journey
from engine.records import Case, Document

KIND = "document-ajoute"
ARRIVED = "Ce document nous est déjà arrivé. Pour en envoyer un autre, écrivez-nous un message."


@dataclass(frozen=True)
class Missing:
    """One document still waited for."""

    question: Question
    group: str = ""
    """The repeated group it belongs to, and which instance."""
    number: int = 0
    of: str = ""
    """« enfant 2 », for who reads it."""
    blocked: tuple[str, ...] = ()
    """Names of the files blocked for a virus; none when the person said they had no such document."""
    kept: tuple[str, ...] = ()
    """Ids of the sound documents already given."""

    @property
    def key(self) -> str:
        """What names it in a form: `papiers`, `enfants/2/papiers`."""
        return f"{self.group}/{self.number}/{self.question.id}" if self.group else self.question.id


def missing(journey: Journey, documents: Iterable[Document]) -> tuple[Missing, ...]:
    """What is still waited for, in the order of the form."""
    known = {document.id: document for document in documents}
    found = []
    for page in journey.pages:
        held = journey.held(page)
        group = page.group if page.number else None
        for question in journey.questions(page):
            if question.type.name != "fichier":
                continue
            value = held.get(question.id)
            given = [known[id] for id in value if id in known] if isinstance(value, list) else []
            blocked = tuple(one.name for one in given if one.infected)
            if blocked or isinstance(value, Mapping):
                kept = tuple(one.id for one in given if not one.infected)
                place = (group.id, page.number, f"{group.label} {page.number}") if group else ("", 0, "")
                found.append(Missing(question, *place, blocked, kept))
    return tuple(found)


async def missing_of(office: Office, process: Process, case: Case) -> tuple[Missing, ...]:
    journey = office.journey_of(case, process)
    return missing(journey, await Document.filter(case_id=case.reference))


async def complete(office: Office, case: Case, key: str, files: Sequence[Examined], now: datetime) -> Case:
    """These files answer the question they were waited for. An agent who acts meanwhile never makes them lost."""
    process = await office.process_of(case)
    wanted = next((one for one in await missing_of(office, process, case) if one.key == key), None)
    if wanted is None:
        raise NotAllowed(ARRIVED)
    if len(files) + len(wanted.kept) > 1 and not wanted.question.options["plusieurs"]:
        raise Refusal("un-seul-document", "Gardez un seul document : retirez les autres.")
    await attach.check_room(office, case, now)
    documents = [await attach.written(office, one, now) for one in files]
    try:
        return await _put(office, process, case, wanted, documents, now)
    except BaseException:
        for document in documents:
            await asyncio.to_thread(attach.path(office, document).unlink, missing_ok=True)
        raise


async def _put(
    office: Office, process: Process, case: Case, wanted: Missing, documents: Sequence[Document], now: datetime
) -> Case:
    while True:
        if not case.open:
            raise NotAllowed(f"{IS_CLOSED} Pour nous écrire de nouveau, déposez une nouvelle demande.")
        play = await Play.begin(office, process, case, now)
        play.by_person = True
        await _perform(play, wanted, documents)
        try:
            return await play.write()
        except Overtaken:
            await case.refresh_from_db()
            if wanted not in await missing_of(office, process, case):
                raise NotAllowed(ARRIVED) from None


async def _perform(play: Play, wanted: Missing, documents: Sequence[Document]) -> None:
    """The rows, the answer with its old value in the journal, the word to the service, and the step that follows."""
    action = offer.writing(play.office, play.process, play.case)
    reached = await effect.reach(play, action, Filled())
    ids = [*wanted.kept, *(document.id for document in documents)]
    before = value_of(play.case.answers, wanted)
    play.after.answers = with_value(play.case.answers, wanted, ids)
    for document in documents:
        document.case_id, document.question = play.case.reference, wanted.question.id
        play.batch.insert(document)
    text = f"Document ajouté : {wanted.question.label}{f' ({wanted.of})' if wanted.of else ''}"
    data = {"question": wanted.key, "avant": before, "apres": ids, "documents": [one.id for one in documents]}
    play.batch.insert(journal.by_citizen(play.after, play.now, KIND, text, **data))
    play.words = {"texte": text}
    effect.send_effects(play, action, text, play.after.unit, reached.people)
    say.send(play, action.messages)
    there = play.cycle.step(action.to[0]) if len(action.to) == 1 and action.to[0] in play.cycle.steps else None
    page = next(page.id for page in play.process.pages if wanted.question.id in {one.id for one in page.questions})
    spot = Spot(f"{page}/{wanted.number}" if wanted.number else page, wanted.question.id)
    left = demand.settle(play, await demand.open_one(play.case), {spot.key})
    if there is not None and not left:  # else something else is still to be corrected
        arrive.arrive(play, there, text)


def value_of(answers: Mapping[str, Any], wanted: Missing) -> Any:
    if not wanted.group:
        return answers.get(wanted.question.id)
    return answers[wanted.group][wanted.number - 1].get(wanted.question.id)


def with_value(answers: Mapping[str, Any], wanted: Missing, ids: list[str]) -> dict[str, Any]:
    """The answers of a case once these documents are among them."""
    if not wanted.group:
        return {**answers, wanted.question.id: ids}
    held = [
        {**one, wanted.question.id: ids} if rank == wanted.number else one
        for rank, one in enumerate(answers[wanted.group], 1)
    ]
    return {**answers, wanted.group: held}


async def already(case: Case, digests: Iterable[str]) -> bool:
    """The same form sent twice: these very files have answered."""
    sent = set(digests)
    known = await Document.filter(case_id=case.reference, sent_sha256__in=list(sent)).exclude(question="")
    arrived = (one for one in known if not one.infected and not is_pending(one))
    return bool(sent) and {one.sent_sha256 for one in arrived} == sent
