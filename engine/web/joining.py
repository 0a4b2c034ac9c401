"""Documents that an agent joins to what the person concerned will read: looked at first, kept if the action is done."""

from __future__ import annotations

from starlette.datastructures import FormData

from engine.acts.examine import Examined, examine
from engine.definition import cycle
from engine.definition.cycle import BEFORE, Action, Cycle
from engine.errors import Refusal
from engine.fields.fichier import DEFAULT_FORMATS, LARGEST
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
    try:
        files = sent(form, control(action))
    except Refusal as refusal:
        return [], refusal.sentence
    for file in files:
        try:
            fit.append(await examine(file.filename or "", await file.read(LARGEST + 1), DEFAULT_FORMATS, LARGEST))
        except Refusal as refusal:
            refused.append(refusal.sentence)
    return fit, " ".join(refused)
