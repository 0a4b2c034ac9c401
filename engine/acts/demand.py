"""What a service asks a person to correct: asked with the action, one at a time, until answered or asked no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.acts import arrive, journal, offer, signin
from engine.acts.filled import Wanted
from engine.acts.office import Office
from engine.acts.playing import Play
from engine.amended import Spot, spots
from engine.definition.process import Process
from engine.errors import NotAllowed, Overtaken
from engine.records import Agent, Case, Correction
from engine.records.batch import ANY, Batch, Row
from engine.records.correction import CORRECTED, REPLACED, WITHDRAWN

MOST = 200
"""Questions in one demand."""
LONGEST_NOTE = 500
"""Characters of the word written beside a question."""
NO_LONGER = "Ces corrections ne sont plus demandées."


@dataclass(frozen=True)
class Asked:
    """One question of an open demand."""

    spot: Spot
    note: str


async def open_one(case: Case) -> Correction | None:
    """What the person is asked to correct now; nothing once the case is closed."""
    if not case.open:
        return None
    return await Correction.filter(case_id=case.reference, ended_at=None).order_by("-id").first()


def asked(demand: Correction | None) -> list[Asked]:
    found = demand.asked if demand else []
    return [Asked(Spot(one["page"], one["question"]), one["note"]) for one in found]


def checked(office: Office, process: Process, case: Case, wanted: Sequence[Wanted]) -> list[dict[str, str]]:
    """The questions of the form that are asked of this person, in its order; anything else is left out."""
    notes = {one.key: one.note for one in wanted}
    journey = office.journey_of(case, process)
    return [
        {"page": page.address, "question": question.id, "note": notes[key][:LONGEST_NOTE]}
        for page in journey.pages
        for question in journey.questions(page)
        if question.type.stores and (key := Spot(page.address, question.id).key) in notes
    ][:MOST]


def write(play: Play) -> None:
    """In the batch of the action: what is ticked now is what is asked now."""
    assert play.agent is not None
    end(play.batch, play.case, REPLACED, play.now)
    if play.asked:
        who = {"agent": play.agent.login, "agent_name": play.agent.name}
        values = {"asked_at": play.now, "asked": list(play.asked), "until": play.until, **who}
        play.batch.insert(Row(Correction, {"case_id": play.case.reference, **values}))


def settle(play: Play, demand: Correction | None, settled: Collection[str]) -> list[Asked]:
    """What is still asked once these questions are corrected, and are still asked by the form."""
    if demand is None:
        return []
    there = spots(play.office.journey_of(play.after, play.process))
    left = [one for one in asked(demand) if one.spot.key not in settled and one.spot in there]
    kept = [{"page": one.spot.page, "question": one.spot.question, "note": one.note} for one in left]
    to: dict[str, Any] = {"asked": kept} if left else {"ended_at": play.now, "ended": CORRECTED}
    if len(left) < len(demand.asked):
        play.batch.change(Correction, {"id": demand.id, "ended_at": None}, to)
    return left


def in_words(process: Process, found: Sequence[Mapping[str, str]]) -> str:
    """What is asked, as a message says it: one line each, with the word written beside it."""
    lines = []
    for one in found:
        words = f" : {one['note']}" if one["note"] else ""
        lines.append(f"– {Spot(one['page'], one['question']).told(process)}{words}")
    return "\n".join(lines)


def end(batch: Batch, case: Case, how: str, now: datetime) -> None:
    here = {"case_id": case.reference, "ended_at": None}
    batch.change(Correction, here, {"ended_at": now, "ended": how}, expect=ANY)


async def withdraw(office: Office, case: Case, agent: Agent, now: datetime) -> Case:
    """The service needs it no more: the person is told on their page, and the case goes on as if they had answered."""
    if not signin.may_see(agent, office.city, case):
        raise NotAllowed("Ce dossier est suivi par un autre service.")
    demand = await open_one(case)
    if demand is None:
        raise NotAllowed(NO_LONGER)
    process = await office.process_of(case)
    play = await Play.begin(office, process, case, now, agent)
    end(play.batch, case, WITHDRAWN, now)
    play.batch.insert(journal.by_agent(case, agent, now, "correction-retiree", public=True))
    action = offer.answering(office, process, case)
    if action:
        arrive.arrive(play, play.cycle.step(offer.leads(play.cycle, case, action)))
    try:
        return await play.write()
    except Overtaken:
        raise NotAllowed("Ce dossier vient de changer. Relisez-le, puis recommencez.") from None
