"""The form of an action asks more when an answer calls for it: without scripts after sending, with them at once."""

import pytest

from engine.acts import play
from engine.acts.filled import Filled
from engine.records import Agent, Case
from tests.clerk import file, hire, sign_in
from tests.test_step_deadlines import problems_of

SLUG = "occuper-le-domaine-public"
REMOVAL = "Un déménagement la semaine prochaine"
CONDITIONS = "Quelles conditions faut-il respecter"
OPINION = "Quel est votre avis ?"


@pytest.fixture
async def case(app, hours):
    office = app.state.office
    process = office.live[SLUG].process
    rank = next(index for index, one in enumerate(process.scenarios) if one.name == REMOVAL)
    return await file(office, SLUG, rank, hours())


@pytest.fixture
async def david(app, robot, case, hours):
    await hire("david-sanchez", "stationnement", at=hours())
    agent = await Agent.get(login="david-sanchez")
    await play.act(app.state.office, case, agent, "instruire", Filled(), hours())
    await sign_in(robot, "david-sanchez")
    await robot.open(f"/agents/dossiers/{case.reference}")
    robot.fill("Largeur laissée aux piétons, en centimètres", "150")
    return robot


async def kept(case):
    return (await Case.get(reference=case.reference)).agent_answers


def labels(robot):
    return " ".join(one.text_content() for one in robot.tree.cssselect("#agir-page label"))


async def test_a_question_that_nothing_calls_for_is_not_asked(david, case):
    assert CONDITIONS not in labels(david)
    david.fill(OPINION, "Favorable")
    await david.press("Enregistrer l’avis")
    assert await kept(case) == {"passage": "150", "avis": "favorable", "reserves": None}


async def test_without_scripts_the_question_called_for_comes_back_without_a_word_of_blame(david, case):
    david.fill(OPINION, "Favorable avec des conditions")
    await david.press("Enregistrer l’avis")
    assert david.response.status_code == 422
    assert david.errors == []
    assert "Une question de plus" in david.words
    assert CONDITIONS in labels(david)
    assert await kept(case) == {}
    await david.press("Enregistrer l’avis")
    assert len(david.errors) == 1
    david.fill(f"{CONDITIONS} ?", "Libérer le trottoir à midi.")
    await david.press("Enregistrer l’avis")
    assert (await kept(case))["reserves"] == "Libérer le trottoir à midi."


async def test_an_answer_that_is_not_called_for_any_more_is_not_kept(david, case):
    david.fill(OPINION, "Favorable avec des conditions")
    await david.press("Enregistrer l’avis")
    david.fill(f"{CONDITIONS} ?", "Libérer le trottoir à midi.")
    david.fill(OPINION, "Favorable")
    await david.press("Enregistrer l’avis")
    assert await kept(case) == {"passage": "150", "avis": "favorable", "reserves": None}


async def preview(david, case, act="rendre-avis", **form):
    return await david.client.post(
        f"/agents/dossiers/{case.reference}/{act}/apercu", data=form, headers={"Sec-Fetch-Site": "same-origin"}
    )


async def test_with_scripts_only_the_place_that_changes_is_sent_back(david, case):
    shown = await preview(david, case, **{"rendre-avis-avis": "reserve"})
    assert shown.status_code == 200
    assert 'id="rendre-avis-reserves-place-page"' in shown.text
    assert CONDITIONS in shown.text
    assert "Enregistrer l’avis" not in shown.text
    same = {"rendre-avis-avis": "reserve", "posees-page": "rendre-avis-reserves"}
    assert (await preview(david, case, **same)).status_code == 204
    gone = await preview(david, case, **{**same, "rendre-avis-avis": "favorable"})
    assert "hidden" in gone.text
    assert CONDITIONS not in gone.text
    assert (await preview(david, case, act="accorder")).status_code == 409
    assert await kept(case) == {}


def test_a_question_depends_only_on_those_above_it():
    form = """
etapes:
  recue:
    usager: Nous avons reçu votre demande.
    actions:
      finir:
        libelle: Finir
        demander:
          - {id: detail, type: texte, question: Pourquoi, si: {agent.accord: non}}
          - {id: accord, type: oui-non, question: "Est-ce bien ?"}
        vers: finie
  finie: {fin: traite, usager: C’est fini.}
"""
    assert "reference-en-avant" in [problem.code for problem in problems_of(form)]
