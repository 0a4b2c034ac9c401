"""Corrections: what the service asks, what the person changes, what both journals, the clocks and the service learn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.acts import correct, demand, move, play, reread
from engine.acts.filled import Filled, Wanted
from engine.amended import Spot
from engine.definition import condition
from engine.definition.process import Route
from engine.errors import NotAllowed
from engine.records import Case, Clock, Correction, Event, Notice
from tests import town

PHONE, NAME, MAIL = "vous:telephone", "vous:nom", "vous:courriel"
OLD, NEW = "06 12 34 56 78", "07 12 34 56 78"
HELD = {"saisi": OLD, "e164": "+33612345678"}


@pytest.fixture
async def louise(office, now):
    return await town.agent(now)


@pytest.fixture
async def case(office, now):
    return await town.case(office, now, telephone=HELD)


async def ask(office, case, agent, now, *wanted, text="", until=None):
    filled = Filled(text, corrections=[Wanted(*one) for one in wanted], until=until)
    return await play.act(office, case, agent, "demander", filled, now)


async def events(case, kind):
    return await Event.filter(case_id=case.reference, kind=kind).order_by("id")


# --- asking


async def test_what_an_agent_ticks_is_kept_with_its_words_and_its_date(office, case, louise, now):
    until = now.date() + timedelta(days=15)
    await ask(office, case, louise, now, (PHONE, "Il manque un chiffre."), (NAME,), until=until)
    kept = await Correction.get(case_id=case.reference)
    assert kept.open
    assert (kept.agent, kept.until, kept.asked_at) == ("louise", until, now)
    assert kept.asked == [
        {"page": "vous", "question": "nom", "note": ""},
        {"page": "vous", "question": "telephone", "note": "Il manque un chiffre."},
    ]  # in the order of the form
    assert case.state == "attente-usager"
    assert (await Clock.get(case_id=case.reference)).suspended
    [event] = await events(case, "precision-demandee")
    assert event.data["corriger"] == kept.asked
    notice = await Notice.get(case_id=case.reference, occasion="demande-precision")
    assert "– Telephone : Il manque un chiffre." in notice.body
    assert "28 mai 2026" in " ".join(notice.body.split())


async def test_words_are_needed_only_when_nothing_is_ticked(office, case, louise, now):
    with pytest.raises(NotAllowed, match="Écrivez"):
        await ask(office, case, louise, now)
    await ask(office, case, louise, now, (PHONE,))


@pytest.mark.parametrize(
    "key", ["vous:inconnue", "ailleurs:telephone", "telephone", "", "vous:telephone:x", "vous/2:telephone"]
)
async def test_what_is_not_a_question_of_this_case_is_not_asked(office, case, louise, now, key):
    await ask(office, case, louise, now, (key,), (PHONE,), text="Merci.")
    assert [one["question"] for one in (await Correction.get(case_id=case.reference)).asked] == ["telephone"]


async def test_what_is_ticked_last_is_what_is_asked(office, case, louise, now):
    case = await ask(office, case, louise, now, (PHONE,))
    case = await ask(office, case, louise, now, (PHONE,), (MAIL,))
    first, second = await Correction.filter(case_id=case.reference).order_by("id")
    assert (first.ended, second.open) == ("remplacee", True)
    await ask(office, case, louise, now, text="Finalement, une seule question.")
    assert await demand.open_one(case) is None


async def test_a_demarche_may_ask_without_boxes(office, now, louise):
    life = play.cycle_of(town.PROCESS)
    steps = {
        id: replace(step, actions={name: replace(one, corrects=False) for name, one in step.actions.items()})
        for id, step in life.steps.items()
    }
    office = await town.office(
        office.settings, now, process=replace(town.PROCESS, cycle=replace(life, steps=steps), fingerprint="9" * 64)
    )
    case = await town.case(office, now)
    with pytest.raises(NotAllowed, match="Écrivez"):
        await ask(office, case, louise, now, (PHONE,))


# --- answering


async def test_what_was_asked_is_corrected_and_the_clock_runs_again(office, case, louise, now):
    case = await ask(office, case, louise, now, (PHONE, "Il manque un chiffre."))
    wanted = await demand.open_one(case)
    later = now + timedelta(days=2)
    result = await correct.correct(office, case, {PHONE: NEW}, later, wanted)
    assert result.holds
    kept = await Case.get(reference=case.reference)
    assert kept.answers["telephone"]["e164"] == "+33712345678"
    assert kept.contact_phone == NEW
    assert (kept.state, kept.step) == ("en-cours", "en-cours")
    assert not (await Clock.get(case_id=case.reference)).suspended
    assert (await Correction.get(id=wanted.id)).ended == "corrigee"
    [event] = await events(case, "corrige")
    assert (event.actor_kind, event.public, event.text) == ("usager", True, "Telephone")
    assert (event.data["before"], event.data["after"]) == (HELD, {"saisi": NEW, "e164": "+33712345678"})
    told = await Notice.get(case_id=case.reference, occasion="correction")
    assert told.recipient == "louise@ville.example"
    assert "– Telephone" in told.body
    assert NEW not in told.body


async def test_one_line_of_the_journal_for_each_answer_that_changes_and_none_for_the_others(office, case, louise, now):
    case = await ask(office, case, louise, now, (PHONE,), (NAME,), (MAIL,))
    typed = {PHONE: NEW, NAME: "Ferreira", MAIL: "ana.ferreira@example.org"}
    await correct.correct(office, case, typed, now, await demand.open_one(case))
    assert [one.data["question"] for one in await events(case, "corrige")] == ["courriel", "telephone"]
    assert (await Case.get(reference=case.reference)).contact_email == "ana.ferreira@example.org"


async def test_confirming_everything_answers_the_demand_too(office, case, louise, now):
    case = await ask(office, case, louise, now, (NAME,))
    await correct.correct(office, case, {NAME: "Ferreira"}, now, await demand.open_one(case))
    assert len(await events(case, "confirme")) == 1
    assert (await Case.get(reference=case.reference)).step == "en-cours"


async def test_what_is_wrong_is_told_and_nothing_changes(office, case, louise, now):
    case = await ask(office, case, louise, now, (PHONE,), (MAIL,))
    typed = {PHONE: NEW, MAIL: "ana sans arobase"}
    result = await correct.correct(office, case, typed, now, await demand.open_one(case))
    assert list(result.errors) == [MAIL]
    kept = await Case.get(reference=case.reference)
    assert (kept.answers["telephone"], kept.version) == (HELD, case.version)
    assert await events(case, "corrige") == []


async def test_sent_twice_is_corrected_once(office, case, louise, now):
    case = await ask(office, case, louise, now, (PHONE,))
    wanted = await demand.open_one(case)
    stale = await Case.get(reference=case.reference)
    await correct.correct(office, case, {PHONE: NEW}, now, wanted)
    with pytest.raises(NotAllowed, match="plus demandées"):
        await correct.correct(office, stale, {PHONE: NEW}, now, wanted)
    assert len(await events(case, "corrige")) == 1


async def test_a_demand_withdrawn_meanwhile_changes_nothing_and_lets_the_case_go_on(office, case, louise, now):
    case = await ask(office, case, louise, now, (PHONE,))
    wanted = await demand.open_one(case)
    await demand.withdraw(office, await Case.get(reference=case.reference), louise, now)
    with pytest.raises(NotAllowed, match="plus demandées"):
        await correct.correct(office, case, {PHONE: NEW}, now, wanted)
    kept = await Case.get(reference=case.reference)
    assert (kept.answers["telephone"], kept.step) == (HELD, "en-cours")
    assert not (await Clock.get(case_id=case.reference)).suspended
    with pytest.raises(NotAllowed, match="plus demandées"):
        await demand.withdraw(office, kept, louise, now)


async def test_an_agent_who_acts_meanwhile_never_makes_a_correction_lost(office, case, louise, now):
    case = await ask(office, case, louise, now, (PHONE,))
    stale = await Case.get(reference=case.reference)
    await move.note(office, case, louise, "Vu.", now)
    await move.reply(office, await Case.get(reference=case.reference), louise, "Bonjour.", now)
    await correct.correct(office, stale, {PHONE: NEW}, now, await demand.open_one(stale))
    assert (await Case.get(reference=case.reference)).contact_phone == NEW


async def test_a_closed_case_is_not_corrected(office, case, louise, now):
    stale = await Case.get(reference=case.reference)
    await move.close(office, case, louise, "traite", "C’est fait.", now)
    with pytest.raises(NotAllowed, match="terminée"):
        await correct.correct(office, case, {PHONE: NEW}, now)
    with pytest.raises(NotAllowed, match="terminée"):
        await correct.correct(office, stale, {PHONE: NEW}, now)
    assert await demand.open_one(case) is None


# --- of their own accord


async def test_the_right_to_make_a_mistake_two_windows_each_keep_theirs(office, case, now):
    one, two = [await Case.get(reference=case.reference) for _ in range(2)]
    await correct.correct(office, one, {PHONE: NEW}, now)
    await correct.correct(office, two, {NAME: "Ferreira Lopes"}, now)
    kept = await Case.get(reference=case.reference)
    assert (kept.answers["telephone"]["saisi"], kept.answers["nom"]) == (NEW, "Ferreira Lopes")
    assert kept.contact_name == "Ana Ferreira Lopes"
    assert kept.state == "nouveau"  # nothing was waited for


async def test_nothing_typed_anew_changes_nothing(office, case, now):
    result = await correct.correct(office, case, {NAME: "Ferreira"}, now)
    assert result.changes == ()
    assert (await Case.get(reference=case.reference)).version == case.version


async def test_a_part_of_what_was_asked_leaves_the_rest_asked(office, case, louise, now):
    case = await ask(office, case, louise, now, (PHONE,), (MAIL,))
    await correct.correct(office, case, {PHONE: NEW}, now)
    left = await demand.open_one(await Case.get(reference=case.reference))
    assert [one.spot for one in demand.asked(left)] == [Spot("vous", "courriel")]
    assert (await Case.get(reference=case.reference)).state == "attente-usager"
    await correct.correct(office, await Case.get(reference=case.reference), {MAIL: "a@example.org"}, now)
    assert (await Case.get(reference=case.reference)).state == "en-cours"


# --- the service


async def test_answers_that_would_go_elsewhere_are_told_and_nothing_moves(office, now, louise):
    when = condition.Compare("nom", "est", ("Lac",), town.PROCESS.question("nom"))
    routes = (Route(1, "proprete", when=when, reason="Le lac."), Route(2, "voirie", reason="Le reste."))
    office = await town.office(office.settings, now, process=replace(town.PROCESS, routes=routes, fingerprint="8" * 64))
    case = await town.case(office, now)
    assert case.unit == "voirie"
    await correct.correct(office, case, {NAME: "Lac"}, now)
    kept = await Case.get(reference=case.reference)
    assert kept.unit == "voirie"
    [event] = await events(case, "irait-ailleurs")
    assert (event.public, event.data["unit"], event.text) == (False, "proprete", "Le lac.")


async def test_each_agent_reads_the_corrections_for_themselves(office, case, louise, now):
    hugo = await town.agent(now, "hugo")
    await correct.correct(office, case, {PHONE: NEW}, now)
    [event] = await reread.unread(case, louise)
    await reread.read(case, louise, event.id)
    await reread.read(case, louise, 0)  # an older page
    assert await reread.unread(case, louise) == []
    assert len(await reread.unread(case, hugo)) == 1
    await correct.correct(office, await Case.get(reference=case.reference), {NAME: "Lopes"}, now)
    assert [one.data["question"] for one in await reread.unread(case, louise)] == ["nom"]
