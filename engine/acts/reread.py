"""An agent has read the corrections of a case: they are not shown to them as new any more."""

from __future__ import annotations

from collections.abc import Sequence

from tortoise.exceptions import IntegrityError

from engine.records import Agent, Case, Event, Sight
from engine.records.batch import ANY, Batch


async def unread(case: Case, agent: Agent) -> Sequence[Event]:
    """The corrections of the person that this agent has not read yet, in order."""
    sight = await Sight.get_or_none(id=_id(case, agent))
    since = sight.event if sight else 0
    kinds = ("corrige", "recalcule", "confirme")
    return await Event.filter(case_id=case.reference, kind__in=kinds, id__gt=since).order_by("id")


async def read(case: Case, agent: Agent, event: int) -> None:
    """Up to this line of the journal. Harmless twice; an older page never makes newer corrections read."""
    sight = await Sight.get_or_none(id=_id(case, agent))
    if sight is None:
        try:
            await Batch().insert(Sight(id=_id(case, agent), case_id=case.reference, event=event)).write()
        except IntegrityError:  # another window of theirs has just said so
            return
    elif sight.event < event:
        await Batch().change(Sight, {"id": sight.id, "event": sight.event}, {"event": event}, expect=ANY).write()


def _id(case: Case, agent: Agent) -> str:
    return f"{case.reference}/{agent.login}"
