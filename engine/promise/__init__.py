"""By when a case must be answered: a deadline laid on dated facts.

Pure and always recomputed from the facts, never incremented: the same facts in any order give the same dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from engine.calendar import Calendar
from engine.definition.process import Deadline, Rung
from engine.duration import Duration
from engine.promise.countdown import Countdown, Pause, first_opening, later
from engine.promise.ledger import Line, ledger

__all__ = ["Line", "Pause", "Promise", "project"]


@dataclass(frozen=True)
class Promise:
    """What a deadline becomes for one case.

    `due_at` is the first instant that is too late (UTC): the end of the last day, or an exact time for hours.
    `due_on` is the last local day to answer. Both are None while an open pause keeps them unknown; `rungs`
    then holds only those settled before that pause.
    """

    due_at: datetime | None
    due_on: date | None
    rungs: tuple[tuple[Rung, datetime], ...]
    _countdown: Countdown = field(repr=False, compare=False)

    @cached_property
    def ledger(self) -> tuple[Line, ...]:
        """« Pourquoi cette date ? », line by line; written only when someone asks."""
        return tuple(ledger(self._countdown))


def project(deadline: Deadline, calendar: Calendar, filed_at: datetime, pauses: Iterable[Pause]) -> Promise:
    """Lays a deadline on the facts of a case.

    **Counting.** The day of filing is day 0. In days, a day is consumed only if the clock runs at its end: a
    pause sets aside the days whose midnight it covers, and none if it ends on the day it began. In hours,
    running time is exact. Weeks, months and years become calendar days first (`2 mois` from 13 May is 61
    days): a pause pushes the date by the calendar days it sets aside. The last day may be a Sunday.

    **Pauses.** Only those whose reason is in `deadline.pauses`; they may overlap. A pause that begins once
    the target is reached changes nothing. With `deadline.restarts`, counting starts again from nothing when
    a pause ends, and that day is the new day 0.

    **Rungs**, none of them before the filing:
    - `50 %` of a target in days: the first opening of the day that consumes this share, rounded up to whole
      days (the 8th of 15 jours ouvrés). Of a target in hours: the exact instant;
    - `3 jours ouvrés avant`, `2 jours après`: the first opening of that day, counted from the due day;
    - `4 heures avant`, `4 heures ouvrées après`: the exact instant, counted from the due instant;
    - `échéance`, `100 %`: the due instant itself.

    On a day without opening hours, the first opening is midnight: a rung says when something is decided,
    delivering it in opening hours comes later.
    """
    countdown = Countdown(deadline, calendar, filed_at, pauses)
    decided = ((rung, _decided(rung, countdown)) for rung in deadline.rungs)
    return Promise(
        due_at=countdown.due_at,
        due_on=countdown.due_on,
        rungs=tuple((rung, max(instant, countdown.filed_at)) for rung, instant in decided if instant),
        _countdown=countdown,
    )


def _decided(rung: Rung, countdown: Countdown) -> datetime | None:
    moment = rung.moment
    if moment.percent is not None and moment.percent < 100:
        return countdown.share(moment.percent)
    if moment.before:
        return _shifted(countdown, moment.before, -1)
    if moment.after:
        return _shifted(countdown, moment.after, 1)
    return countdown.due_at


def _shifted(countdown: Countdown, duration: Duration, way: int) -> datetime | None:
    """The due instant moved by a duration, or the first opening of the due day moved by it."""
    calendar, due_at, due_on = countdown.calendar, countdown.due_at, countdown.due_on
    if due_at is None or due_on is None:
        return None
    if duration.exact:
        return later(calendar, due_at, way * duration.length, duration.unit)
    return first_opening(calendar, calendar.move(due_on, way * duration.amount, duration.unit))
