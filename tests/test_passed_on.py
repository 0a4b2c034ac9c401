"""A case passed on to another service: that service gives it to its people as it does with a new one."""

import asyncio
from dataclasses import replace

import pytest

from engine.acts import move, play
from engine.acts.filled import Filled
from engine.errors import NotAllowed
from engine.records import Case, Event, Notice
from tests import town

TEAM = ("pierre", "nadia")


@pytest.fixture
async def louise(store, now):
    return await town.agent(now)


def sharing(office, how, members=TEAM):
    unit = replace(office.city.units["proprete"], dispatch=how, members=members)
    office.city = replace(office.city, units={**office.city.units, "proprete": unit})


async def passed_on(office, now, louise):
    return await move.transfer(office, await town.case(office, now), louise, "proprete", "C’est à vous.", now)


async def test_by_default_it_is_nobodys_and_the_referent_is_told(office, now, louise):
    case = await passed_on(office, now, louise)
    assert (case.unit, case.assignee) == ("proprete", "")
    told = await Notice.filter(case_id=case.reference, occasion="nouveau-dossier").order_by("id")
    assert told[-1].recipient_name == "Pierre Lacoste"
    assert not await Event.exists(case_id=case.reference, kind="confie")


async def test_in_turn_each_person_of_the_other_service_gets_one(office, now, louise):
    sharing(office, "tour-de-role")
    assert [(await passed_on(office, now, louise)).assignee for _ in range(3)] == ["pierre", "nadia", "pierre"]


async def test_whoever_has_the_fewest_open_cases_gets_it_and_is_told_why(office, now, louise):
    sharing(office, "charge")
    first, second = [await passed_on(office, now, louise) for _ in range(2)]
    assert [first.assignee, second.assignee] == list(TEAM)
    told = await Notice.filter(case_id=second.reference, occasion="nouveau-dossier").order_by("id")
    assert told[-1].recipient_name == "Nadia Roux"
    event = await Event.get(case_id=second.reference, kind="confie")
    assert event.text == "C’est la personne du service Propreté qui a le moins de dossiers ouverts."
    kinds = list(await Event.filter(case_id=second.reference).order_by("id").values_list("kind", flat=True))
    assert kinds.index("transfere") < kinds.index("confie")
    assert not event.public


async def test_cases_passed_on_at_the_same_time_never_share_a_turn(office, now, louise):
    sharing(office, "tour-de-role")
    cases = [await town.case(office, now) for _ in range(6)]
    found = await asyncio.gather(
        *(move.transfer(office, case, louise, "proprete", "C’est à vous.", now) for case in cases)
    )
    assert sorted(case.assignee for case in found) == sorted(TEAM * 3)


async def test_a_case_changed_meanwhile_takes_no_turn(office, now, louise):
    sharing(office, "tour-de-role")
    case = await town.case(office, now)
    seen = await Case.get(reference=case.reference)
    await move.take(office, case, louise, now)
    with pytest.raises(NotAllowed, match="vient de changer"):
        await play.act(office, seen, louise, "transferer", Filled("C’est à vous.", unit="proprete"), now)
    assert (await passed_on(office, now, louise)).assignee == "pierre"
