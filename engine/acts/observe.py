"""How long the answers of each démarche have really taken, measured once a day from its closed cases.

The whole time is told, waiting for the person included: nothing flatters the city.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.acts.office import Office
from engine.calendar import Calendar
from engine.definition.process import Process
from engine.duration import LENGTHS
from engine.records import Case, Observed
from engine.records.case import CLOSED

log = logging.getLogger(__name__)

YEAR, DAY = timedelta(days=365), timedelta(days=1)
MOST_CASES = 2000
"""The latest ones are enough: a démarche that has more is well measured."""
AT_ONCE = 3
"""Démarches measured in one beat of the worker: the others wait for the next minute."""
ENOUGH = 20
"""Under so many cases nothing is told: chance would speak."""
UPDATED = ("at", "count", "unit", "half", "most")
BY_THE_PERSON = "retire"
"""The outcome of a request that the person took back: nobody answered it."""


async def observe(office: Office, now: datetime, at_once: int = AT_ONCE) -> int:
    """Measure the démarches whose figures are more than a day old; how many were. Twice is harmless."""
    fresh = {one["slug"] for one in await Observed.filter(at__gt=now - DAY).values("slug")}
    promised = [live.process for live in office.live.values() if live.process.answer_deadline]
    measured = 0
    for process in promised:
        if process.slug in fresh or measured == at_once:
            continue
        try:
            row = await measure(process, office.calendar, now)
            await Observed.bulk_create([row], on_conflict=["slug"], update_fields=UPDATED)
            measured += 1
        except Exception:  # one démarche that cannot be measured holds back neither the others nor the worker
            log.exception("the delays of %s cannot be measured", process.slug)
    return measured


async def measure(process: Process, calendar: Calendar, now: datetime) -> Observed:
    """The figures of one démarche over the year before `now`."""
    deadline = process.answer_deadline
    assert deadline is not None
    closed = (
        Case.filter(slug=process.slug, closed_at__gt=now - YEAR, closed_at__lte=now, state=CLOSED)
        .exclude(outcome=BY_THE_PERSON)
        .order_by("-closed_at")
        .limit(MOST_CASES)
    )
    unit = counted_in(deadline.target.unit)
    rows = await closed.values("filed_at", "closed_at")
    waits = sorted(waited(calendar, row["filed_at"], row["closed_at"], unit) for row in rows)
    half, most = (share(waits, percent) for percent in (50, 90))
    return Observed(slug=process.slug, at=now, count=len(waits), unit=unit, half=half, most=most)


def counted_in(unit: str) -> str:
    """A promise in weeks, months or years is measured in days."""
    return "jours" if unit in ("semaines", "mois", "ans") else unit


def waited(calendar: Calendar, filed_at: datetime, closed_at: datetime, unit: str) -> int:
    """How many whole units from the request to its end, begun ones included; the day of filing is day 0."""
    if unit not in LENGTHS:
        return max(0, calendar.count(calendar.day_of(filed_at), calendar.day_of(closed_at), unit))
    spent = calendar.worked(filed_at, closed_at) if unit == "heures-ouvrees" else closed_at - filed_at
    return max(0, math.ceil(spent / LENGTHS[unit]))


def share(waits: Sequence[int], percent: int) -> int:
    """The wait that this share of the cases did not exceed: one that really happened, never an average of two."""
    return waits[math.ceil(len(waits) * percent / 100) - 1] if waits else 0


async def observed(process: Process) -> Observed | None:
    """What may be told of a démarche; None while there are too few cases."""
    row = await Observed.get_or_none(slug=process.slug)
    return row if row is not None and row.count >= ENOUGH else None
