"""One act on a case being prepared: what the case becomes, and the batch that will say so at once."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from engine.acts import clock, tell, words
from engine.acts.office import Office
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import Cycle
from engine.definition.process import Process
from engine.records import Agent, Case, Clock
from engine.records.batch import Batch

CHANGING = (
    *("unit", "assignee", "state", "step", "step_before", "step_since", "priority", "answers", "agent_answers"),
    *("outcome", "due_at", "closed_at"),
    *("contact_name", "contact_email", "contact_phone", "contact_address", "contact_mode"),
)


class Play:
    """One act being prepared: what the case becomes, and the batch that will say so."""

    def __init__(
        self,
        office: Office,
        process: Process,
        case: Case,
        clocks: list[Clock],
        now: datetime,
        agent: Agent | None = None,
    ):
        self.office, self.process, self.case = office, process, case
        self.clocks, self.now, self.agent = clocks, now, agent
        self.cycle: Cycle = cycle_of(process)
        self.after = copy.copy(case)
        self.batch = Batch()
        self.by_person = False
        """True when the person concerned acts; without it and without an agent, it happens by itself."""
        self.told = False
        """True once the person concerned has been told what was done, in words proper to it."""
        self.messages = 0
        self.light = False
        """True for what happens by itself without moving the case."""
        self.quiet = False
        """True for an act that adds a line to the journal and changes nothing else."""
        self.words: dict[str, str] = {}
        self.asked: Sequence[Mapping[str, str]] = ()
        """The answers that this act asks to correct."""
        self.until: date | None = None

    @classmethod
    async def begin(
        cls, office: Office, process: Process, case: Case, now: datetime, agent: Agent | None = None
    ) -> Play:
        clocks = await Clock.filter(case_id=case.reference).order_by("id")
        return cls(office, process, case, list(clocks), now, agent)

    def telling(self) -> tell.Telling:
        return tell.Telling(self.office, self.batch, self.process, self.after, due_day(self.clocks), self.now)

    def signed(self) -> dict[str, str]:
        """The agent who acts, for the words of a message; nothing when it is not one."""
        return words.of_agent(self.office, self.agent) if self.agent else {}

    async def write(self) -> Case:
        """The batch and what the case becomes, if it is still as it was read. Raises Overtaken."""
        self.after.due_at = due_instant(self.clocks)
        to = {name: getattr(self.after, name) for name in CHANGING}
        to = {name: value for name, value in to.items() if value != getattr(self.case, name)}
        if not to and self.quiet:
            await self.batch.write()
            return self.case
        if not to and self.light:  # a reminder at a step: two of them never hinder each other
            await self.batch.hold(self.case).write()
            return self.case
        await self.batch.advance(self.case, **to).write()
        self.case.update_from_dict(to)
        self.case.version += 1
        return self.case


def due_day(clocks: Sequence[Clock]) -> date | None:
    found = clock.answer_clock(clocks)
    return found.due_on if found else None


def due_instant(clocks: Sequence[Clock]) -> datetime | None:
    found = clock.answer_clock(clocks)
    return found.due_at if found else None
