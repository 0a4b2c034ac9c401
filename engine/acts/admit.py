"""Whether a démarche takes requests now: its opening days, and the places that are left."""

from __future__ import annotations

from datetime import date

from engine import french
from engine.definition.process import Process
from engine.errors import NotAllowed
from engine.records import Tally
from engine.records.tally import tally


async def closed(process: Process, day: date) -> str:
    """Why the démarche takes no request that day, in French; "" when it does."""
    return why_closed(process, day, await places_taken(process, day))


def why_closed(process: Process, day: date, taken: Tally | None) -> str:
    opening = process.opening
    if opening is None:
        return ""
    period = opening.on(day)
    if period is None:
        return opening.message or closed_until(opening.next_after(day), opening.periods[-1].closes)
    if taken is not None and period.places is not None and taken.count >= period.places:
        return opening.message or "Toutes les places sont prises : cette démarche n’accepte plus de demande."
    return ""


def closed_until(next_day: date | None, last_day: date | None) -> str:
    if next_day is not None:
        return f"Cette démarche ouvre le {french.long_date(next_day)}."
    if last_day is not None:
        return f"Cette démarche est fermée : elle a fini le {french.long_date(last_day)}."
    return "Cette démarche est fermée."


async def admit(process: Process, day: date) -> Tally | None:
    """The place a request sent that day will take, None when places are not counted. NotAllowed when it is too late.

    The count that is judged is the very one that filing raises: read twice, it could have grown in between.
    """
    taken = await places_taken(process, day)
    if why := why_closed(process, day, taken):
        raise NotAllowed(f"{why} Vos réponses restent gardées sur cet appareil.")
    return taken


async def places_taken(process: Process, day: date) -> Tally | None:
    """Requests already sent in the period of that day. Counted by its dates: another edition goes on with the same count."""
    period = process.opening.on(day) if process.opening else None
    if period is None or period.places is None:
        return None
    first, last = (limit.isoformat() if limit else "" for limit in (period.opens, period.closes))
    return await tally(f"places/{process.slug}/{first}/{last}")
