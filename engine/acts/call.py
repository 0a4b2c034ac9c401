"""Calling: what came of a call that an agent made. A call without answer stays to be made; nothing is forgotten."""

from __future__ import annotations

from datetime import datetime

from engine import french
from engine.acts import journal, tell
from engine.acts.office import Office
from engine.errors import NotAllowed, Overtaken
from engine.records import Agent, Case, Notice
from engine.records.batch import Batch
from engine.records.notice import CALL

REACHED, ABSENT, LATER = "joint", "absent", "rappeler"
RESULTS = {
    REACHED: "La personne a eu le message",
    ABSENT: "Pas de réponse",
    LATER: "La personne demande qu’on la rappelle",
}
TRIES = 3
"""Calls in vain after which another way is proposed."""


async def called(office: Office, notice: Notice, result: str, tried: int, agent: Agent, now: datetime) -> None:
    """`tried` is how many calls the agent knew of: the same click twice is one call."""
    if notice.channel != CALL or result not in RESULTS:
        raise NotAllowed("Choisissez ce qui s’est passé : la personne a eu le message, ou non.")
    if result == REACHED:
        return await tell.done(notice, agent, now)
    if notice.attempts != tried or not notice.to_do:
        return None
    case, local = await Case.get(reference=notice.case_id), office.calendar.local(now)
    text = f"{RESULTS[result]}, le {french.short_date(local)} à {french.clock_time(local)}"
    seen = {"id": notice.id, "attempts": tried, "sent_at": None, "withdrawn_at": None}
    batch = Batch().change(Notice, seen, {"attempts": tried + 1, "last_error": f"{text}."})
    batch.insert(journal.by_agent(case, agent, now, "appel", f"{notice.subject} : {text.lower()}.", notice=notice.id))
    try:
        await batch.write()
    except Overtaken:
        return None  # noted by the same click, or by someone else at the same time
    return None
