"""Working days, closures and opening hours: what a duration lasts in one city.

Pure: never reads the clock, knows no démarche. A day is a local date;
an instant is an aware datetime: any zone comes in, UTC goes out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.duration import UNITS, Duration
from engine.french import DAYS
from engine.holiday import ONE_DAY, holidays

WEEKDAYS: Mapping[str, Collection[int]] = {"jours-ouvres": range(5), "jours-ouvrables": range(6)}
WITH_CLOSURES = {"jours-ouvres", "heures-ouvrees"}
WITH_HOLIDAYS = {*WITH_CLOSURES, "jours-ouvrables"}
FIXED_DAYS = {"jours": 1, "semaines": 7}
MONTHS = {"mois": 1, "ans": 12}


class _WorkingDays(NamedTuple):
    """The working days of some whole years, as ordinals, and how many come before each day of these years."""

    first: int
    last: int
    before: list[int]
    ordinals: list[int]


class _OpenTime(NamedTuple):
    """How long the city has been open, since the first of some whole years, before each day of them."""

    first: int
    last: int
    before: list[timedelta]


Interval = tuple[datetime, datetime]


class Calendar:
    """The days and hours of a city. Immutable; its tables are compiled at need and cover any year.

    - *jours ouvrés*: Monday to Friday, less the public holidays and the closures of the city;
    - *jours ouvrables*: Monday to Saturday, less the public holidays (a closure of the city still counts);
    - *heures ouvrées*: `hours`, except on public holidays and closures.

    `closures` gives the reason of each closed day; `hours` the opening intervals by weekday (0 is Monday).
    Public holidays are always computed: a list of dates would expire.
    """

    def __init__(
        self,
        closures: Mapping[date, str] | Iterable[date] = (),
        hours: Mapping[int, Iterable[tuple[time, time]]] | None = None,
        alsace_moselle: bool = False,
        zone: str = "Europe/Paris",
    ):
        named = closures if isinstance(closures, Mapping) else dict.fromkeys(closures, "")
        reasons = {day: reason or "fermeture" for day, reason in sorted(named.items())}
        self.closures = MappingProxyType(reasons)
        self.hours = MappingProxyType(_checked_hours(hours or {}))
        self.alsace_moselle = alsace_moselle
        self.zone = _zone(zone)
        self._working: dict[str, _WorkingDays] = {}
        self._open: _OpenTime | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self._facts() == other._facts()

    def _facts(self) -> tuple[object, ...]:
        return dict(self.closures), dict(self.hours), self.alsace_moselle, self.zone

    # Days

    def is_working(self, day: date, unit: str = "jours-ouvres") -> bool:
        """True when that day counts in `unit`; every day counts in calendar units."""
        return self._in_week(day, unit) and not self._day_off(day, unit)

    def why_not_working(self, day: date, unit: str = "jours-ouvres") -> str:
        """« samedi », « Ascension », the reason of a closure, or "" when the day counts."""
        return self._day_off(day, unit) if self._in_week(day, unit) else DAYS[day.weekday()]

    def exceptions(self, start: date, end: date, unit: str = "jours-ouvres") -> list[tuple[date, str]]:
        """Days after `start` up to `end` that would count but for a holiday or a closure, with the reason."""
        off = self._days_off(unit, range(start.year, end.year + 1))
        return [(day, off[day]) for day in sorted(off) if start < day <= end and self._in_week(day, unit)]

    def _in_week(self, day: date, unit: str) -> bool:
        """True when such a day of the week counts, holidays and closures apart."""
        weekdays = self.hours if unit == "heures-ouvrees" else WEEKDAYS.get(unit)
        return weekdays is None or day.weekday() in weekdays

    def _day_off(self, day: date, unit: str) -> str:
        """The holiday or the closure of that day; a holiday inside a closure keeps its own name."""
        holiday = holidays(day.year, self.alsace_moselle).get(day, "") if unit in WITH_HOLIDAYS else ""
        return holiday or (self.closures.get(day, "") if unit in WITH_CLOSURES else "")

    def _days_off(self, unit: str, years: range) -> dict[date, str]:
        """Every holiday and closure of these years, whatever the day of the week."""
        if unit not in WITH_HOLIDAYS:
            return {}
        off = dict(self.closures) if unit in WITH_CLOSURES else {}
        for year in years:
            off |= holidays(year, self.alsace_moselle)
        return off

    def add(self, day: date, duration: Duration) -> date:
        """The last day of a delay that begins on `day`, day 0."""
        return self.move(day, duration.amount, duration.unit)

    def subtract(self, day: date, duration: Duration) -> date:
        """The day from which the delay would end on `day`, the other way round."""
        return self.move(day, -duration.amount, duration.unit)

    def move(self, day: date, amount: int, unit: str) -> date:
        """The day `amount` units after `day`, or before it when negative; `day` itself is never counted.

        Months keep the number of the day, or take the last day of a shorter month.
        """
        if unit in WEEKDAYS:
            return self._move_working(day, amount, unit)
        if unit in FIXED_DAYS:
            return day + timedelta(days=amount * FIXED_DAYS[unit])
        if unit in MONTHS:
            return _same_day_number(day, amount * MONTHS[unit])
        words = UNITS[unit].plural
        raise ValueError(f"Les {words} se comptent depuis une heure précise, pas depuis un jour.")

    def count(self, start: date, end: date, unit: str = "jours-ouvres") -> int:
        """How many days count in `unit` after `start` and up to `end`; negative when `end` comes first."""
        if unit == "jours":
            return (end - start).days
        before, after = start.toordinal(), end.toordinal()
        table = self._table(unit, min(before, after), max(before, after))
        return table.before[after - table.first + 1] - table.before[before - table.first + 1]

    def _move_working(self, day: date, amount: int, unit: str) -> date:
        if amount == 0:
            return day
        ordinal, forward = day.toordinal(), amount > 0
        table = self._table(unit, ordinal, ordinal)
        while True:
            rank = table.before[ordinal - table.first + forward] + amount - forward
            if 0 <= rank < len(table.ordinals):
                return date.fromordinal(table.ordinals[rank])
            table = self._table(unit, table.first - (not forward), table.last + forward)

    def _table(self, unit: str, first: int, last: int) -> _WorkingDays:
        """Grown when needed. A new table replaces the old one at once, so threads may share the calendar."""
        table = self._working.get(unit)
        if table is None or first < table.first or last > table.last:
            table = self._compile(unit, *_whole_years(first, last, *(table[:2] if table else ())))
            self._working[unit] = table
        return table

    def _compile(self, unit: str, first: int, last: int) -> _WorkingDays:
        years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
        off = {day.toordinal() for day in self._days_off(unit, years)}
        span, weekdays = range(first, last + 1), WEEKDAYS[unit]
        # Ordinal 1 is a Monday.
        works = [(ordinal - 1) % 7 in weekdays and ordinal not in off for ordinal in span]
        ordinals = [ordinal for ordinal, counts in zip(span, works, strict=True) if counts]
        return _WorkingDays(first, last, list(accumulate(works, initial=0)), ordinals)

    # Hours

    def local(self, instant: datetime) -> datetime:
        return utc(instant).astimezone(self.zone)

    def day_of(self, instant: datetime) -> date:
        return self.local(instant).date()

    def start_of_day(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)

    def end_of_day(self, day: date) -> datetime:
        """The midnight that ends `day`; the day itself is over at that instant."""
        return self.start_of_day(day + ONE_DAY)

    def opening(self, day: date) -> tuple[Interval, ...]:
        """When the city is open on that day; nothing on a holiday, a closure, or a day without hours."""
        return tuple(self._opening(day)) if self.is_working(day, "heures-ouvrees") else ()

    def _opening(self, day: date) -> Iterator[Interval]:
        """A local time that the change of clocks skips never makes an interval overlap the one before it."""
        over = self.start_of_day(day)
        for opens, closes in self.hours[day.weekday()]:
            start = max(over, datetime.combine(day, opens, self.zone).astimezone(UTC))
            over = max(over, datetime.combine(day, closes, self.zone).astimezone(UTC))
            if start < over:
                yield start, over

    def is_open(self, instant: datetime) -> bool:
        return any(start <= instant < end for start, end in self.opening(self.day_of(instant)))

    def next_opening(self, instant: datetime) -> datetime:
        """`instant` when the city is open then, otherwise the next time it opens."""
        self._require_hours()
        instant, day = utc(instant), self.day_of(instant)
        while True:
            for start, end in self.opening(day):
                if instant < end:
                    return max(instant, start)
            day += ONE_DAY

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """How long the city was open between two instants; negative when `end` comes first."""
        before, after = self.day_of(start).toordinal(), self.day_of(end).toordinal()
        table = self._open_time(min(before, after), max(before, after))
        return self._open_before(table, end) - self._open_before(table, start)

    def work(self, instant: datetime, length: timedelta) -> datetime:
        """The first instant by which the city has been open that long since `instant`.

        With a negative length, the last instant from which it is still open that long before `instant`.
        """
        self._require_hours()
        if not length:
            return utc(instant)
        forward = length > timedelta()
        search = bisect_left if forward else bisect_right
        ordinal = self.day_of(instant).toordinal()
        table = self._open_time(ordinal, ordinal)
        while True:
            goal = self._open_before(table, instant) + length
            index = search(table.before, goal)
            if 0 < index < len(table.before):
                day = date.fromordinal(table.first + index - 1)
                return self._within(day, goal - table.before[index - 1], forward)
            table = self._open_time(table.first - (not forward), table.last + forward)

    def _within(self, day: date, length: timedelta, first: bool) -> datetime:
        """The first or the last instant of `day` when it has been open for `length`."""
        for start, end in self.opening(day):
            if length < end - start or (first and length == end - start):
                return start + length
            length -= end - start
        raise AssertionError("the table of open time says that the instant is in this day")

    def _open_before(self, table: _OpenTime, instant: datetime) -> timedelta:
        """Open time from the first day of the table to `instant`."""
        day = self.day_of(instant)
        today = (min(instant, end) - start for start, end in self.opening(day) if start < instant)
        return sum(today, table.before[day.toordinal() - table.first])

    def _open_time(self, first: int, last: int) -> _OpenTime:
        """The table of open time, grown when needed."""
        table = self._open
        if table is None or first < table.first or last > table.last:
            first, last = _whole_years(first, last, *(table[:2] if table else ()))
            self._open = table = _OpenTime(
                first, last, list(accumulate(self._open_lengths(first, last), initial=timedelta()))
            )
        return table

    def _open_lengths(self, first: int, last: int) -> Iterator[timedelta]:
        for ordinal in range(first, last + 1):
            opening = self.opening(date.fromordinal(ordinal))
            yield sum((end - start for start, end in opening), timedelta())

    def _require_hours(self) -> None:
        if not self.hours:
            raise ValueError("La ville n’a aucune heure d’ouverture : indiquez ses horaires, jour par jour.")


def _whole_years(*ordinals: int) -> tuple[int, int]:
    """First and last ordinal of the whole years around some days, with one more year on each side."""
    first = max(1, date.fromordinal(min(ordinals)).year - 1)
    last = min(9999, date.fromordinal(max(ordinals)).year + 1)
    return date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()


def _same_day_number(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first + 31 * ONE_DAY).replace(day=1) - ONE_DAY
    return first.replace(day=min(day.day, last.day))


def utc(instant: datetime) -> datetime:
    """The same instant in UTC, where differences and comparisons ignore the change of clocks.

    Two datetimes of one local zone are compared and subtracted by their wall clock: an hour off twice a year.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant} does not say its zone")
    return instant.astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        example = "écrivez par exemple Europe/Paris"
        raise ValueError(f"« {name} » n’est pas un fuseau horaire : {example}.") from None


def _checked_hours(
    hours: Mapping[int, Iterable[tuple[time, time]]],
) -> dict[int, tuple[tuple[time, time], ...]]:
    """Hours of each weekday that has some. Raises ValueError when intervals are out of order."""
    checked = {weekday: tuple(intervals) for weekday, intervals in sorted(hours.items())}
    for weekday, intervals in checked.items():
        if weekday not in range(7):
            raise ValueError(f"{weekday} n’est pas un jour de la semaine : 0 est lundi, 6 est dimanche.")
        _check_day(DAYS[weekday], intervals)
    return {weekday: intervals for weekday, intervals in checked.items() if intervals}


def _check_day(name: str, intervals: tuple[tuple[time, time], ...]) -> None:
    for start, end in intervals:
        if end <= start:
            raise ValueError(f"Horaires du {name} : {_span(start, end)} finit avant d’avoir commencé.")
    for (start, end), (again, until) in pairwise(intervals):
        if again < end:
            raise ValueError(
                f"Horaires du {name} : {_span(start, end)} et {_span(again, until)} se chevauchent "
                "ou ne sont pas dans l’ordre de la journée."
            )


def _span(start: time, end: time) -> str:
    return f"{start:%H:%M}-{end:%H:%M}"
