"""How long is left, in words: « reste 3 jours ouvrés », « en retard de 2 jours ouvrés ». Never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine import french
from engine.calendar import Calendar
from engine.duration import counted
from engine.records import Case
from engine.records.case import WAITING

SOON = 3
"""Working days under which a date is close."""
UNIT = "jours-ouvres"


@dataclass(frozen=True)
class Due:
    limit: str
    """The last moment to answer, in words; nothing when there is none."""
    left: str
    level: str = ""
    """`late`, `soon` or nothing."""


def due(case: Case, calendar: Calendar, now: datetime) -> Due:
    if not case.open:
        closed = f"clos le {french.short_date(calendar.day_of(case.closed_at))}" if case.closed_at else "clos"
        return Due("", closed)
    if case.due_at is None:
        return Due("", "délai suspendu" if case.state == WAITING else "sans date limite")
    last = limit(case.due_at, calendar)
    return Due(last, *late(case.due_at, calendar, now) if case.due_at <= now else left(case.due_at, calendar, now))


def limit(due_at: datetime, calendar: Calendar) -> str:
    """The last day, or the exact time when the promise is in hours."""
    local = calendar.local(due_at)
    if due_at == calendar.start_of_day(local.date()):
        return french.short_date(local.date() - timedelta(days=1))
    return f"{french.short_date(local)} à {french.clock_time(local)}"


def late(due_at: datetime, calendar: Calendar, now: datetime) -> tuple[str, str]:
    days = calendar.count(last_day(due_at, calendar), calendar.day_of(now), UNIT)
    return (f"en retard de {counted(days, UNIT)}" if days else "date limite passée"), "late"


def left(due_at: datetime, calendar: Calendar, now: datetime) -> tuple[str, str]:
    last, today = last_day(due_at, calendar), calendar.day_of(now)
    days = calendar.count(today, last, UNIT)
    words = "à finir aujourd’hui" if last == today else f"reste {counted(days, UNIT)}"
    return words, "soon" if days <= SOON else ""


def last_day(due_at: datetime, calendar: Calendar) -> date:
    return calendar.day_of(due_at - timedelta.resolution)
