"""Documents that an agent joins to an answer: kept with it or not at all, read by the person, named in the message."""

from dataclasses import replace

import pytest

from engine.definition.city_cycle import standard
from engine.records import Document, Event, Notice
from tests.clerk import file, follow, hire, sign_in
from tests.conftest import browser
from tests.robot import BYTES, Robot

SLUG = "occuper-le-domaine-public"


@pytest.fixture
async def case(app, hours):
    return await file(app.state.office, SLUG, 0, hours())


@pytest.fixture
async def paul(robot, case, hours):
    await hire("paul-tessier", "terrasses", at=hours())
    agent = await sign_in(robot, "paul-tessier")
    await agent.open(f"/agents/dossiers/{case.reference}")
    return agent


async def answer(agent, words, *files):
    button = agent._one("main button", "Envoyer la réponse")
    form = next(button.iterancestors("form"))
    form.cssselect("textarea")[0].text = words
    agent.files["repondre-documents"] = list(files)
    await agent.submit(form, button)


async def test_an_answer_carries_its_documents_to_the_person(paul, case, app):
    await answer(paul, "Voici l’arrêté.", ("arrêté.pdf", BYTES["pdf"]), ("plan.pdf", BYTES["pdf"] + b"\n"))
    assert "Votre réponse est enregistrée." in paul.words
    event = await Event.get(case_id=case.reference, kind="message-agent")
    kept = {one.id: one.name for one in await Document.filter(case_id=case.reference, agent="paul-tessier")}
    assert [kept[id] for id in event.data["documents"]] == ["arrêté.pdf", "plan.pdf"]
    assert event.text == "Voici l’arrêté."
    message = await Notice.get(case_id=case.reference, occasion="reponse")
    assert "Documents joints : arrêté.pdf, plan.pdf." in message.body
    async with browser(app) as client:
        person = Robot(client)
        await follow(person, app.state.office, case)
        link = person._one("main .timeline a", "arrêté.pdf").get("href")
        assert (await person.client.get(link)).content == BYTES["pdf"]
        assert "arrêté.pdf" not in person.tree.get_element_by_id("reponses-page").getparent().text_content()


async def test_once_closed_the_answer_lists_the_documents_of_every_reply_once_each(paul, case, app):
    live = app.state.office.live[SLUG]
    app.state.office.put_in_force(live.edition, replace(live.process, cycle=standard()))  # where closing is one act
    await answer(paul, "Voici le plan.", ("plan.pdf", BYTES["pdf"]))
    await answer(paul, "Voici l’arrêté.", ("arrêté.pdf", BYTES["pdf"] + b"\n"))
    last = await Event.filter(case_id=case.reference).order_by("-id").first()
    await case.refresh_from_db()
    end = {"version": case.version, "journal": last.id, "clore-vers": "traitee", "clore-texte": "Tout est là."}
    address = f"/agents/dossiers/{case.reference}/clore"
    await paul.client.post(address, data=end, headers={"Sec-Fetch-Site": "same-origin"})
    async with browser(app) as client:
        person = Robot(client)
        await follow(person, app.state.office, case)
        links = person.tree.cssselect("section.answer a[href*='/documents/']")
        assert [one.text_content() for one in links] == ["plan.pdf", "arrêté.pdf"]
        assert (await person.client.get(links[0].get("href"))).content == BYTES["pdf"]


async def test_the_same_answer_sent_twice_leaves_one_set_of_documents(paul, case):
    await answer(paul, "Voici l’arrêté.", ("arrete.pdf", BYTES["pdf"]))
    again = {"version": "0", "journal": "0", "repondre-texte": "Voici l’arrêté."}
    files = [("repondre-documents", ("arrete.pdf", BYTES["pdf"]))]
    address = f"/agents/dossiers/{case.reference}/repondre"
    await paul.client.post(address, data=again, files=files, headers={"Sec-Fetch-Site": "same-origin"})
    assert await Document.filter(agent="paul-tessier").count() == 1
    assert await Event.filter(case_id=case.reference, kind="message-agent").count() == 1


async def test_a_document_that_cannot_be_kept_stops_the_answer_and_keeps_its_words(paul, case):
    await answer(paul, "Voici l’arrêté.", ("arrete.pdf", BYTES["pdf"]), ("virus.exe", b"MZ"))
    assert paul.response.status_code == 422
    assert "virus.exe" in paul.errors[0]
    assert "Voici l’arrêté." in paul.response.text
    assert not await Document.filter(agent="paul-tessier").exists()
    assert not await Event.filter(case_id=case.reference, kind="message-agent").exists()


async def test_an_answer_that_comes_too_late_leaves_no_document(paul, case, app, monkeypatch):
    from engine.acts import play
    from engine.errors import NotAllowed

    async def overtaken(*_):
        raise NotAllowed(play.CHANGED)

    monkeypatch.setattr(play, "act", overtaken)
    await answer(paul, "Voici l’arrêté.", ("arrete.pdf", BYTES["pdf"]))
    assert paul.response.status_code == 409
    assert not await Document.filter(agent="paul-tessier").exists()
    assert not [
        one for one in app.state.settings.documents.rglob("*") if one.is_file() and one.read_bytes() == BYTES["pdf"]
    ]


async def test_documents_are_offered_where_the_person_reads_and_nowhere_else(paul):
    offered = {one.get("name") for one in paul.tree.cssselect("#agir-page input[type=file]")}
    assert offered == {"repondre-documents", "demander-documents"}
