"""Life cycles lived: who may do what, what happens by itself, what is told, once and only once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.acts import move, offer, play
from engine.acts.filled import Filled
from engine.acts.tick import tick
from engine.definition import source
from engine.definition.catalogue import compile_source
from engine.errors import NotAllowed
from engine.records import Case, Clock, Event, Notice, Rung
from tests import town
from tests.test_steps import whole

CYCLES = Path(__file__).with_name("cycles")


def process_with(name):
    """The démarche of the small town, with the life cycle of a file."""
    text = whole((CYCLES / f"{name}.yaml").read_text("utf-8"))
    built = compile_source(name, source.parse(text, f"processes/{name}.yaml"), {})
    return replace(town.PROCESS, cycle=built.process.cycle, messages=built.process.messages, fingerprint=name.ljust(64))


@pytest.fixture
def at_work(store, settings, now):
    """A town whose démarche follows the cycle of a file."""

    async def opened(name):
        office = await town.office(settings, now, process=process_with(name))
        return office, await town.case(office, now)

    return opened


@pytest.fixture
async def louise(store, now):
    return await town.agent(now)


@pytest.fixture
async def awa(store, now):
    return await town.agent(now, "awa", role="responsable")


async def kinds(case, **where):
    return list(await Event.filter(case_id=case.reference, **where).order_by("id").values_list("kind", flat=True))


async def told(case, audience="usager"):
    notices = await Notice.filter(case_id=case.reference, audience=audience).order_by("id")
    return [(notice.occasion, notice.subject) for notice in notices]


async def fresh(case):
    return await Case.get(reference=case.reference)


async def to_decision(office, case, louise, now, *, favorable=True):
    case = await play.act(office, case, louise, "etudier", Filled(), now)
    answers = {"largeur": 150, "favorable": favorable, "remarque": "Pas de bulbes."}
    return await play.act(office, case, louise, "donner-avis", Filled(answers=answers), now)


async def test_a_case_goes_from_step_to_step_with_its_kind_for_the_lists(at_work, louise, awa, now):
    office, case = await at_work("permis-de-vegetaliser")
    assert (case.step, case.state, case.step_since) == ("recue", "nouveau", now)
    case = await to_decision(office, case, louise, now)
    assert (case.step, case.step_before, case.state, case.assignee) == ("decision", "avis", "en-cours", "louise")
    assert case.agent_answers == {"largeur": 150, "favorable": True, "remarque": "Pas de bulbes."}
    case = await play.act(office, case, awa, "accorder", Filled(), now)
    kept = await fresh(case)
    assert (kept.step, kept.state, kept.outcome, kept.closed_at) == ("accordee", "clos", "accepte", now)
    assert (await told(case))[-1] == ("etape", f"etape {case.reference}")
    assert "cloture" not in [occasion for occasion, _ in await told(case)]


async def test_only_those_named_may_do_it(at_work, louise, awa, now):
    office, case = await at_work("permis-de-vegetaliser")
    case = await to_decision(office, case, louise, now)
    process = await office.process_of(case)
    offered = [action.id for action in offer.for_agent(office, process, case, louise)]
    assert "accorder" not in offered
    assert "demander" in offered
    with pytest.raises(NotAllowed, match="n’est pas pour vous"):
        await play.act(office, case, louise, "accorder", Filled(), now)
    assert "accorder" in [action.id for action in offer.for_agent(office, process, case, awa)]
    stranger = await town.agent(now, "pierre", ["proprete"])
    with pytest.raises(NotAllowed, match="un autre service"):
        await play.act(office, case, stranger, "refuser", Filled(), now)


async def test_an_action_of_another_step_or_whose_condition_fails_is_refused(at_work, louise, awa, now):
    office, case = await at_work("permis-de-vegetaliser")
    with pytest.raises(NotAllowed, match="possible maintenant"):
        await play.act(office, case, awa, "accorder", Filled(), now)
    case = await to_decision(office, case, louise, now, favorable=False)
    with pytest.raises(NotAllowed, match="possible maintenant"):
        await play.act(office, case, awa, "accorder", Filled(), now)
    case = await play.act(office, case, awa, "refuser", Filled(answers={"motif": "reseaux"}), now)
    event = await Event.filter(case_id=case.reference, kind="clos").get()
    assert event.text == "Motif : Des réseaux passent sous le sol"
    assert event.public
    notice = await Notice.filter(case_id=case.reference, occasion="cloture").get()
    assert "Des réseaux passent sous le sol" in notice.body


async def test_the_person_reads_what_is_shown_and_agents_the_rest(at_work, louise, now):
    office, case = await at_work("permis-de-vegetaliser")
    case = await to_decision(office, case, louise, now)
    event = await Event.filter(case_id=case.reference, kind="etape", actor_kind="agent").get()
    assert event.text == "Des remarques : Pas de bulbes."
    assert "150" in event.data["interne"]
    assert "150" not in event.text


async def test_waiting_for_the_person_stops_the_promise_and_comes_back_where_one_was(at_work, louise, now):
    office, case = await at_work("permis-de-vegetaliser")
    case = await play.act(office, case, louise, "etudier", Filled(), now)
    case = await play.act(office, case, louise, "demander", Filled("Un plan ?"), now)
    assert (case.step, case.state, case.due_at) == ("attente", "attente-usager", None)
    case = await move.answer(office, case, "Le voici.", [], now + timedelta(days=1))
    assert (case.step, case.state) == ("avis", "en-cours")
    assert case.due_at is not None


async def test_after_a_delay_it_happens_by_itself_once(at_work, louise, now):
    office, case = await at_work("permis-de-vegetaliser")
    case = await play.act(office, case, louise, "demander", Filled("Un plan ?"), now)
    assert (await tick(office, now + timedelta(days=14))).fired == 0
    assert (await tick(office, now + timedelta(days=17))).fired == 1
    assert (await fresh(case)).step == "attente"
    assert (await told(case))[-1][0] == "etape"
    for _ in range(2):
        await tick(office, now + timedelta(days=33))
    case = await fresh(case)
    assert (case.step, case.state, case.outcome) == ("abandonnee", "clos", "sans-suite")
    assert (await kinds(case)).count("clos") == 1
    assert [occasion for occasion, _ in await told(case)].count("cloture") == 1
    assert await Clock.filter(case_id=case.reference, stopped_at=None).count() == 0
    assert await Rung.filter(wake_at__isnull=False).count() == 0


async def test_a_case_that_leaves_in_time_is_left_alone(at_work, louise, now):
    office, case = await at_work("permis-de-vegetaliser")
    case = await play.act(office, case, louise, "demander", Filled("Un plan ?"), now)
    case = await move.answer(office, case, "Le voici.", [], now + timedelta(days=3))
    await tick(office, now + timedelta(days=200))
    assert (await fresh(case)).step == "recue"


async def test_each_stay_at_a_step_has_its_own_delay(at_work, louise, now):
    office, case = await at_work("permis-de-vegetaliser")
    case = await play.act(office, case, louise, "demander", Filled("Un plan ?"), now)
    case = await move.answer(office, case, "Voilà.", [], now + timedelta(days=20))
    case = await play.act(office, case, louise, "demander", Filled("Le bon plan ?"), now + timedelta(days=21))
    await tick(office, now + timedelta(days=35))
    assert (await fresh(case)).step == "attente"
    for _ in range(2):  # what is late comes one thing at a time
        await tick(office, now + timedelta(days=60))
    assert (await fresh(case)).step == "abandonnee"


async def test_two_workers_and_an_agent_at_once_make_one_story(at_work, louise, now):
    office, case = await at_work("permis-de-vegetaliser")
    case = await play.act(office, case, louise, "demander", Filled("Un plan ?"), now)
    late = now + timedelta(days=40)
    await asyncio.gather(tick(office, late), tick(office, late), tick(office, late))
    await tick(office, late)
    case = await fresh(case)
    assert case.step == "abandonnee"
    assert (await kinds(case)).count("clos") == 1


async def test_a_promise_of_a_step_reminds_and_ends_with_it(at_work, louise, now):
    office, case = await at_work("permis-de-vegetaliser")
    case = await play.act(office, case, louise, "etudier", Filled(), now)
    names = set(await Clock.filter(case_id=case.reference).values_list("name", flat=True))
    assert names == {"reponse", "avis.d1.1"}
    assert (await tick(office, datetime(2026, 5, 22, 12, tzinfo=UTC))).fired == 1
    case = await play.act(
        office, await fresh(case), louise, "donner-avis", Filled(answers={"largeur": 90, "favorable": True}), now
    )
    assert (await Clock.get(name="avis.d1.1")).stopped_at == now
    assert case.priority == "haute"


async def test_the_person_withdraws_and_nothing_more_happens(at_work, now):
    office, case = await at_work("permis-de-vegetaliser")
    case = await play.citizen(office, case, "retirer", Filled(), now)
    assert (case.step, case.state, case.outcome) == ("retiree", "clos", "retire")
    event = await Event.filter(case_id=case.reference, kind="clos").get()
    assert (event.actor_kind, event.public) == ("usager", True)
    with pytest.raises(NotAllowed, match="clos"):
        await play.citizen(office, case, "retirer", Filled(), now)


async def test_what_happens_at_once_is_in_the_filing(at_work, now):
    _, case = await at_work("contacter-la-mairie")
    assert (case.step, case.step_before, case.state, case.version) == ("etude", "deposee", "en-cours", 0)
    assert (await fresh(case)).step == "etude"
    assert await kinds(case) == ["depose", "oriente", "etape"]
    assert [occasion for occasion, _ in await told(case)] == ["accuse"]


async def test_a_condition_decides_where_a_filing_goes(store, settings, now):
    process = process_with("naissance")
    alone = process.cycle.steps["deposee"].afters[0].when
    assert alone.sources == {"seul"}
    office = await town.office(settings, now, process=process)
    case = await town.case(office, now)
    assert (case.step, case.state, case.due_at) == ("confirmation", "attente-usager", None)
    case = await play.citizen(office, case, "confirmer", Filled(answers={"confirme": True}), now)
    assert (case.step, case.state) == ("etat-civil", "en-cours")
    assert ("etape", f"etape {case.reference}") in await told(case, "agent")


async def test_a_case_is_passed_on_sent_back_escalated_and_given_to_someone(at_work, louise, awa, now):
    await town.agent(now, "hugo")
    office, case = await at_work("contacter-la-mairie")
    with pytest.raises(NotAllowed, match="Aucun service"):
        await play.act(office, case, louise, "renvoyer", Filled("Pas pour nous."), now)
    case = await play.act(office, case, louise, "transmettre", Filled("Un dépôt.", unit="proprete"), now)
    pierre = await town.agent(now, "pierre", ["proprete"])
    case = await play.act(office, case, pierre, "renvoyer", Filled("Non, un trou."), now)
    assert (case.unit, case.step) == ("voirie", "etude")
    case = await play.act(office, case, louise, "remonter", Filled("C’est grave."), now)
    assert case.priority == "haute"
    assert (await told(case, "agent"))[-1][0] == "remontee"
    with pytest.raises(NotAllowed, match="personne dans la liste"):
        await play.act(office, case, louise, "reaffecter", Filled(login="pierre"), now)
    case = await play.act(office, case, louise, "reaffecter", Filled(login="hugo"), now)
    assert case.assignee == "hugo"
    case = await play.act(office, case, louise, "repondre", Filled("C’est rebouché."), now)
    assert (case.step, case.outcome) == ("close", "traite")
    assert {"transfere", "escalade", "reaffecte", "clos"} <= set(await kinds(case))


async def test_messages_go_to_whom_they_are_for(at_work, louise, now):
    office, case = await at_work("pret-de-materiel")
    answers = {"caution": 5000, "retrait": "2026-06-01"}
    case = await play.act(office, case, louise, "reserver", Filled(answers=answers), now)
    assert len([one for one in await told(case) if one[0] == "etape"]) == 1
    service = await Notice.filter(case_id=case.reference, recipient="voirie@ville.example").get()
    assert service.audience == "agent"


async def test_what_nobody_brings_back_is_escalated_in_time(at_work, louise, now):
    office, case = await at_work("pret-de-materiel")
    answers = {"caution": 5000, "retrait": "2026-06-01"}
    case = await play.act(office, case, louise, "reserver", Filled(answers=answers), now)
    case = await play.act(office, case, louise, "remettre", Filled(), now)
    for _ in range(2):
        await tick(office, now + timedelta(days=22))
    case = await fresh(case)
    assert (case.step, case.priority) == ("sortie", "haute")
    assert "escalade" in await kinds(case)
    case = await play.act(office, case, louise, "recuperer", Filled(answers={"etat": "bon"}), now)
    assert (case.step, case.state) == ("terminee", "clos")


async def test_a_choice_of_steps_must_be_made(office, louise, now):
    case = await town.case(office, now)
    with pytest.raises(NotAllowed, match="issue"):
        await play.act(office, case, louise, "clore", Filled("Fait."), now)
    with pytest.raises(NotAllowed, match="issue"):
        await play.act(office, case, louise, "clore", Filled("Fait.", to="recue"), now)


async def test_a_stale_agent_changes_nothing(at_work, louise, now):
    office, case = await at_work("permis-de-vegetaliser")
    seen = await fresh(case)
    await play.act(office, case, louise, "etudier", Filled(), now)
    with pytest.raises(NotAllowed, match="vient de changer"):
        await play.act(office, seen, louise, "etudier", Filled(), now)
    assert (await kinds(case)).count("pris") == 1
