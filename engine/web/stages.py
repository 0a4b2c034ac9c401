"""How far a request is, at one glance: what is done, where it stands, what is to come, with the dates that are known.

The stages are those of the life cycle that the person may read: a quiet step leaves neither its name nor its date.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import BEFORE, Cycle, Step
from engine.definition.process import Process
from engine.records import Case, Event
from engine.records.case import CLOSED, NEW, WAITING
from engine.records.event import AGENT

SENT, RECEIVED, STUDIED, AWAITED, ANSWERED = "sent", "received", "studied", "awaited", "answered"
STEP = "step"
"""A stage that is a step of the life cycle, in its words."""
DONE, HERE, NEXT = "done", "here", "next"
GOOD = ("accepte", "traite")


@dataclass(frozen=True)
class Stage:
    kind: str
    state: str
    on: date | datetime | None = None
    """When it was reached; for the answer to come, the day that was promised."""
    step: str = ""
    name: str = ""


def stages(process: Process, told: Process, case: Case, known: Sequence[Event], due_on: date | None) -> list[Stage]:
    """From sending to the answer. `known` is what the person may read, oldest first; `told` speaks their language."""
    passed = next((event.at for event in reversed(known) if event.kind == "transfere"), case.filed_at)
    return [
        Stage(SENT, DONE, on=case.filed_at),
        Stage(RECEIVED, HERE if case.state == NEW else DONE, on=passed),
        *(in_words(one, cycle_of(told)) for one in between(cycle_of(process), case, known)),
        Stage(ANSWERED, DONE, on=case.closed_at) if case.state == CLOSED else Stage(ANSWERED, NEXT, on=due_on),
    ]


def between(life: Cycle, case: Case, known: Sequence[Event]) -> list[Stage]:
    """What lies between reception and answer; words of ours when the cycle names nothing there."""
    standing = life.step(case.step_before if case.state == WAITING else case.step)
    begins = case.open and standing.id == life.first.id
    reached = {} if begins else visited(life, known)
    if case.open and is_told(life, standing):
        reached.setdefault(standing.id, case.step_since or case.filed_at)
    if case.state == CLOSED:
        return named(reached) or ([Stage(STUDIED, DONE)] if studied(known) else [])
    here = standing.id if standing.id in reached else next(reversed(reached), "")
    found = named({id: at for id, at in reached.items() if id != here})
    if here:
        found.append(Stage(STEP, HERE, reached[here], here))
    elif not begins:
        found.append(Stage(STUDIED, HERE))
    to_come = [Stage(STEP, NEXT, step=id) for id in ahead(life, here, [one.step for one in found])]
    if begins and not to_come:
        to_come.append(Stage(STUDIED, NEXT))
    if case.state == WAITING:
        found = [replace(one, state=DONE) for one in found] + [awaited(known, case)]
    return found + to_come


def in_words(stage: Stage, life: Cycle) -> Stage:
    return replace(stage, name=life.step(stage.step).name) if stage.step else stage


def named(reached: Mapping[str, datetime]) -> list[Stage]:
    return [Stage(STEP, DONE, at, id) for id, at in reached.items()]


def awaited(known: Iterable[Event], case: Case) -> Stage:
    asked = [event.at for event in known if event.kind == "precision-demandee"]
    return Stage(AWAITED, HERE, on=asked[-1] if asked else case.step_since)


def studied(known: Iterable[Event]) -> bool:
    """Whether someone of the service answered: a request may also be withdrawn before anyone reads it."""
    return any(event.actor_kind == AGENT for event in known)


def is_told(life: Cycle, step: Step) -> bool:
    """A step between reception and answer whose name the person may read."""
    return not (step.quiet or step.waits or step.last or step.id == life.first.id)


def visited(life: Cycle, known: Iterable[Event]) -> dict[str, datetime]:
    """The steps told in the story, with the first time each was reached."""
    ids = {step.name: step.id for step in life.steps.values() if is_told(life, step)}
    found: dict[str, datetime] = {}
    for event in known:
        if (id := ids.get(event.data.get("etape", ""))) is not None:
            found.setdefault(id, event.at)
    return found


def ahead(life: Cycle, here: str, told: Sequence[str]) -> list[str]:
    """The steps to come, by the shortest way to a good end."""
    way = shortest(life, here or life.first.id)
    return [id for id in way if id not in told and is_told(life, life.step(id))]


def shortest(life: Cycle, start: str) -> list[str]:
    """From a step to the nearest good end, never through a step that waits for the person."""
    waiting, came = deque([start]), {start: ""}
    while waiting:
        id = waiting.popleft()
        if life.step(id).outcome in GOOD:
            return walked(came, id)
        for to in life.step(id).targets():
            if to != BEFORE and to not in came and not life.step(to).waits:
                came[to] = id
                waiting.append(to)
    return []


def walked(came: dict[str, str], end: str) -> list[str]:
    way = [end]
    while came[way[-1]]:
        way.append(came[way[-1]])
    return way[::-1]
