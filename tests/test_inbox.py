"""The inbox as it is read: in the order of what is due, a sheet at a time, at the same cost whatever is behind."""

from datetime import timedelta
from itertools import product

import pytest

from engine.records import Case, Edition, Notice, inbox
from engine.records.case import CLOSED, NEW, ONGOING, WAITING
from engine.records.inbox import MOST, Mark, Wanted

UNITS = frozenset({"voirie", "proprete"})


@pytest.fixture
async def edition(store, now):
    return await Edition.create(slug="trou", fingerprint="f" * 64, sources={}, created_at=now)


def case(edition, now, number, *, due=None, **other):
    return Case(
        **{
            "reference": f"26-AAA-{number:03}",
            "slug": "trou",
            "edition_id": edition.id,
            "unit": "voirie",
            "state": ONGOING,
            "answers": {},
            "channel": "web",
            "contact_mode": "courriel",
            "route_position": 1,
            "route_reason": "",
            "filed_at": now - timedelta(days=40, minutes=number),
            "due_at": None if due is None else now + timedelta(days=due),
        }
        | other
    )


async def every(wanted, now, size):
    """Every reference, sheet after sheet, through the addresses that a browser would follow."""
    found, after = [], None
    while True:
        sheet = await inbox.read(wanted, now, after, size)
        found += [case.reference for case in sheet.cases]
        if sheet.after is None:
            return found
        assert len(sheet.cases) == size
        after = Mark.parse(str(sheet.after))


async def test_what_is_due_comes_first_then_what_has_no_date(edition, now):
    await Case.bulk_create(
        [
            case(edition, now, 1, due=3),
            case(edition, now, 2, state=WAITING),
            case(edition, now, 3, due=-2, unit="proprete"),
            case(edition, now, 4, due=3, unit="proprete", state=NEW),
            case(edition, now, 5, due=-9, state=CLOSED),
            case(edition, now, 6, due=-8, unit="ccas"),
        ]
    )
    assert await every(Wanted(UNITS), now, 25) == ["26-AAA-003", "26-AAA-001", "26-AAA-004", "26-AAA-002"]


@pytest.mark.parametrize("size", [1, 2, 7, 25])
async def test_every_case_is_met_once_whatever_the_size_of_the_sheet(edition, now, size):
    """Many share their date: the reference decides."""
    rows = [
        case(edition, now, number, due=None if number % 7 == 0 else number % 3, unit=unit, state=state)
        for number, (unit, state) in enumerate(product(sorted(UNITS), (NEW, ONGOING, WAITING, ONGOING) * 5))
    ]
    await Case.bulk_create(rows)
    dated = sorted((row.due_at, row.reference) for row in rows if row.due_at)
    undated = sorted((row.filed_at, row.reference) for row in rows if not row.due_at)
    assert await every(Wanted(UNITS), now, size) == [reference for _, reference in [*dated, *undated]]


@pytest.mark.parametrize("size", [2, 25])
async def test_closed_cases_come_latest_first(edition, now, size):
    await Case.bulk_create([case(edition, now, n, due=n % 4, state=CLOSED) for n in range(1, 9)])
    await Case.bulk_create([case(edition, now, 20, state=CLOSED)])
    found = await every(Wanted(UNITS, state=CLOSED), now, size)
    assert found == [f"26-AAA-{n:03}" for n in (7, 3, 6, 2, 5, 1, 8, 4, 20)]


async def test_filters_add_up_and_are_counted_alike(edition, now):
    await Case.bulk_create(
        [
            case(edition, now, 1, due=-1, assignee="louise"),
            case(edition, now, 2, due=-1, slug="tag"),
            case(edition, now, 3, due=2, assignee="louise", state=NEW),
            case(edition, now, 4, due=0, assignee="louise"),  # the instant that is too late is now
            case(edition, now, 5, due=-1, state=CLOSED, assignee="louise", priority="urgente"),
            case(edition, now, 6, due=9, priority="urgente"),
        ]
    )
    expected = {
        Wanted(UNITS, late=True): [1, 2, 4],
        Wanted(UNITS, late=True, assignee="louise"): [1, 4],
        Wanted(UNITS, assignee="louise", state=NEW): [3],
        Wanted(UNITS, slug="tag"): [2],
        Wanted(UNITS, slug="inconnu"): [],
        Wanted(UNITS, urgent=True): [6],
        Wanted(UNITS, urgent=True, late=True): [],
        Wanted(frozenset({"proprete"})): [],
        Wanted(frozenset()): [],
        Wanted(frozenset(), to_do=True): [],
    }
    for wanted, numbers in expected.items():
        assert await every(wanted, now, 2) == [f"26-AAA-{number:03}" for number in numbers], wanted
    assert await inbox.count(list(expected), now) == [len(numbers) for numbers in expected.values()]


async def test_what_the_service_must_still_hand_over_is_found_open_or_closed(edition, now):
    await Case.bulk_create([case(edition, now, n, due=n, state=CLOSED if n == 2 else NEW) for n in range(1, 6)])
    letters = [(1, "lettre", {}), (1, "sms", {}), (2, "appel", {}), (3, "courriel", {})]
    letters += [(4, "lettre", {"sent_at": now}), (5, "lettre", {"withdrawn_at": now})]
    for rank, (number, channel, other) in enumerate(letters):
        await Notice.create(
            key=f"n{rank}",
            case_id=f"26-AAA-{number:03}",
            occasion="accuse",
            audience="usager",
            channel=channel,
            subject="s",
            body="b",
            created_at=now,
            **other,
        )
    wanted = Wanted(UNITS, to_do=True)
    assert await every(wanted, now, 1) == ["26-AAA-001", "26-AAA-002"]
    assert await inbox.count([wanted], now) == [2]
    assert await every(Wanted(UNITS, to_do=True, state=CLOSED), now, 1) == ["26-AAA-002"]


async def test_counting_stops_when_there_are_many(edition, now, monkeypatch):
    monkeypatch.setattr(inbox, "MOST", 3)
    await Case.bulk_create([case(edition, now, n, due=1) for n in range(5)])
    assert await inbox.count([Wanted(UNITS)], now) == [3]
    assert MOST == 1000


@pytest.mark.parametrize("written", ["", "x", "e_", "e_12x_A", "z_12_A", "e_99999999999999999_A", "e_١٢_A"])
def test_a_mark_that_is_not_ours_is_no_mark(written):
    assert Mark.parse(written) is None


def test_a_mark_survives_the_address(now):
    mark = Mark(True, now + timedelta(microseconds=7), "26-AAA-001")
    assert Mark.parse(str(mark)) == mark
