"""The acts of the standard life cycle under their own names, for those who do not read a form: tests, the demo.

Each finds the action of the case's step that has this effect; engine/acts/play.py does it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from engine.acts import offer, play, signin
from engine.acts.filled import LONGEST, Filled, worded
from engine.acts.office import Office
from engine.acts.play import CHANGED, IS_CLOSED
from engine.definition import cycle
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import OUTCOMES, Action
from engine.errors import NotAllowed
from engine.records import Agent, Case, Document

__all__ = ["CHANGED", "IS_CLOSED", "LONGEST", "OUTCOMES", "worded"]


async def take(office: Office, case: Case, agent: Agent, now: datetime) -> Case:
    """The agent has the case in hand. Taking over from someone absent is allowed, and written down."""
    if case.assignee == agent.login:
        return case
    return await _with(office, case, agent, cycle.TAKE, Filled(), now)


async def ask(office: Office, case: Case, agent: Agent, text: str, now: datetime) -> Case:
    """Something is missing: the person is told what, and the clocks that may wait for them stop."""
    return await _with(office, case, agent, cycle.ASK, Filled(text), now)


async def reply(office: Office, case: Case, agent: Agent, text: str, now: datetime) -> Case:
    """The service answers the person; the case stays open."""
    return await _with(office, case, agent, cycle.REPLY, Filled(text), now)


async def transfer(office: Office, case: Case, agent: Agent, unit: str, reason: str, now: datetime) -> Case:
    """Another service is competent: the person and that service are told why; the promise stays the same."""
    return await _with(office, case, agent, cycle.TRANSFER, Filled(reason, unit=unit), now)


async def note(office: Office, case: Case, agent: Agent, text: str, now: datetime) -> Case:
    """A word between agents, on a closed case too. It changes nothing else."""
    return await _with(office, case, agent, cycle.NOTE, Filled(text), now)


async def close(office: Office, case: Case, agent: Agent, outcome: str, text: str, now: datetime) -> Case:
    """The end of the case, with its outcome and its reasons. The clocks stop."""
    process = await office.process_of(case)
    ends = {step.outcome: step.id for step in cycle_of(process).steps.values() if step.last}

    def is_end(action: Action) -> bool:
        return bool(set(action.to) & set(ends.values()))

    if case.open and outcome not in ends:
        raise NotAllowed("Choisissez l’issue de la demande.")
    return await _first(office, case, agent, is_end, Filled(text, to=ends.get(outcome, "")), now)


async def answer(
    office: Office, case: Case, text: str, documents: Sequence[str], now: datetime, *, as_seen: bool = False
) -> Case:
    """The person concerned writes. If we were waiting for them, the clocks run again. `as_seen` as in acts/play.py."""
    worded(text, "Écrivez votre message.", optional=bool(documents))
    kept = [document.id for document in await Document.filter(id__in=documents, case_id=case.reference)]
    process = await office.process_of(case)
    name = offer.writing(office, process, case).id
    return await play.citizen(office, case, name, Filled(text, documents=kept), now, as_seen=as_seen)


async def _with(office: Office, case: Case, agent: Agent, effect: str, filled: Filled, now: datetime) -> Case:
    return await _first(office, case, agent, lambda action: action.does(effect), filled, now)


async def _first(
    office: Office, case: Case, agent: Agent, suits: Callable[[Action], bool], filled: Filled, now: datetime
) -> Case:
    if not signin.may_see(agent, office.city, case):
        raise NotAllowed(play.ELSEWHERE)
    process = await office.process_of(case)
    found = [action for action in offer.possible(office, process, case) if action.by_agents and suits(action)]
    if not found:
        raise NotAllowed(play.NOT_NOW if case.open else IS_CLOSED)
    return await play.act(office, case, agent, found[0].id, filled, now)
