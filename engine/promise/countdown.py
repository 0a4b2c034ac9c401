"""A target consumed since the filing and stopped by pauses: the arithmetic under a promise.

Pure; knows neither rungs nor the words of a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

from engine.calendar import ONE_DAY, Calendar, utc
from engine.definition.process import Deadline
from engine.duration import Duration, counted


@dataclass(frozen=True)
class Pause:
    """A time when a clock may be stopped; `until` is None while it lasts."""

    reason: str
    since: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "since", utc(self.since))
        if self.until is not None:
            object.__setattr__(self, "until", utc(self.until))
            if self.until < self.since:
                raise ValueError("Une pause ne peut pas finir avant d’avoir commencé.")


Stop = tuple[datetime, datetime | None]
"""Pauses that touch or overlap, as one."""
Position = Any
"""A date in days, where it means the end of that day; an instant in time."""
Amount = Any
"""A number of days, or a length of time."""


class Scale(Protocol):
    """How a target is consumed: in days or in time. Countdown is the same for both."""

    @property
    def unit(self) -> str:
        """The unit counted; `jours` for weeks, months and years."""

    def start(self, instant: datetime) -> Position:
        """Where counting begins."""

    def position(self, instant: datetime) -> Position:
        """Where a running clock stands at that instant."""

    def total(self, start: Position) -> Amount:
        """The whole target, counted from there."""

    def share(self, total: Amount, percent: int) -> Amount:
        """A part of it."""

    def count(self, start: Position, end: Position) -> Amount:
        """What a running clock consumes between two positions."""

    def move(self, start: Position, amount: Amount) -> Position:
        """Where a running clock has consumed that much."""

    def end(self, position: Position) -> datetime:
        """The first instant that is past the position."""

    def decided(self, position: Position) -> datetime:
        """When something is done about reaching the position."""

    def days(self, start: Position, end: Position) -> tuple[date, date]:
        """The days between two positions, the first one excluded."""

    def say(self, amount: Amount) -> str:
        """The amount in French."""


@dataclass(frozen=True)
class Days:
    calendar: Calendar
    target: Duration

    @property
    def unit(self) -> str:
        return self.target.unit if self.target.unit.startswith("jours-") else "jours"

    def start(self, instant: datetime) -> date:
        return self.calendar.day_of(instant)

    def position(self, instant: datetime) -> date:
        return self.calendar.day_of(instant) - ONE_DAY

    def total(self, start: date) -> int:
        return self.calendar.count(start, self.calendar.add(start, self.target), self.unit)

    def share(self, total: int, percent: int) -> int:
        return -(-total * percent // 100)

    def count(self, start: date, end: date) -> int:
        return self.calendar.count(start, end, self.unit)

    def move(self, start: date, amount: int) -> date:
        return self.calendar.move(start, amount, self.unit)

    def end(self, position: date) -> datetime:
        return self.calendar.end_of_day(position)

    def decided(self, position: date) -> datetime:
        return first_opening(self.calendar, position)

    def days(self, start: date, end: date) -> tuple[date, date]:
        return start, end

    def say(self, amount: int) -> str:
        return counted(amount, self.unit)


@dataclass(frozen=True)
class Time:
    calendar: Calendar
    target: Duration

    @property
    def unit(self) -> str:
        return self.target.unit

    def start(self, instant: datetime) -> datetime:
        return instant

    def position(self, instant: datetime) -> datetime:
        return instant

    def total(self, start: datetime) -> timedelta:
        return self.target.length

    def share(self, total: timedelta, percent: int) -> timedelta:
        return total * percent / 100

    def count(self, start: datetime, end: datetime) -> timedelta:
        return self.calendar.worked(start, end) if self.unit == "heures-ouvrees" else end - start

    def move(self, start: datetime, amount: timedelta) -> datetime:
        return later(self.calendar, start, amount, self.unit)

    def end(self, position: datetime) -> datetime:
        return position

    def decided(self, position: datetime) -> datetime:
        return position

    def days(self, start: datetime, end: datetime) -> tuple[date, date]:
        return self.calendar.day_of(start) - ONE_DAY, self.calendar.day_of(end)

    def say(self, amount: timedelta) -> str:
        hours, minutes = divmod(amount // timedelta(minutes=1), 60)
        parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
        return " ".join(parts) or "moins d’une minute"


class Countdown:
    """Where counting begins, where the clock stops, where the target is reached."""

    def __init__(self, deadline: Deadline, calendar: Calendar, filed_at: datetime, pauses: Iterable[Pause]):
        self.deadline, self.calendar, self.filed_at = deadline, calendar, utc(filed_at)
        self.scale = _scale(calendar, deadline.target)
        self.pauses = sorted((pause for pause in pauses if self._matters(pause)), key=_order)
        stops = _union(self.pauses, self.filed_at)
        self.suspended_at = stops[-1][0] if stops and stops[-1][1] is None else None
        self.begins, stops = self._restarts(stops) if deadline.restarts else ([self.filed_at], stops)
        """The filing, then every instant from which counting started again."""
        self.start = self.scale.start(self.begins[-1])
        self.total = self.scale.total(self.start)
        self.stops = list(self._positions(stops))

    def _matters(self, pause: Pause) -> bool:
        over = pause.until is not None and pause.until <= self.filed_at
        return pause.reason in self.deadline.pauses and pause.until != pause.since and not over

    def _restarts(self, stops: list[Stop]) -> tuple[list[datetime], list[Stop]]:
        """What each stop that comes in time does when it ends, and the last one if it does not."""
        begins = [self.filed_at]
        for since, until in stops:
            if self.undisturbed(begins[-1]) <= since:
                break
            if until is None:
                return begins, [(since, until)]
            begins.append(until)
        return begins, []

    def _positions(self, stops: list[Stop]) -> Iterator[tuple[Position, Position | None]]:
        """Where the clock stops and where it runs again; a stop that covers nothing disappears."""
        for since, until in stops:
            first = max(self.scale.position(since), self.start)
            last = self.scale.position(until) if until else None
            if last is None or first < last:
                yield first, last

    def undisturbed(self, begin: datetime) -> datetime:
        """When a target counted from there would be due if nothing stopped the clock."""
        start = self.scale.start(begin)
        return self.scale.end(self.scale.move(start, self.scale.total(start)))

    def reach(self, amount: Amount) -> Position | None:
        """Where that much is consumed; None if the clock stands before it."""
        position, left = self.start, amount
        for first, last in self.stops:
            running = self.scale.count(position, first)
            if left <= running:
                break
            if last is None:
                return None
            position, left = last, left - running
        return self.scale.move(position, left)

    def share(self, percent: int) -> datetime | None:
        """When a share of the target is consumed."""
        position = self.reach(self.scale.share(self.total, percent))
        return None if position is None else self.scale.decided(position)

    def runs(self) -> Iterator[tuple[Position, Position]]:
        """The stretches on which the clock runs, up to the target or to the stop that still lasts."""
        position = self.start
        for first, last in self.stops:
            if self.due is not None and self.due <= first:
                break
            yield position, first
            if last is None:
                return
            position = last
        yield position, self.due

    @cached_property
    def due(self) -> Position | None:
        return self.reach(self.total)

    @cached_property
    def due_at(self) -> datetime | None:
        return None if self.due is None else self.scale.end(self.due)

    @cached_property
    def due_on(self) -> date | None:
        return None if self.due_at is None else self.calendar.day_of(self.due_at - timedelta.resolution)


def _scale(calendar: Calendar, target: Duration) -> Scale:
    return Time(calendar, target) if target.exact else Days(calendar, target)


def _order(pause: Pause) -> tuple[datetime, bool, datetime, str]:
    return pause.since, pause.until is None, pause.until or pause.since, pause.reason


def _union(pauses: Iterable[Pause], filed_at: datetime) -> list[Stop]:
    """The time since the filing that is covered by pauses, given by order of beginning."""
    stops: list[Stop] = []
    for pause in pauses:
        since, until = max(pause.since, filed_at), pause.until
        if stops and (stops[-1][1] is None or since <= stops[-1][1]):
            since, over = stops.pop()
            until = None if over is None or until is None else max(over, until)
        stops.append((since, until))
    return stops


def later(calendar: Calendar, instant: datetime, length: timedelta, unit: str) -> datetime:
    return calendar.work(instant, length) if unit == "heures-ouvrees" else instant + length


def first_opening(calendar: Calendar, day: date) -> datetime:
    """When the city opens on that day; its first instant if it stays closed."""
    opening = calendar.opening(day)
    return opening[0][0] if opening else calendar.start_of_day(day)
