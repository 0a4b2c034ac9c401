"""The fictional city: plausible, complete, the same every time."""

from datetime import UTC, datetime

import pytest

from engine.acts.demo import PASSWORD, populate
from engine.acts.office import open_office
from engine.acts.signin import sign_in
from engine.records import Agent, Case, Clock, Document, Event, Notice
from engine.records.store import open_store
from tests.conftest import settings_for

AUTUMN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
async def office(empty_sqlite, tmp_path, catalogue, theme):
    (tmp_path / "parvis.sqlite3").write_bytes(empty_sqlite.read_bytes())
    settings = settings_for(tmp_path, PARVIS_DEMO="oui")
    async with open_store(settings):
        yield await open_office(catalogue, theme, settings, AUTUMN)


async def stories():
    """What happened, references apart."""
    cases = await Case.all().order_by("filed_at")
    events = await Event.all().order_by("at", "id")
    whole = [(case.slug, case.unit, case.state, case.contact_name, case.assignee, case.filed_at) for case in cases]
    return whole, [(event.kind, event.at, event.actor) for event in events]


async def test_the_city_lives_at_every_stage_and_every_demarche(office):
    done = await populate(office, AUTUMN, cases=60)
    assert done.cases == await Case.all().count() == 60
    assert {case.slug for case in await Case.all()} == set(office.live)
    assert {case.state for case in await Case.all()} == {"nouveau", "en-cours", "attente-usager", "clos"}
    told = {event.kind for event in await Event.all()}
    assert {"pris", "precision-demandee", "message-usager", "message-agent", "transfere", "palier", "clos"} <= told
    assert {agent.login for agent in await Agent.all()} == set(office.city.people)
    assert await sign_in("olivier-castaing", PASSWORD, AUTUMN)
    for kept in await Document.all():
        assert (office.settings.documents / kept.storage_name[:2] / kept.storage_name).is_file()


async def test_nothing_of_the_past_is_left_to_happen_and_nothing_is_in_the_future(office):
    await populate(office, AUTUMN, cases=40)
    assert not await Notice.filter(next_at__lte=AUTUMN).exists()
    assert not await Event.filter(at__gt=AUTUMN).exists()
    for clock in await Clock.filter(stopped_at=None).prefetch_related("rungs"):
        assert all(rung.fired_at for rung in clock.rungs if rung.at and rung.at <= AUTUMN)


async def test_people_are_invented_with_numbers_and_addresses_of_nobody(office):
    await populate(office, AUTUMN, cases=40)
    for case in await Case.all():
        assert not case.contact_phone or case.contact_phone.startswith("06 39 98 ")
        assert not case.contact_email or case.contact_email.endswith("@exemple.fr")


async def test_the_same_day_gives_the_same_stories(office, empty_sqlite, tmp_path, catalogue, theme):
    await populate(office, AUTUMN, cases=12)
    first = await stories()
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "parvis.sqlite3").write_bytes(empty_sqlite.read_bytes())
    settings = settings_for(tmp_path / "again", PARVIS_DEMO="oui")
    async with open_store(settings):
        await populate(await open_office(catalogue, theme, settings, AUTUMN), AUTUMN, cases=12)
        assert await stories() == first
