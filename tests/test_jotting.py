"""What was typed and not sent is shown again as it was, never taken for an answer, soon forgotten."""

from datetime import timedelta

import pytest

from engine.acts import draft as drafts
from engine.acts import jot
from engine.records import Draft, Jotting
from tests.robot import successful
from tests.test_resume_on_the_web import WRITE, begun

PAGE = f"/demarches/{WRITE}/page/votre-message"
NOTICE = "Vous aviez commencé à répondre ici"


async def type_only(robot):
    """What the script sends while one types: the form as it is, elsewhere."""
    [form] = robot.tree.cssselect("form[data-autosave]")
    before = robot.tree, robot.response
    data = {}
    for name, value in successful(form):
        data.setdefault(name, []).append(value)
    answered = await robot.client.request(
        "POST", form.get("data-autosave"), data=data, headers={"Sec-Fetch-Site": "same-origin"}
    )
    robot.tree, robot.response = before
    return answered.status_code


async def test_what_was_typed_comes_back_and_is_no_answer(robot):
    await begun(robot, "Bonjour")
    await robot.open(PAGE)
    robot.fill("Votre message", "Bonjour, je voud")
    assert await type_only(robot) == 204
    assert (await Draft.get()).answers["message"] == "Bonjour"
    await robot.open(PAGE)
    assert NOTICE in robot.words
    assert "Bonjour, je voud" in robot.response.text
    await robot.press("Continuer", "main form.questions")
    assert (await Draft.get()).answers["message"] == "Bonjour, je voud"
    await robot.open(PAGE)
    assert NOTICE not in robot.words
    assert await Jotting.all().count() == 0


async def test_it_may_be_erased_and_the_answer_stays(robot):
    await begun(robot, "Bonjour")
    await robot.open(PAGE)
    robot.fill("Votre message", "Autre chose")
    await type_only(robot)
    await robot.open(PAGE)
    await robot.press("Effacer ce que j’avais écrit")
    assert NOTICE not in robot.words
    assert "Bonjour" in robot.response.text
    assert await Jotting.all().count() == 0


async def test_a_page_refused_is_kept_too_without_any_script(robot):
    await robot.open(f"/demarches/{WRITE}")
    await robot.press("Commencer")
    robot.fill("Votre message", "La réponse n’est jamais arrivée")
    await robot.press("Continuer", "main form.questions")
    assert robot.response.status_code == 422
    await robot.open(PAGE)  # the connection was cut before the page came
    assert "La réponse n’est jamais arrivée" in robot.response.text


async def test_the_same_as_the_answers_is_not_kept(robot):
    await begun(robot, "Bonjour")
    await robot.open(PAGE)
    assert await type_only(robot) == 204
    assert await Jotting.all().count() == 0


async def test_what_arrives_after_the_answer_never_hides_it(robot):
    await begun(robot, "Bonjour")
    await robot.open(PAGE)
    robot.fill("Votre message", "Bonj")
    late = robot.tree
    robot.fill("Votre message", "Bonjour à toutes et à tous")
    await robot.press("Continuer", "main form.questions")
    robot.tree = late
    robot.fill("Votre message", "Bonj")
    await type_only(robot)
    await robot.open(PAGE)
    assert NOTICE not in robot.words
    assert "Bonjour à toutes et à tous" in robot.response.text


async def test_a_lent_computer_keeps_nothing_that_was_not_sent(robot):
    await robot.open("/mediation")
    await robot.press("Commencer avec une nouvelle personne")
    await begun(robot, "Bonjour")
    await robot.open(PAGE)
    assert not robot.tree.cssselect("form[data-autosave]")
    assert "brouillon.js" not in robot.response.text
    answered = await robot.client.post(f"{PAGE}/saisie", data={"message": "Un secret", "objet": "merci"})
    assert answered.status_code == 204
    assert await Jotting.all().count() == 0


async def test_questions_called_by_what_was_typed_are_there(robot):
    await begun(robot)
    await robot.open(PAGE)
    assert "De quoi voulez-vous parler ?" not in robot.asked()
    robot.fill("Que voulez-vous faire ?", "Poser une question")
    await type_only(robot)
    await robot.open(PAGE)
    assert "De quoi voulez-vous parler ?" in robot.asked()
    assert (await Draft.get()).answers["objet"] == "merci"


async def test_without_a_draft_nothing_is_kept_and_nothing_is_said(robot):
    answered = await robot.client.post(f"{PAGE}/saisie", data={"message": "x"})
    assert answered.status_code == 204
    await robot.open(f"{PAGE}/saisie")
    assert robot.response.status_code == 404


# --- bounds


async def test_what_is_kept_is_bounded(office, now, monkeypatch):
    made, _ = await drafts.start(office, "trou", now)
    assert not await jot.jot(made, "page", {"nom": "x" * jot.LARGEST}, "", now)
    monkeypatch.setattr(jot, "MOST", 2)
    assert [await jot.jot(made, f"page{n}", {"nom": "x"}, "", now) for n in range(4)] == [True, True, False, False]
    assert await jot.jot(made, "page1", {"nom": "y"}, "", now + timedelta(minutes=1))
    assert (await jot.jotted(made, "page1")).typed == {"nom": "y"}
    made.reference = "26-ABC-DEF"
    assert not await jot.jot(made, "page1", {"nom": "z"}, "", now)


@pytest.mark.parametrize("words", ["زهرة", "O'Neil & <b>", "\u202e", "😀" * 50])
async def test_it_comes_back_letter_for_letter(robot, words):
    await begun(robot, "Bonjour")
    await robot.open(PAGE)
    robot.fill("Votre message", words)
    await type_only(robot)
    await robot.open(PAGE)
    [area] = robot.tree.cssselect("textarea")
    assert (area.text or "").removeprefix("\n") == words
