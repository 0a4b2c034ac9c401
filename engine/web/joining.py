"""Documents that an agent joins to what the person concerned will read: looked at first, kept if the action is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.datastructures import FormData

from engine.acts import attach
from engine.acts.examine import Examined, examine
from engine.acts.office import Office
from engine.definition import cycle
from engine.definition.cycle import BEFORE, Action, Cycle
from engine.errors import Refusal
from engine.fields.fichier import DEFAULT_FORMATS, LARGEST
from engine.records import Agent, Case, Document
from engine.web.uploads import sent


def may_join(life: Cycle, action: Action) -> bool:
    """An answer, a question, a decision: the person reads what is written there."""
    ends = any(to != BEFORE and life.step(to).last for to in action.to)
    return action.by_agents and (action.does(cycle.REPLY) or action.does(cycle.ASK) or ends)


def control(action: Action) -> str:
    return f"{action.id}-documents"


async def looked_at(life: Cycle, action: Action, form: FormData) -> tuple[list[Examined], str]:
    """The files of the form, and why some cannot be kept: then none is."""
    if not may_join(life, action):
        return [], ""
    fit, refused = [], []
    for file in sent(form, control(action)):
        try:
            fit.append(await examine(file.filename or "", await file.read(LARGEST + 1), DEFAULT_FORMATS, LARGEST))
        except Refusal as refusal:
            refused.append(refusal.sentence)
    return fit, " ".join(refused)


async def keep(office: Office, case: Case, agent: Agent, fit: Sequence[Examined], now: datetime) -> list[Document]:
    """All of them, or none: Refusal when the day has had too many."""
    kept: list[Document] = []
    try:
        for one in fit:
            kept.append(await attach.attach_to_case(office, case, one, now, agent.login))
    except BaseException:
        await forget(office, kept)
        raise
    return kept


async def forget(office: Office, kept: Sequence[Document]) -> None:
    """The action was not done: nobody will read them."""
    for document in kept:
        await attach.forget(office, document)
