"""Clocks of a case: started, suspended, resumed, stopped, and the rungs that come due, each exactly once.

The due date is always projected again from dated facts (filing, pauses): nothing is ever added to a due date.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine import french
from engine.acts import journal, tell
from engine.acts.office import Office
from engine.definition.city import Person
from engine.definition.process import Deadline, Process
from engine.definition.process import Rung as Step
from engine.errors import Overtaken
from engine.promise import Pause, Promise, project
from engine.records import Case, Clock, Rung
from engine.records.batch import ANY, Batch, Row

log = logging.getLogger(__name__)

ANSWER = "reponse"
"""The promise printed everywhere."""

AT_MOST = 500
LATER = timedelta(hours=1)
"""How far a row that cannot be handled is pushed away."""


@dataclass
class TickReport:
    """What became of the rungs that were due. `overtaken`: someone else changed the case or fired first."""

    fired: int = 0
    overtaken: int = 0
    postponed: int = 0


# --- the life of a clock: what each verb changes goes into the batch of the act that calls it


def start(office: Office, process: Process, case: Case) -> tuple[list[Clock], list[Row]]:
    """The clocks of a case being filed, and their rungs: every promise of the démarche begins there."""
    clocks, rungs = [], []
    for deadline in process.deadlines:
        clock = Clock(
            id=f"{case.reference}/{deadline.name}",
            case_id=case.reference,
            name=deadline.name,
            started_at=case.filed_at,
            pauses=[],
        )
        promise = read(office, clock, deadline)
        clock.due_at, clock.due_on = promise.due_at, promise.due_on
        clocks.append(clock)
        for step, at in promise.rungs:
            rungs.append(Row(Rung, {"clock_id": clock.id, "position": step.position, "at": at, "wake_at": at}))
    return clocks, rungs


def suspend(
    office: Office,
    batch: Batch,
    process: Process,
    case: Case,
    clocks: Iterable[Clock],
    reason: str,
    now: datetime,
) -> None:
    """Clocks that wait for this reason stop counting; the others go on."""
    for clock in clocks:
        if clock.running and reason in deadline_of(process, clock).pauses:
            clock.pauses = [*clock.pauses, {"reason": reason, "since": now.isoformat(), "until": None}]
            _rewrite(office, batch, process, clock)
            text = "Nous attendons votre réponse : le délai ne court plus."
            batch.insert(journal.by_engine(case, now, "suspendu", text, public=True, clock=clock.name))


def resume(
    office: Office,
    batch: Batch,
    process: Process,
    case: Case,
    clocks: Iterable[Clock],
    reason: str,
    now: datetime,
) -> None:
    """The wait is over: the due date is projected again. Rungs already fired stay fired."""
    for clock in clocks:
        if clock.stopped_at is None and clock.suspended and clock.pauses[-1]["reason"] == reason:
            clock.pauses = [*clock.pauses[:-1], {**clock.pauses[-1], "until": now.isoformat()}]
            _rewrite(office, batch, process, clock)
            limit = french.long_date(clock.due_on) if clock.due_on else ""
            text = f"Le délai court de nouveau. Nous vous répondons au plus tard le {limit}." if limit else ""
            event = journal.by_engine(
                case, now, "repris", text, public=True, clock=clock.name, due_on=_iso(clock.due_on)
            )
            batch.insert(event)


def stop(office: Office, batch: Batch, process: Process, clocks: Iterable[Clock], now: datetime) -> None:
    """The case is closed: a pause still open ends now, so that the date kept is the one that was promised."""
    for clock in clocks:
        if clock.stopped_at is not None:
            continue
        if clock.suspended:
            clock.pauses = [*clock.pauses[:-1], {**clock.pauses[-1], "until": now.isoformat()}]
            promise = read(office, clock, deadline_of(process, clock))
            clock.due_at, clock.due_on = promise.due_at, promise.due_on
        clock.stopped_at = now
        batch.change(
            Clock,
            {"id": clock.id, "stopped_at": None},
            {"pauses": clock.pauses, "due_at": clock.due_at, "due_on": clock.due_on, "stopped_at": now},
        )
        batch.change(Rung, {"clock_id": clock.id, "fired_at": None}, {"wake_at": None}, expect=ANY)


def read(office: Office, clock: Clock, deadline: Deadline) -> Promise:
    """The promise as its facts stand, with the ledger that answers « pourquoi cette date ? »."""
    return project(deadline, office.calendar, clock.started_at, _pauses(clock))


def answer_clock(clocks: Iterable[Clock]) -> Clock | None:
    return next((clock for clock in clocks if clock.name == ANSWER), None)


def deadline_of(process: Process, clock: Clock) -> Deadline:
    return next(deadline for deadline in process.deadlines if deadline.name == clock.name)


def _pauses(clock: Clock) -> tuple[Pause, ...]:
    return tuple(
        Pause(
            pause["reason"],
            datetime.fromisoformat(pause["since"]),
            datetime.fromisoformat(pause["until"]) if pause["until"] else None,
        )
        for pause in clock.pauses
    )


def _rewrite(office: Office, batch: Batch, process: Process, clock: Clock) -> None:
    """The clock and its rungs as the facts now say; a rung that has fired keeps its instant."""
    promise = read(office, clock, deadline_of(process, clock))
    falls = {step.position: at for step, at in promise.rungs}
    clock.due_at, clock.due_on = promise.due_at, promise.due_on
    facts = {"pauses": clock.pauses, "due_at": clock.due_at, "due_on": clock.due_on}
    batch.change(Clock, {"id": clock.id, "stopped_at": None}, facts)
    for step in deadline_of(process, clock).rungs:
        at = falls.get(step.position)
        unfired = {"clock_id": clock.id, "position": step.position, "fired_at": None}
        batch.change(Rung, unfired, {"at": at, "wake_at": at}, expect=ANY)


def _iso(day: object) -> str | None:
    return str(day) if day else None


# --- what comes due


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
    deadline = deadline_of(process, clock)
    step = next(step for step in deadline.rungs if step.position == rung.position)
    told = await people(office, case, step)
    batch = Batch().hold(case)
    batch.change(Rung, {"id": rung.id, "fired_at": None, "wake_at": rung.wake_at}, {"fired_at": now, "wake_at": None})
    text = f"{step.moment.text.capitalize()} : {names(told) or 'aucun rappel à faire'}."
    batch.insert(journal.by_engine(case, now, "palier", text, clock=clock.name, position=rung.position))
    telling = tell.Telling(office, batch, process, case, clock.due_on, now, key=f"{clock.name}/{rung.position}")
    for occasion, persons in told:
        telling.agents(occasion, persons, {"palier": step.moment.text})
    if step.warn_citizen:
        text = "Nous n’avons pas encore répondu à la date prévue. Le service a été prévenu."
        batch.insert(journal.by_engine(case, now, "prevenu", text, public=True, clock=clock.name))
        telling.citizen("retard", in_hours=True)
    await batch.write()


async def people(office: Office, case: Case, step: Step) -> list[tuple[str, list[Person]]]:
    """Who is reminded and who is alerted; someone who is both is only alerted."""
    alerted = tell.holders(office, case.unit, *step.escalate) if step.escalate else []
    reminded = tell.holders(office, case.unit, *step.remind) if step.remind else []
    if "referent" in step.remind:
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
