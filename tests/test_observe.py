"""How long requests have really waited: what is told of a year of closed cases, against the plainest counting."""

import itertools
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.acts import observe
from engine.calendar import Calendar
from engine.duration import Duration
from engine.records import Case, Observed
from tests import town

REFERENCES = itertools.count()
UNITS = ("jours-ouvres", "jours-ouvrables", "jours", "heures", "heures-ouvrees", "mois")


def promising(unit):
    """The démarche of the small town, its answer promised in this unit."""
    deadlines = tuple(replace(one, target=Duration(10, unit)) for one in town.PROCESS.deadlines)
    return replace(town.PROCESS, deadlines=deadlines)


async def close_many(office, now, count, slug="trou", **others):
    """Closed cases over the two years before `now`, at any hour; (filed, closed) of each."""
    chance = random.Random(count)
    edition = office.live["trou"].edition
    rows = []
    for _ in range(count):
        closed = now - timedelta(minutes=chance.randrange(1, 2 * 365 * 24 * 60))
        filed = closed - timedelta(minutes=chance.randrange(0, 60 * 24 * 60))
        rows.append(
            Case(
                **{
                    "reference": f"26-{next(REFERENCES):07}",
                    "slug": slug,
                    "edition_id": edition.id,
                    "unit": "voirie",
                    "state": "clos",
                    "answers": {},
                    "channel": "web",
                    "contact_mode": "courriel",
                    "route_position": 1,
                    "route_reason": "",
                    "filed_at": filed,
                    "closed_at": closed,
                    **others,
                }
            )
        )
    await Case.bulk_create(rows)
    return [(row.filed_at, row.closed_at) for row in rows]


def plainly(calendar, filed, closed, unit):
    """Day after day, minute after minute: slow, and sure."""
    if unit.startswith("heures"):
        instant, minutes = filed, 0
        while instant < closed:
            minutes += unit == "heures" or calendar.is_open(instant)
            instant += timedelta(minutes=1)
        return -(-minutes // 60)
    day, last, days = calendar.day_of(filed), calendar.day_of(closed), 0
    while day < last:
        day += timedelta(days=1)
        days += unit in ("jours", "mois") or calendar.is_working(day, unit)
    return days


def not_exceeded_by(waits, percent):
    return min(wait for wait in waits if sum(one <= wait for one in waits) * 100 >= percent * len(waits))


@pytest.mark.parametrize("unit", UNITS)
async def test_the_figures_are_those_of_the_plainest_counting(store, settings, now, unit):
    count = 25 if unit.startswith("heures") else 80
    process = promising(unit)
    office = await town.office(settings, now, process=process)
    cases = await close_many(office, now, count)
    told = await observe.measure(process, office.calendar, now)
    year = [(filed, closed) for filed, closed in cases if closed > now - timedelta(days=365)]
    waits = [plainly(office.calendar, *one, unit) for one in year]
    assert told.count == len(year) > 5
    assert (told.half, told.most) == (not_exceeded_by(waits, 50), not_exceeded_by(waits, 90))
    assert told.unit == ("jours" if unit == "mois" else unit)


async def test_only_answers_of_this_demarche_count(office, now):
    await close_many(office, now, 30, slug="autre")
    await close_many(office, now, 30, outcome="retire")
    await close_many(office, now, 30, state="en-cours", closed_at=None)
    told = await observe.measure(office.live["trou"].process, office.calendar, now)
    assert (told.count, told.half, told.most) == (0, 0, 0)


async def test_a_demarche_is_measured_once_a_day(office, now):
    await close_many(office, now, 100)
    assert await observe.observe(office, now) == 1
    first = await Observed.get(slug="trou")
    assert await observe.observe(office, now + timedelta(hours=23)) == 0
    assert await observe.observe(office, now + timedelta(hours=25)) == 1
    again = await Observed.get(slug="trou")
    assert (again.at - first.at, await Observed.all().count()) == (timedelta(hours=25), 1)


async def test_two_workers_measuring_together_leave_one_row(office, now):
    await close_many(office, now, 40)
    process = office.live["trou"].process
    for _ in range(2):
        row = await observe.measure(process, office.calendar, now)
        await Observed.bulk_create([row], on_conflict=["slug"], update_fields=observe.UPDATED)
    assert await Observed.all().count() == 1


@pytest.mark.parametrize(("count", "told"), [(19, False), (20, True)])
async def test_too_few_cases_say_nothing(office, now, count, told):
    await close_many(office, now, count, closed_at=now - timedelta(days=1), filed_at=now - timedelta(days=8))
    await observe.observe(office, now)
    found = await observe.observed(office.live["trou"].process)
    assert (found is not None) == told


async def test_what_cannot_be_measured_stops_nothing(office, now, monkeypatch, caplog):
    def broken(*_):
        raise ValueError("no calendar")

    await close_many(office, now, 5, closed_at=now - timedelta(days=1), filed_at=now - timedelta(days=8))
    monkeypatch.setattr(observe, "waited", broken)
    assert await observe.observe(office, now) == 0
    assert "trou cannot be measured" in caplog.text


def test_a_case_closed_the_day_it_came_waited_no_day(now):
    assert observe.waited(Calendar(), now, now + timedelta(minutes=5), "jours-ouvres") == 0
