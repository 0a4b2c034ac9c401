"""A life cycle on the screens: the desk offers what is possible, the tracking page tells it in the person's words."""

import pytest

from engine.acts import play, tracking
from engine.acts.filled import Filled
from engine.records import Agent, Case, Event
from tests.clerk import file, hire, sign_in
from tests.conftest import browser
from tests.robot import Robot

SLUG = "occuper-le-domaine-public"
REMOVAL = "Un déménagement la semaine prochaine"


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


def drawers(robot):
    return [
        one.text_content().strip() for one in robot.tree.cssselect("#agir-page summary, #agir-page .act-now button")
    ]


async def at_decision(office, case, hours, avis="defavorable"):
    david = await Agent.get(login="david-sanchez")
    case = await play.act(office, case, david, "instruire", Filled(), hours())
    return await play.act(office, case, david, "rendre-avis", Filled(answers={"passage": 90, "avis": avis}), hours())


async def test_the_desk_offers_what_the_step_allows_with_its_form(david, case):
    await david.open(f"/agents/dossiers/{case.reference}")
    assert "Prendre ce dossier et l’étudier" in drawers(david)
    assert "Rendre l’avis technique" not in drawers(david)
    await david.press("Prendre ce dossier et l’étudier")
    assert "Vous suivez maintenant ce dossier." in david.words
    assert "À l’étude" in david.words
    david.fill("Largeur laissée aux piétons, en centimètres", "beaucoup")
    david.fill("Quel est votre avis ?", "Défavorable")
    await david.press("Enregistrer l’avis")
    assert david.response.status_code == 422
    assert len(david.errors) == 1
    assert "beaucoup" in david.response.text
    david.fill("Largeur laissée aux piétons, en centimètres", "90")
    await david.press("Enregistrer l’avis")
    assert "L’avis est enregistré." in david.words
    kept = await Case.get(reference=case.reference)
    assert kept.agent_answers == {"passage": "90", "avis": "defavorable", "reserves": None}
    assert "Ce que le service a noté" in david.words
    assert "Refuser l’autorisation" not in drawers(david)  # the decision is not his


async def test_only_the_responsable_decides_and_says_why(david, case, office, hours, app):
    case = await at_decision(office, case, hours)
    await hire("olivier-castaing", "espace-public", role="responsable", at=hours())
    async with browser(app) as client:
        olivier = await sign_in(Robot(client), "olivier-castaing")
        await olivier.open(f"/agents/dossiers/{case.reference}")
        assert "Accorder l’autorisation" not in drawers(olivier)
        olivier.fill("Expliquez ce refus", "Le côté pair conviendrait.")
        await olivier.press("Refuser l’autorisation")
        assert olivier.errors == ["Choisissez le motif."]
        assert "Le côté pair conviendrait." in olivier.response.text
        olivier.fill("Quel est le motif ?", "Les secours ne pourraient plus passer")
        await olivier.press("Refuser l’autorisation")
        assert "Le refus est envoyé" in olivier.words
    kept = await Case.get(reference=case.reference)
    assert (kept.step, kept.outcome) == ("refusee", "refuse")


async def test_someone_else_s_action_is_refused_and_its_text_kept(david, case, office, hours):
    case = await at_decision(office, case, hours)
    await david.open(f"/agents/dossiers/{case.reference}")
    last = await Event.filter(case_id=case.reference).order_by("-id").first()
    form = {"version": case.version, "journal": last.id, "refuser-motif": "securite", "refuser-texte": "Non, désolé."}
    answer = await david.client.post(
        f"/agents/dossiers/{case.reference}/refuser", data=form, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 409
    assert "pas pour vous" in answer.text
    assert "Non, désolé." in answer.text
    assert (await Case.get(reference=case.reference)).step == "decision"


async def test_the_person_reads_the_step_and_withdraws(robot, case, office, hours):
    await robot.open("/suivi")
    robot.fill("Référence", case.reference)
    robot.fill("Code de suivi", tracking.code(office, case))
    await robot.press("Voir ma demande")
    assert "Votre demande est arrivée au service." in robot.words
    await robot.follow("Retirer ma demande")
    assert robot.heading == "Retirer ma demande ?"
    assert (await Case.get(reference=case.reference)).open  # looking at the page withdraws nothing
    await robot.follow("Non, garder ma demande")
    await robot.follow("Retirer ma demande")
    robot.fill("Pourquoi la retirez-vous ?", "J’ai trouvé une place ailleurs.")
    await robot.press("Oui, retirer ma demande")
    assert "Votre demande est retirée." in robot.words
    assert "Vous avez retiré votre demande." in robot.words
    kept = await Case.get(reference=case.reference)
    assert (kept.state, kept.outcome) == ("clos", "retire")
    again = await robot.client.post("/suivi/dossier/action/retirer", headers={"Sec-Fetch-Site": "same-origin"})
    assert again.status_code == 409
    unknown = await robot.client.post("/suivi/dossier/action/refuser", headers={"Sec-Fetch-Site": "same-origin"})
    assert unknown.status_code == 404
