"""Clocks of a case: started, suspended, resumed, stopped. What comes due is in tick.py.

The due date is always projected again from dated facts (filing, pauses): nothing is ever added to a due date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from engine import french
from engine.acts import journal
from engine.acts.office import Office
from engine.definition import timing
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import After, Step
from engine.definition.process import Deadline, Moment, Process
from engine.promise import Pause, Promise, project
from engine.records import Case, Clock, Rung
from engine.records.batch import ANY, Batch, Row

ANSWER = "reponse"
"""The promise printed everywhere."""

# --- the life of a clock: what each verb changes goes into the batch of the act that calls it


def start(office: Office, process: Process, case: Case) -> tuple[list[Clock], list[Row]]:
    """The clocks of a case being filed, and their rungs: every promise of the démarche begins there."""
    started = [begin(office, case, deadline.name, deadline, case.filed_at) for deadline in process.deadlines]
    return [clock for clock, _ in started], [rung for _, rungs in started for rung in rungs]


def start_step(office: Office, case: Case, step: Step, now: datetime) -> tuple[list[Clock], list[Row]]:
    """What a case that arrives at a step must not outstay: its promises, and what then happens by itself."""
    visit = case.version + 1
    named = [(OfStep(step.id, "d", rank, visit), one) for rank, one in enumerate(step.deadlines, 1)]
    named += [(OfStep(step.id, "a", one.position, visit), timer(one)) for one in step.afters if one.delay]
    started = [begin(office, case, name.text, deadline, now) for name, deadline in named]
    return [clock for clock, _ in started], [rung for _, rungs in started for rung in rungs]


def begin(office: Office, case: Case, name: str, deadline: Deadline, at: datetime) -> tuple[Clock, list[Row]]:
    clock = Clock(id=f"{case.reference}/{name}", case_id=case.reference, name=name, started_at=at, pauses=[])
    promise = read(office, clock, deadline)
    clock.due_at, clock.due_on = promise.due_at, promise.due_on
    rungs = [
        Row(Rung, {"clock_id": clock.id, "position": rung.position, "at": at, "wake_at": at})
        for rung, at in promise.rungs
    ]
    return clock, rungs


def timer(after: After) -> Deadline:
    """What happens by itself, as a promise with a single rung: so it is claimed, postponed and kept like the others."""
    assert after.delay is not None
    return Deadline("apres", after.delay, rungs=(timing.Rung(1, Moment("échéance")),))


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
            text = "Nous attendons votre réponse : le délai est arrêté."
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
            text = f"Le délai reprend. Nous vous répondons au plus tard le {limit}." if limit else ""
            event = journal.by_engine(
                case, now, "repris", text, public=True, clock=clock.name, due_on=_iso(clock.due_on)
            )
            batch.insert(event)


@dataclass(frozen=True)
class OfStep:
    """Name of a clock that began with a step: `instruction.a1.12` is its first `apres`, at the 12th change of the case.

    `kind` is `a` for what happens by itself, `d` for a promise of the step; `rank` counts from one.
    """

    step: str
    kind: Literal["a", "d"]
    rank: int
    visit: int

    @property
    def text(self) -> str:
        return f"{self.step}.{self.kind}{self.rank}.{self.visit}"

    @classmethod
    def read(cls, name: str) -> Self | None:
        """None for the name of a promise of the démarche, which holds no dot."""
        step, dot, rest = name.partition(".")
        place, _, visit = rest.partition(".")
        return cls(step, "a" if place[0] == "a" else "d", int(place[1:]), int(visit)) if dot else None


def stage(process: Process, clock: Clock) -> tuple[Step, After | None] | None:
    """The step a clock began with, and what happens by itself when it is due; None for a promise of the démarche."""
    if not (name := OfStep.read(clock.name)):
        return None
    step = cycle_of(process).step(name.step)
    return step, step.afters[name.rank - 1] if name.kind == "a" else None


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
    if not (name := OfStep.read(clock.name)):
        return next(deadline for deadline in process.deadlines if deadline.name == clock.name)
    step = cycle_of(process).step(name.step)
    return timer(step.afters[name.rank - 1]) if name.kind == "a" else step.deadlines[name.rank - 1]


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
    falls = {rung.position: at for rung, at in promise.rungs}
    clock.due_at, clock.due_on = promise.due_at, promise.due_on
    facts = {"pauses": clock.pauses, "due_at": clock.due_at, "due_on": clock.due_on}
    batch.change(Clock, {"id": clock.id, "stopped_at": None}, facts)
    for rung in deadline_of(process, clock).rungs:
        at = falls.get(rung.position)
        unfired = {"clock_id": clock.id, "position": rung.position, "fired_at": None}
        batch.change(Rung, unfired, {"at": at, "wake_at": at}, expect=ANY)


def _iso(day: object) -> str | None:
    return str(day) if day else None
