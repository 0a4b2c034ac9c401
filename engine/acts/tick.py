"""What comes due, each exactly once: reminders, alerts, and what happens by itself at a step.

A killed process loses nothing and does nothing twice: the claim, its journal line and its notices are one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.acts import clock as clocks
from engine.acts import journal, play, tell
from engine.acts.office import Office
from engine.definition import timing
from engine.definition.city import Person
from engine.errors import Overtaken
from engine.records import Case, Rung
from engine.records.batch import ANY, Batch

log = logging.getLogger(__name__)

AT_MOST = 500
LATER = timedelta(hours=1)
"""How far a row that cannot be handled is pushed away."""


@dataclass
class TickReport:
    """What became of the rungs that were due. `overtaken`: someone else changed the case or fired first."""

    fired: int = 0
    overtaken: int = 0
    postponed: int = 0


async def tick(office: Office, now: datetime, at_most: int = AT_MOST) -> TickReport:
    """Fire the rungs that are due, oldest first. Run it twice, or in two places: each fires once."""
    report = TickReport()
    due = Rung.filter(wake_at__lte=now).order_by("wake_at", "id").limit(at_most)
    for rung in await due.select_related("clock", "clock__case"):
        try:
            await fire(office, rung, now)
            report.fired += 1
        except Overtaken:
            report.overtaken += 1
        except Exception as error:
            log.exception("rung %s of %s cannot fire", rung.position, rung.clock_id)
            await postpone(rung, error, now)
            report.postponed += 1
    return report


async def fire(office: Office, rung: Rung, now: datetime) -> None:
    """One transaction: the claim, the line of the journal, the notices. All of it or nothing."""
    clock, case = rung.clock, rung.clock.case
    process = await office.process_of(case)
    if (found := clocks.stage(process, clock)) and found[1]:
        return await play.happen(office, process, case, found[1], rung, now)
    deadline = clocks.deadline_of(process, clock)
    rule = next(one for one in deadline.rungs if one.position == rung.position)
    told = await people(office, case, rule)
    batch = Batch().hold(case)
    batch.change(Rung, {"id": rung.id, "fired_at": None, "wake_at": rung.wake_at}, {"fired_at": now, "wake_at": None})
    text = f"{rule.moment.text.capitalize()} : {names(told) or 'aucun rappel à faire'}."
    batch.insert(journal.by_engine(case, now, "palier", text, clock=clock.name, position=rung.position))
    telling = tell.Telling(office, batch, process, case, clock.due_on, now, key=f"{clock.name}/{rung.position}")
    for occasion, persons in told:
        telling.agents(occasion, persons, {"palier": rule.moment.text})
    if rule.warn_citizen:
        text = "Nous n’avons pas encore répondu à la date prévue. Le service a été prévenu."
        batch.insert(journal.by_engine(case, now, "prevenu", text, public=True, clock=clock.name))
        telling.citizen("retard", in_hours=True)
    await batch.write()


async def people(office: Office, case: Case, rule: timing.Rung) -> list[tuple[str, list[Person]]]:
    """Who is reminded and who is alerted; someone who is both is only alerted."""
    alerted = tell.holders(office, case.unit, *rule.escalate) if rule.escalate else []
    reminded = tell.holders(office, case.unit, *rule.remind) if rule.remind else []
    if "referent" in rule.remind:
        reminded = [*await tell.in_charge(office, case), *reminded]
    reminded = [person for person in dict.fromkeys(reminded) if person not in alerted]
    return [pair for pair in (("escalade", alerted), ("relance", reminded)) if pair[1]]


def names(told: Sequence[tuple[str, list[Person]]]) -> str:
    words = {"escalade": "alerte à", "relance": "rappel à"}
    return ", ".join(f"{words[occasion]} {person.name}" for occasion, persons in told for person in persons)


async def postpone(rung: Rung, error: Exception, now: datetime) -> None:
    """A row that cannot be handled waits an hour; the journal says so the first time."""
    batch = Batch()
    seen = {"id": rung.id, "fired_at": None, "wake_at": rung.wake_at}
    batch.change(Rung, seen, {"wake_at": now + LATER}, expect=ANY)
    if rung.wake_at == rung.at:
        text = "Un rappel n’a pas pu être préparé. Il sera tenté de nouveau toutes les heures."
        where = {"clock": rung.clock.name, "position": rung.position}
        batch.insert(journal.by_engine(rung.clock.case, now, "incident", text, where=where, error=type(error).__name__))
    await batch.write()
