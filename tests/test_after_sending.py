"""After sending: how far a request is, what was answered, until when it may be contested, what silence has meant."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.acts import move, play
from engine.acts.filled import Filled
from engine.definition.process import Silence
from engine.duration import Duration
from engine.records import Agent, Notice
from engine.web import told
from engine.web.stages import DONE, HERE, NEXT
from tests import town
from tests.clerk import file, hire

SLUG = "occuper-le-domaine-public"


async def stages(office, case, at):
    return [(one.name or one.kind, one.state) for one in (await told.followed(office, case, at))["stages"]]


async def answered(office, case, at):
    return (await told.followed(office, case, at))["answer"]


@pytest.fixture
async def case(office, now):
    return await town.case(office, now)


async def test_a_request_just_sent_is_received_and_its_answer_has_a_date(office, case, now):
    found = (await told.followed(office, case, now))["stages"]
    assert [(one.kind, one.state) for one in found] == [
        ("sent", DONE),
        ("received", HERE),
        ("studied", NEXT),
        ("answered", NEXT),
    ]
    assert found[-1].on == date(2026, 6, 5)


async def test_a_quiet_step_leaves_neither_its_name_nor_its_date(office, case, now):
    case = await move.take(office, case, await town.agent(now), now + timedelta(days=1))
    found = (await told.followed(office, case, now + timedelta(days=2)))["stages"]
    assert [(one.kind, one.name, one.state, one.on) for one in found][2] == ("studied", "", HERE, None)


async def test_waiting_for_the_person_is_a_stage_while_it_lasts(office, case, now):
    louise = await town.agent(now)
    asked = await move.ask(office, case, louise, "De quelle rue parlez-vous ?", now)
    assert await stages(office, asked, now) == [
        ("sent", DONE),
        ("received", DONE),
        ("awaited", HERE),
        ("studied", NEXT),
        ("answered", NEXT),
    ]
    said = await move.answer(office, asked, "La rue du Lac.", [], now)
    assert ("awaited", HERE) not in await stages(office, said, now)


async def test_a_transfer_changes_the_day_of_reception(office, case, now):
    later = now + timedelta(days=3)
    louise = await town.agent(now)
    case = await move.transfer(office, case, louise, "proprete", "Ce sont des déchets.", later)
    found = (await told.followed(office, case, later))["stages"]
    assert (found[1].kind, found[1].on) == ("received", later)


async def test_the_end_is_the_last_stage(office, case, now):
    case = await move.close(office, case, await town.agent(now), "traite", "C’est réparé.", now)
    assert await stages(office, case, now) == [
        ("sent", DONE),
        ("received", DONE),
        ("studied", DONE),
        ("answered", DONE),
    ]


async def test_the_stages_of_a_demarche_are_those_of_its_life_cycle(app, hours):
    office, rank = app.state.office, 0
    case = await file(office, SLUG, rank, hours())
    to_come = [("À l’étude", NEXT), ("À décider", NEXT), ("answered", NEXT)]
    assert await stages(office, case, hours()) == [("sent", DONE), ("received", HERE), *to_come]
    await hire("paul-tessier", "terrasses", at=hours())
    paul = await Agent.get(login="paul-tessier")
    case = await play.act(office, case, paul, "instruire", Filled(), hours())
    assert (await stages(office, case, hours()))[2:4] == [("À l’étude", HERE), ("À décider", NEXT)]
    filled = Filled(answers={"passage": 90, "avis": "defavorable"})
    case = await play.act(office, case, paul, "rendre-avis", filled, hours())
    found = (await told.followed(office, case, hours()))["stages"]
    assert [(one.name, one.state) for one in found[2:4]] == [("À l’étude", DONE), ("À décider", HERE)]
    assert all(one.on for one in found[:4])
    case = await move.ask(office, case, paul, "Envoyez un plan plus grand.", hours())
    assert (await stages(office, case, hours()))[2:5] == [
        ("À l’étude", DONE),
        ("À décider", DONE),
        ("awaited", HERE),
    ]
    case = await play.citizen(office, case, "retirer", Filled(), hours())
    assert await stages(office, case, hours()) == [
        ("sent", DONE),
        ("received", DONE),
        ("À l’étude", DONE),
        ("À décider", DONE),
        ("answered", DONE),
    ]


async def test_a_request_withdrawn_before_anyone_reads_it_was_not_studied(app, hours):
    office = app.state.office
    case = await play.citizen(office, await file(office, SLUG, 0, hours()), "retirer", Filled(), hours())
    assert await stages(office, case, hours()) == [("sent", DONE), ("received", DONE), ("answered", DONE)]
    assert await answered(office, case, hours()) is None


async def test_an_answer_says_who_gives_it_and_as_what(office, case, now):
    case = await move.close(office, case, await town.agent(now), "refuse", "Cette rue est privée.", now)
    found = await answered(office, case, now)
    assert (found.text, found.agent, found.role) == ("Cette rue est privée.", "Louise Martin", "instructrice")


@pytest.mark.parametrize(
    ("told_on", "until"), [((2026, 5, 14), date(2026, 7, 14)), ((2026, 12, 31), date(2027, 2, 28))]
)
async def test_two_months_to_contest_run_from_the_day_the_answer_left(office, case, now, told_on, until):
    case = await move.close(office, case, await town.agent(now), "refuse", "Cette rue est privée.", now)
    left = now.replace(year=told_on[0], month=told_on[1], day=told_on[2])
    await Notice.filter(case_id=case.reference, occasion="cloture").update(sent_at=left)
    assert (await answered(office, case, now)).contest.until == until
    assert not (await answered(office, case, left)).contest.over
    assert (await answered(office, case, left + timedelta(days=63))).contest.over


async def test_an_answer_that_nobody_handed_over_yet_has_no_last_day(office, now):
    case = await town.case(
        office,
        now,
        mode_contact="telephone",
        telephone={"saisi": "06 12 34 56 78", "e164": "+33612345678"},
        courriel=None,
    )
    case = await move.close(office, case, await town.agent(now), "refuse", "Cette rue est privée.", now)
    assert (await answered(office, case, now)).contest.until is None


async def test_nothing_is_said_of_contesting_what_nobody_would(office, case, now):
    case = await move.close(office, case, await town.agent(now), "traite", "C’est réparé.", now)
    assert (await answered(office, case, now)).contest is None


async def test_silence_refuses_after_its_date_and_gives_time_to_contest(office, case, now):
    assert (await told.followed(office, case, now.replace(month=7, day=13)))["silent"] is None
    found = (await told.followed(office, case, now.replace(month=7, day=14)))["silent"]
    assert (found.accepted, found.since, found.contest.until) == (False, date(2026, 7, 13), date(2026, 9, 13))


async def test_silence_accepts_after_its_date(settings, store, now):
    accepting = replace(town.PROCESS, silence=Silence("acceptation", Duration.parse("2 mois"), "CRPA L231-1"))
    office = await town.office(settings, now, process=accepting)
    case = await town.case(office, now)
    found = (await told.followed(office, case, now.replace(month=7, day=14)))["silent"]
    assert (found.accepted, found.since, found.contest) == (True, date(2026, 7, 13), None)


async def test_nothing_is_said_of_silence_when_something_was_asked(office, case, now):
    louise = await town.agent(now)
    case = await move.ask(office, case, louise, "De quelle rue parlez-vous ?", now)
    case = await move.answer(office, case, "La rue du Lac.", [], now)
    assert (await told.followed(office, case, now.replace(month=9)))["silent"] is None
