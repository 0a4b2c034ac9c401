"""Withdrawing a request: asked once more, then done once; the clocks stop, both sides have it in writing."""

import pytest

from engine.acts import play, tracking
from engine.acts.filled import Filled
from engine.errors import NotAllowed
from engine.records import Case, Clock, Event, Notice
from tests import town
from tests.clerk import file
from tests.robot import Robot
from tests.site import ROOT

SHIPPED = sorted(path.stem for path in (ROOT / "processes").glob("[a-z]*.yaml") if "." not in path.stem)


async def follow(robot: Robot, office, case) -> Robot:
    """The tracking page, opened as people open it."""
    await robot.open("/suivi")
    robot.fill("Référence", case.reference)
    robot.fill("Code de suivi", tracking.code(office, case))
    await robot.press("Voir ma demande")
    return robot


@pytest.mark.parametrize("slug", SHIPPED)
async def test_every_shipped_demarche_lets_the_person_withdraw(slug, app, robot, hours):
    office = app.state.office
    case = await file(office, slug, 0, hours())
    await follow(robot, office, case)
    await robot.follow("Retirer ma demande")
    assert "Vous ne pouvez plus la reprendre" in robot.words
    await robot.press("Oui, retirer ma demande")
    assert "Votre demande est retirée." in robot.words
    assert "Vous avez retiré votre demande" in robot.words
    assert not robot.tree.xpath("//main//a[starts-with(normalize-space(), 'Retirer ma demande')]")
    kept = await Case.get(reference=case.reference)
    assert (kept.state, kept.outcome) == ("clos", "retire")
    assert not await Clock.exists(case_id=case.reference, stopped_at=None)


async def test_both_sides_have_the_withdrawal_in_writing_with_its_reason(office, now):
    case = await town.case(office, now)
    await play.citizen(office, case, "retirer", Filled("J’ai changé d’avis."), now)
    proof = await Notice.get(case_id=case.reference, audience="usager", occasion="retrait")
    assert "texte: J’ai changé d’avis." in proof.body
    told = await Notice.get(case_id=case.reference, occasion="demande-retiree")
    assert (told.recipient, told.audience) == ("louise@ville.example", "agent")
    assert not await Notice.exists(case_id=case.reference, occasion="cloture")
    event = await Event.get(case_id=case.reference, kind="clos")
    assert (event.actor_kind, event.text, event.data["outcome"]) == ("usager", "J’ai changé d’avis.", "retire")


async def test_withdrawing_twice_is_withdrawing_once(office, now):
    case = await town.case(office, now)
    other = await Case.get(reference=case.reference)
    await play.citizen(office, case, "retirer", Filled(), now)
    with pytest.raises(NotAllowed, match="clos"):
        await play.citizen(office, other, "retirer", Filled(), now)
    assert await Event.filter(case_id=case.reference, kind="clos").count() == 1
    assert await Notice.filter(case_id=case.reference, occasion="retrait").count() == 1


async def test_a_reason_too_long_is_kept_on_the_page_that_asks_it(app, robot, hours):
    case = await file(app.state.office, "ecrire-a-la-mairie", 0, hours())
    await follow(robot, app.state.office, case)
    await robot.follow("Retirer ma demande")
    robot.fill("Pourquoi la retirez-vous ?", "x" * 10_001)
    await robot.press("Oui, retirer ma demande")
    assert robot.heading == "Retirer ma demande ?"
    assert robot.errors == ["Raccourcissez votre texte : 10000 caractères au plus."]
    assert "x" * 10_001 in robot.response.text
    assert (await Case.get(reference=case.reference)).open


async def test_the_page_of_what_is_not_possible_leads_back_to_the_request(app, robot, hours):
    case = await file(app.state.office, "ecrire-a-la-mairie", 0, hours())
    await robot.open("/suivi/dossier/action/retirer")
    assert str(robot.response.url).endswith("/suivi")
    await follow(robot, app.state.office, case)
    for name in ("clore", "inconnue", "ecrire", "%00"):
        await robot.open(f"/suivi/dossier/action/{name}")
        assert str(robot.response.url).endswith("/suivi/dossier")
