"""Inside a service, a new case goes to its référents, to the next in turn, or to whoever has least to do."""

import asyncio
from dataclasses import replace

import pytest

from engine.acts import signin
from engine.records import Case, Event, Notice
from tests import town

TEAM = ("louise", "hugo", "awa")


def sharing(office, how, members=TEAM):
    unit = replace(office.city.units["voirie"], dispatch=how, members=members)
    office.city = replace(office.city, units={**office.city.units, "voirie": unit})


async def cases(office, now, number):
    return [await town.case(office, now) for _ in range(number)]


async def test_by_default_the_case_is_nobodys_and_the_referent_is_told(office, now):
    (case,) = await cases(office, now, 1)
    assert case.assignee == ""
    assert (await Notice.get(case_id=case.reference, occasion="nouveau-dossier")).recipient_name == "Louise Martin"


async def test_in_turn_each_person_gets_one_case_then_the_first_again(office, now):
    sharing(office, "tour-de-role")
    assert [case.assignee for case in await cases(office, now, 4)] == ["louise", "hugo", "awa", "louise"]


async def test_the_person_entrusted_is_told_and_the_journal_says_why(office, now):
    sharing(office, "tour-de-role", ("hugo",))
    (case,) = await cases(office, now, 1)
    assert (await Notice.get(case_id=case.reference, occasion="nouveau-dossier")).recipient_name == "Hugo Nguyen"
    event = await Event.get(case_id=case.reference, kind="confie")
    assert event.text == "C’est son tour dans le service Voirie."
    assert not event.public


async def test_filings_at_the_same_time_never_share_a_turn(office, now):
    sharing(office, "tour-de-role")
    drafts = [await town.draft(office, now) for _ in range(6)]
    found = await asyncio.gather(*(town.submit(office, draft, "web", now) for draft in drafts))
    assert sorted(case.assignee for case in found) == sorted(TEAM * 2)


async def test_whoever_has_the_fewest_open_cases_gets_the_next_one(office, now):
    sharing(office, "charge")
    assert [case.assignee for case in await cases(office, now, 3)] == list(TEAM)
    await Case.filter(assignee="awa").update(state="clos")
    assert [case.assignee for case in await cases(office, now, 1)] == ["awa"]


async def test_a_closed_account_gets_nothing(office, now):
    sharing(office, "tour-de-role")
    await signin.add("hugo", "Hugo Nguyen", "hugo@ville.example", "un long mot de passe", "agent", ["voirie"], now)
    await signin.disable("hugo", now)
    assert {case.assignee for case in await cases(office, now, 4)} == {"louise", "awa"}


async def test_a_service_without_anyone_leaves_the_case_to_its_mailbox(office, now):
    unit = replace(office.city.units["voirie"], dispatch="charge", referent="", deputies=(), members=())
    office.city = replace(office.city, units={"voirie": unit})
    (case,) = await cases(office, now, 1)
    assert case.assignee == ""


@pytest.mark.parametrize("how", ["tour-de-role", "charge"])
async def test_the_way_of_the_demarche_passes_before_that_of_the_service(office, now, how):
    live = office.live["trou"]
    office.put_in_force(live.edition, replace(live.process, dispatch=how))
    (case,) = await cases(office, now, 1)
    assert case.assignee == "louise"
