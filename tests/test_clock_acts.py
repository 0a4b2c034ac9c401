"""Deadlines that come due: each rung fires once, whoever ticks, whatever breaks."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from engine.acts import move
from engine.acts import tick as ticking
from engine.acts.tick import tick
from engine.records import Case, Clock, Event, Notice, Rung
from engine.records.store import open_store
from tests import town

HALFWAY = datetime(2026, 5, 27, 7, tzinfo=UTC)
"""Opening time on the day the eighth of fifteen working days is consumed."""
NEAR = datetime(2026, 6, 2, 7, tzinfo=UTC)
DUE = datetime(2026, 6, 5, 22, tzinfo=UTC)


@pytest.fixture
async def case(office, now):
    return await town.case(office, now)


async def reminders(case):
    found = await Notice.filter(case_id=case.reference, occasion__not_in=["accuse", "nouveau-dossier"])
    return sorted((notice.occasion, notice.recipient.partition("@")[0]) for notice in found)


async def test_nothing_fires_before_its_time(office, case, now):
    assert (await tick(office, HALFWAY - timedelta(seconds=1))).fired == 0
    assert await reminders(case) == []


async def test_the_three_rungs_fire_one_after_the_other(office, case):
    assert (await tick(office, HALFWAY)).fired == 1
    assert await reminders(case) == [("relance", "louise")]
    assert (await tick(office, NEAR)).fired == 1
    assert await reminders(case) == [("relance", "hugo"), ("relance", "louise"), ("relance", "louise")]
    assert (await tick(office, DUE)).fired == 1
    assert ("escalade", "awa") in await reminders(case)
    assert ("retard", "ana") in await reminders(case)
    kinds = [event.kind for event in await case.events.all()]
    assert kinds == ["depose", "oriente", "palier", "palier", "palier", "prevenu"]
    texts = [event.text for event in await case.events.filter(kind="palier")]
    assert texts == [
        "50 % : rappel à Louise Martin.",
        "3 jours ouvrés avant : rappel à Louise Martin, rappel à Hugo Nguyen.",
        "Échéance : alerte à Awa Diallo.",
    ]


async def test_ticking_again_fires_nothing(office, case):
    assert (await tick(office, DUE)).fired == 3
    before = await reminders(case)
    for later in (0, 1, 60, 86_400):
        assert (await tick(office, DUE + timedelta(seconds=later))).fired == 0
    assert await reminders(case) == before


async def test_breach_instants_do_not_move_but_messages_wait_for_opening_hours(office, case):
    await tick(office, DUE)
    warned = await Notice.get(case_id=case.reference, occasion="retard")
    assert warned.next_at == datetime(2026, 6, 8, 7, tzinfo=UTC)  # a Friday at midnight waits for Monday
    rung = await Rung.get(clock_id=f"{case.reference}/reponse", position=3)
    assert (rung.at, rung.fired_at, rung.wake_at) == (DUE, DUE, None)


async def test_two_workers_ticking_at_once_fire_each_rung_once(office, settings, now):
    for _ in range(8):
        await town.case(office, now)

    async def worker():
        async with open_store(settings):
            return await tick(await town.office(settings, now), DUE)

    reports = await asyncio.gather(*(asyncio.create_task(worker()) for _ in range(3)))
    assert sum(report.fired for report in reports) == 24
    assert await Event.filter(kind="palier").count() == 24
    assert await Notice.filter(occasion="retard").count() == 8
    assert await Notice.filter(occasion="escalade").count() == 8


async def test_a_suspended_case_is_left_in_peace_and_fired_rungs_do_not_fire_again(office, case, now):
    agent = await town.agent(now)
    await tick(office, HALFWAY)
    case = await move.ask(
        office, await Case.get(reference=case.reference), agent, "Une photo ?", HALFWAY + timedelta(hours=1)
    )
    assert (await tick(office, DUE + timedelta(days=30))).fired == 0
    case = await move.answer(office, case, "Voilà.", [], DUE + timedelta(days=30))
    assert (await tick(office, DUE + timedelta(days=30))).fired == 0
    rungs = await Rung.filter(clock_id=f"{case.reference}/reponse").order_by("position")
    assert [rung.fired_at is not None for rung in rungs] == [True, False, False]
    assert (await tick(office, DUE + timedelta(days=90))).fired == 2


async def test_a_closed_case_wakes_nobody_and_its_waiting_reminders_are_withdrawn(office, case, now):
    agent = await town.agent(now)
    await tick(office, DUE)
    case = await move.close(office, case, agent, "traite", "Fait.", DUE + timedelta(hours=1))
    assert (await tick(office, DUE + timedelta(days=365))).fired == 0
    waiting = await Notice.filter(case_id=case.reference, next_at__isnull=False)
    assert {notice.occasion for notice in waiting} == {"accuse", "nouveau-dossier", "cloture"}
    assert await Notice.filter(case_id=case.reference, withdrawn_at__isnull=False).count() == 5


async def test_a_case_that_changes_while_a_rung_fires_is_looked_at_again(office, case, now, monkeypatch):
    agent, people = await town.agent(now), ticking.people

    async def meanwhile(office, seen, step):
        monkeypatch.setattr(ticking, "people", people)
        await move.take(office, await Case.get(reference=seen.reference), agent, HALFWAY)
        return await people(office, seen, step)

    monkeypatch.setattr(ticking, "people", meanwhile)
    report = await tick(office, HALFWAY)
    assert (report.fired, report.overtaken) == (0, 1)
    assert (await tick(office, HALFWAY)).fired == 1
    assert await Event.filter(case_id=case.reference, kind="palier").count() == 1


async def test_a_poisoned_rung_is_pushed_an_hour_away_and_the_rest_go_on(office, case, now):
    other = await town.case(office, now)
    await Clock.filter(case_id=case.reference).update(name="inconnu")
    report = await tick(office, HALFWAY)
    assert (report.fired, report.postponed) == (1, 1)
    assert await reminders(other) == [("relance", "louise")]
    rung = await Rung.get(clock_id=f"{case.reference}/reponse", position=1)
    assert (rung.at, rung.wake_at) == (HALFWAY, HALFWAY + timedelta(hours=1))
    assert await Event.filter(case_id=case.reference, kind="incident").count() == 1
    assert (await tick(office, HALFWAY + timedelta(minutes=30))).postponed == 0
    assert (await tick(office, HALFWAY + timedelta(hours=2))).postponed == 1
    assert await Event.filter(case_id=case.reference, kind="incident").count() == 1
    await Clock.filter(case_id=case.reference).update(name="reponse")
    assert (await tick(office, HALFWAY + timedelta(hours=4))).fired == 1


async def test_a_batch_is_bounded_and_takes_the_oldest_first(office, now):
    cases = [await town.case(office, now - timedelta(days=days)) for days in (1, 5, 3)]
    assert (await tick(office, DUE, at_most=1)).fired == 1
    assert await Event.filter(kind="palier", case_id=cases[1].reference).count() == 1
    assert (await tick(office, DUE, at_most=100)).fired == 8


async def test_after_an_outage_everything_due_fires_once_with_what_was_promised(office, case):
    report = await tick(office, DUE + timedelta(days=20))
    assert report.fired == 3
    assert len(await reminders(case)) == 5


async def test_the_agent_who_took_the_case_is_reminded_too(office, case, now):
    await move.take(office, case, await town.agent(now, "hugo"), now)
    await tick(office, HALFWAY)
    assert await reminders(case) == [("relance", "hugo"), ("relance", "louise")]


async def test_a_service_without_responsable_looks_up_the_branch(office, now):
    case = await town.case(office, now)
    boss = await town.agent(now, "nadia", ["direction"], "responsable")
    await move.transfer(office, case, boss, "proprete", "À vous.", now)
    await tick(office, DUE)
    assert ("escalade", "nadia") in await reminders(case)
