"""The opinion of a person once they have an answer: asked once, never required, never shown to agents beside the name."""

import asyncio
from datetime import timedelta

import pytest

from engine.acts import move, opinion
from engine.errors import NotAllowed, Refusal
from engine.records import Event, Opinion
from engine.records.opinion import LONGEST
from tests import town
from tests.clerk import file, follow, sign_in
from tests.clerk import hire as hired

SLUG = "signaler-un-probleme-dans-la-rue"


@pytest.fixture
async def closed(office, now):
    return await move.close(office, await town.case(office, now), await town.agent(now), "traite", "Réparé.", now)


async def test_nothing_is_asked_before_the_answer(office, now):
    with pytest.raises(NotAllowed, match="terminée"):
        await opinion.give(await town.case(office, now), "bien", "", now)


async def test_an_opinion_is_kept_once_and_may_change(closed, now):
    await opinion.give(closed, "mal", "Trop long.", now)
    await opinion.give(closed, "bien", "", now + timedelta(days=1))
    kept = await Opinion.get()
    assert (kept.choice, kept.comment, kept.given_at) == ("bien", "", now)
    assert kept.changed_at == now + timedelta(days=1)
    assert await Event.filter(kind="avis").count() == 1


async def test_the_journal_says_neither_the_choice_nor_the_comment(closed, now):
    await opinion.give(closed, "mal", "Trop long.", now)
    event = await Event.get(kind="avis")
    assert (event.text, event.data) == ("", {})


async def test_given_in_two_windows_at_once_it_is_one_opinion(closed, now):
    await asyncio.gather(*(opinion.give(closed, "bien", "", now) for _ in range(2)))
    assert await Opinion.all().count() == await Event.filter(kind="avis").count() == 1


@pytest.mark.parametrize(("choice", "comment"), [("", ""), ("parfait", ""), ("bien", "a" * (LONGEST + 1))])
async def test_a_wrong_opinion_says_what_to_do(closed, now, choice, comment):
    with pytest.raises(Refusal, match=r"Choisissez|Raccourcissez"):
        await opinion.give(closed, choice, comment, now)
    assert not await Opinion.exists()


async def test_the_question_is_on_its_page_with_what_becomes_of_the_answer(robot, app, hours):
    office = app.state.office
    case = await file(office, SLUG, 0, hours())
    await follow(robot, office, case)
    assert "Comment cela s’est-il passé ?" not in robot.words
    claire = await town.agent(hours(), "claire", [case.unit])
    await move.close(office, case, claire, "traite", "Réparé.", hours())
    await robot.open("/suivi/dossier")
    await robot.follow("Répondre à une question")
    assert "Nous ne publions que des nombres." in robot.words
    robot.fill("Que pouvons-nous faire mieux ?", "Répondre plus vite.")
    await robot.press("Donner mon avis")
    assert robot.errors == ["Choisissez une réponse, par exemple « Bien »."]
    assert robot.title.startswith("Erreur")
    assert "Répondre plus vite." in robot.response.text
    robot.fill("Comment cela s’est-il passé ?", "Ni bien ni mal")
    await robot.press("Donner mon avis")
    assert "Merci : votre avis est gardé." in robot.words
    await robot.follow("Changer mon avis")
    assert "checked" in robot.response.text
    assert "Répondre plus vite." in robot.response.text


async def test_agents_read_that_it_was_given_and_not_what_it_says(robot, app, hours):
    office = app.state.office
    case = await file(office, SLUG, 0, hours())
    await hired("anne", case.unit, at=hours())
    claire = await town.agent(hours(), "claire", [case.unit])
    case = await move.close(office, case, claire, "traite", "Réparé.", hours())
    await opinion.give(case, "tres-mal", "Personne ne m’a écouté.", hours())
    await sign_in(robot, "anne")
    await robot.open(f"/agents/dossiers/{case.reference}")
    assert "La personne a donné son avis" in robot.words
    assert "écouté" not in robot.response.text
    assert "Très mal" not in robot.response.text
