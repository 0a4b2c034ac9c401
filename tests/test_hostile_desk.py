"""At the desk, what a form of ours never sends: another service's case, an action out of its time, forged fields, the
same form twice or at once. A case moves once, by those who may move it."""

import asyncio

import pytest

from engine.definition.city_cycle import cycle_of
from engine.records import Case, Event
from tests.clerk import file, hire, sign_in
from tests.conftest import browser
from tests.robot import Robot
from tests.test_steps_on_screen import REMOVAL, SLUG

SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def office(app):
    return app.state.office


@pytest.fixture
async def case(office, hours):
    process = office.live[SLUG].process
    rank = next(index for index, one in enumerate(process.scenarios) if one.name == REMOVAL)
    return await file(office, SLUG, rank, hours())


@pytest.fixture
async def david(robot, hours):
    await hire("david-sanchez", "stationnement", at=hours())
    return await sign_in(robot, "david-sanchez")


def actions(office):
    steps = cycle_of(office.live[SLUG].process).steps.values()
    return sorted({name for step in steps for name in step.actions})


async def form(case, **more):
    last = await Event.filter(case_id=case.reference).order_by("-id").first()
    return {"version": str(case.version), "journal": str(last.id), **more}


async def test_an_agent_of_another_service_finds_no_case_whatever_the_address(app, office, case, hours):
    await hire("eve", "education", at=hours())
    async with browser(app) as client:
        await sign_in(Robot(client), "eve")
        road = f"/agents/dossiers/{case.reference}"
        assert (await client.get(road)).status_code == 404
        for name in [*actions(office), "inconnue", "%00", "../connexion"]:
            sent = await form(case, **{f"{name}-texte": "Bonjour", f"{name}-service": "education"})
            answered = await client.post(f"{road}/{name}", data=sent, headers=SAME)
            assert answered.status_code in (404, 405), name
            assert case.contact_name not in answered.text
    kept = await Case.get(reference=case.reference)
    assert (kept.version, kept.step, kept.unit) == (case.version, case.step, case.unit)


async def test_an_action_out_of_its_time_changes_nothing(david, office, case):
    now_possible = cycle_of(office.live[SLUG].process).step(case.step).actions
    for name in actions(office):
        if name in now_possible:
            continue
        answered = await david.client.post(
            f"/agents/dossiers/{case.reference}/{name}", data=await form(case, **{f"{name}-texte": "x"}), headers=SAME
        )
        assert answered.status_code in (404, 409, 422), name
    assert (await Case.get(reference=case.reference)).step == case.step


@pytest.mark.parametrize(
    "forged",
    [
        {"version": "9" * 400, "journal": "-1"},
        {"version": "", "journal": "9" * 15},
        {"version": "٣", "journal": "x\0"},
        {"instruire-vers": "refusee", "etape": "refusee", "unit": "education", "assignee": "eve", "version": "0"},
    ],
    ids=["huge", "empty", "other script", "other fields"],
)
async def test_forged_fields_neither_break_nor_choose(david, case, forged):
    answered = await david.client.post(
        f"/agents/dossiers/{case.reference}/instruire", data={**await form(case), **forged}, headers=SAME
    )
    assert answered.status_code < 500
    kept = await Case.get(reference=case.reference)
    assert kept.unit == case.unit
    assert kept.step != "refusee"
    assert kept.assignee in (case.assignee, "david-sanchez")


async def test_the_same_form_sent_many_times_at_once_moves_the_case_once(david, case):
    sent = await form(case)
    road = f"/agents/dossiers/{case.reference}/instruire"
    answers = await asyncio.gather(*(david.client.post(road, data=sent, headers=SAME) for _ in range(5)))
    assert all(answered.status_code < 500 for answered in answers)
    kept = await Case.get(reference=case.reference)
    assert kept.version == case.version + 1
    assert await Event.filter(case_id=case.reference, kind="etape").count() <= 1


async def test_a_question_not_asked_is_not_kept_and_markup_is_only_words(david, case):
    await david.client.post(f"/agents/dossiers/{case.reference}/instruire", data=await form(case), headers=SAME)
    case = await Case.get(reference=case.reference)
    evil = "<script>alert(1)</script>{{ 7*7 }}"
    sent = await form(
        case,
        **{
            "rendre-avis-passage": "90",
            "rendre-avis-avis": "reserve",
            "posees-page": "rendre-avis-reserves",
            "rendre-avis-reserves": evil,
            "rendre-avis-inconnue": evil,
            "rendre-avis-texte": evil,
        },
    )
    answered = await david.client.post(f"/agents/dossiers/{case.reference}/rendre-avis", data=sent, headers=SAME)
    assert "<script>alert" not in answered.text
    kept = await Case.get(reference=case.reference)
    assert set(kept.agent_answers) <= {"passage", "avis", "reserves"}
    assert kept.agent_answers.get("reserves") == evil
    page = await david.client.get(f"/agents/dossiers/{case.reference}")
    assert "<script>alert" not in page.text
    assert "inconnue" not in kept.agent_answers


async def test_a_word_with_the_character_that_databases_refuse_is_written_without_it(david, case):
    sent = await form(case, **{"noter-texte": "Rap\0pelé"})
    answered = await david.client.post(f"/agents/dossiers/{case.reference}/noter", data=sent, headers=SAME)
    assert answered.status_code == 200
    note = await Event.filter(case_id=case.reference, kind="note").first()
    assert "Rappelé" in (note.text, note.data.get("interne"))
