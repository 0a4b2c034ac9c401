"""Corrections from the outside, on both sides, for every shipped démarche: ticked, asked alone, corrected, stored."""

import pytest

from engine.amended import spots
from engine.journey import Journey
from engine.records import Case, Correction, Document, Event
from engine.web.sheet import control_of, held_at
from tests.clerk import file, hire, sign_in
from tests.conftest import browser
from tests.robot import Robot, plain, text
from tests.test_withdrawing import SHIPPED, follow

HEADERS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def office(app):
    return app.state.office


@pytest.fixture
async def agent(app, hours):
    """The desk, in a browser of its own, for someone who sees every service."""
    await hire("ines", role="administrateur", at=hours())
    async with browser(app) as client:
        yield await sign_in(Robot(client, "Bordeaux"), "ines")


async def tick(agent, case, *keys, words="", **notes):
    """On the page of the case: some boxes, and words beside them."""
    await agent.open(f"/agents/dossiers/{case.reference}")
    [form] = agent.tree.xpath("//form[contains(@action, '/demander')]")
    boxes = {box.get("value"): box for box in form.cssselect(".ticks input[type=checkbox]")}
    for key in keys or boxes:
        boxes[key].set("checked", "checked")
    for key, note in notes.items():
        form.cssselect(f'input[name$=":{key}"][type=text]')[0].set("value", note)
    form.cssselect("textarea")[0].text = words
    await agent.submit(form)
    assert "Votre question est enregistrée." in agent.words, agent.errors
    return list(keys or boxes)


def journey(office, process, case):
    return Journey(process, office.facts(case.answers, case.channel, case.filed_at, case.language))


# --- every démarche, every question


@pytest.mark.parametrize("slug", SHIPPED)
async def test_every_question_of_a_demarche_is_asked_again_and_nothing_typed_changes_nothing(
    slug, office, agent, robot, hours
):
    case = await file(office, slug, 0, hours())
    process = office.live[slug].process
    every = spots(journey(office, process, case))
    await agent.open(f"/agents/dossiers/{case.reference}")
    boxes = agent.tree.cssselect("form[action$='/demander'] .ticks input[type=checkbox]")
    assert [box.get("value") for box in boxes] == [spot.key for spot in every]
    there = journey(office, process, case)  # an optional one left empty would have to be answered
    keys = [spot.key for spot, one in every.items() if one.required or held_at(there, spot) is not None]
    await tick(agent, case, *keys)
    await follow(robot, office, case)
    assert "À corriger" in robot.words
    await robot.follow("Corriger mes réponses")
    assert robot.heading == "Corrigez vos réponses"
    assert len(robot.asked()) == len(keys)
    await robot.press("Envoyer mes corrections")
    told = await Event.filter(case_id=case.reference, kind__in=("corrige", "recalcule")).values_list("data", flat=True)
    assert "Vos réponses restent comme avant" in robot.words, (robot.errors, told)
    kept = await Case.get(reference=case.reference)
    assert kept.answers == case.answers
    assert kept.state != "attente-usager"
    assert (await Correction.get(case_id=case.reference)).ended == "corrigee"


NEW = {
    "texte": "Corrigé", "texte-long": "Une autre explication.", "courriel": "autre@example.org",
    "telephone": "07 98 76 54 32", "nombre": "3",
}  # fmt: skip


@pytest.mark.parametrize("slug", SHIPPED)
async def test_each_answer_in_words_is_corrected_alone_and_the_others_stay(slug, office, agent, robot, hours):
    process = office.live[slug].process
    case = await file(office, slug, 0, hours())
    asked = {spot: one for spot, one in spots(journey(office, process, case)).items() if one.type.name in NEW}
    for spot, question in list(asked.items())[:6]:
        await tick(agent, case, spot.key)
        await follow(robot, office, case)
        await robot.follow("Corriger mes réponses")
        assert robot.asked() == [plain(question.label)]
        control = robot.tree.get_element_by_id(control_of(spot))
        if control.tag == "textarea":
            control.text = NEW[question.type.name]
        else:
            control.set("value", NEW[question.type.name])
        await robot.press("Envoyer mes corrections")
        if robot.errors:
            continue  # this démarche wants something else there: it says so
        assert "Vos corrections sont enregistrées" in robot.words
        assert NEW[question.type.name] in robot.words
        before, case = case, await Case.get(reference=case.reference)
        told = await Event.filter(case_id=case.reference, kind="corrige").order_by("-id").first()
        assert told.data["question"] == question.id
        rest = {id: value for id, value in before.answers.items() if id not in (question.id, spot.page.split("/")[0])}
        alone = {one.id for one in process.questions() if one.type.stores} - set(process.groups)
        assert all(case.answers[id] == value for id, value in rest.items() if id in alone)
    assert asked


# --- what each side sees


async def test_both_journals_show_the_old_and_the_new_answer(office, agent, robot, hours):
    case = await file(office, "ecrire-a-la-mairie", 0, hours())
    process = office.live["ecrire-a-la-mairie"].process
    spot = next(one for one, q in spots(journey(office, process, case)).items() if q.id == "prenom")
    await tick(agent, case, spot.key, prenom="Est-ce bien votre prénom ?")
    await follow(robot, office, case)
    assert "Est-ce bien votre prénom ?" in robot.words
    await robot.follow("Corriger mes réponses")
    assert "Est-ce bien votre prénom ?" in robot.words
    old = robot.tree.get_element_by_id("prenom").get("value")
    assert old == case.answers["prenom"]
    robot.tree.get_element_by_id("prenom").set("value", "Maëlle")
    await robot.press("Envoyer mes corrections")
    assert f"{old} → Maëlle" in plain(robot.words)
    await agent.open(f"/agents/dossiers/{case.reference}")
    assert "Une réponse corrigée à relire" in agent.words
    assert plain(agent.words).count(f"{old} → Maëlle") == 2  # on top, and in the journal
    await agent.press("J’ai relu ces corrections")
    assert "à relire" not in agent.words
    assert plain(agent.words).count(f"{old} → Maëlle") == 1


async def test_an_agent_asks_no_more(office, agent, robot, hours):
    case = await file(office, "ecrire-a-la-mairie", 0, hours())
    await tick(agent, case)
    await follow(robot, office, case)
    await robot.follow("Corriger mes réponses")
    assert "corrections demandées" in agent.words
    await agent.press("Ne plus les demander")
    assert "Ces corrections ne sont plus demandées." in agent.words
    robot.tree.get_element_by_id("prenom").set("value", "Maëlle")
    await robot.press("Envoyer mes corrections")
    assert robot.response.status_code == 409
    assert "Ces corrections ne sont plus demandées" in robot.words
    assert robot.tree.get_element_by_id("prenom").get("value") == "Maëlle"  # nothing typed is lost
    assert (await Case.get(reference=case.reference)).answers == case.answers
    await robot.press("Envoyer mes corrections")
    assert "Vos corrections sont enregistrées" in robot.words
    assert (await Case.get(reference=case.reference)).answers["prenom"] == "Maëlle"


async def test_the_person_changes_an_answer_of_their_own_accord(office, robot, hours):
    case = await file(office, "ecrire-a-la-mairie", 0, hours())
    await follow(robot, office, case)
    [link] = [
        one
        for one in robot.tree.cssselect("main dd.change a")
        if "/corriger/" in one.get("href") and one.get("href").endswith("#prenom-champ")
    ]
    await robot.open(link.get("href"))
    assert robot.heading == "Modifiez vos réponses"
    robot.tree.get_element_by_id("prenom").set("value", "Maëlle")
    await robot.press("Enregistrer")
    assert "Vos corrections sont enregistrées" in robot.words
    assert (await Case.get(reference=case.reference)).answers["prenom"] == "Maëlle"
    await robot.follow("Retirer ma demande")
    await robot.press("Oui, retirer ma demande")
    assert not robot.tree.cssselect("main dd.change")
    await robot.open(link.get("href"))
    assert robot.response.url.path == "/suivi/dossier"


# --- hostile


async def test_only_the_questions_asked_are_read(office, agent, robot, hours):
    case = await file(office, "ecrire-a-la-mairie", 0, hours())
    process = office.live["ecrire-a-la-mairie"].process
    spot = next(one for one, q in spots(journey(office, process, case)).items() if q.id == "prenom")
    await tick(agent, case, spot.key)
    await follow(robot, office, case)
    await robot.follow("Corriger mes réponses")
    form = robot.tree.cssselect("main form.questions")[0]
    forged = {"nom": "Pirate", "courriel": "pirate@example.org", "posees-page": "vous:nom", "demande-page": "999"}
    robot.tree.get_element_by_id("prenom").set("value", "Maëlle")
    await robot.submit(form, **forged)
    kept = await Case.get(reference=case.reference)
    assert {id for id in kept.answers if kept.answers[id] != case.answers[id]} <= {"prenom"}
    assert "Pirate" not in str(kept.answers)


async def test_another_case_s_demand_and_document_are_nobody_s(office, agent, robot, hours):
    mine = await file(office, "ecrire-a-la-mairie", 0, hours())
    theirs = await file(office, "ecrire-a-la-mairie", 0, hours())
    await tick(agent, theirs)
    other = await Correction.get(case_id=theirs.reference)
    await follow(robot, office, mine)
    sent = {"demande-page": str(other.id), "prenom": "Pirate"}
    answer = await robot.client.post("/suivi/dossier/corriger", data=sent, headers=HEADERS)
    assert str(answer.url).endswith("/suivi/dossier")
    for wrong in ("", "0", "9" * 30, "x"):
        answer = await robot.client.post("/suivi/dossier/corriger", data={"demande-page": wrong}, headers=HEADERS)
        assert str(answer.url).endswith("/suivi/dossier")
    for address in ("nulle-part", "vous/9", "vous/999999999999999999", "%00"):
        answer = await robot.client.post(f"/suivi/dossier/corriger/{address}", data={"prenom": "X"}, headers=HEADERS)
        assert answer.status_code in (200, 404)
    for case in (mine, theirs):
        assert (await Case.get(reference=case.reference)).answers == case.answers
    assert (await Correction.get(id=other.id)).open


async def test_without_a_followed_case_there_is_nothing_to_correct(robot):
    for address in ("/suivi/dossier/corriger", "/suivi/dossier/corriger/vous"):
        await robot.open(address)
        assert str(robot.response.url).endswith("/suivi")
        answer = await robot.client.post(address, data={"prenom": "X"}, headers=HEADERS)
        assert str(answer.url).endswith("/suivi")


# --- documents


async def filed_with_a_document(office, hours, *, several):
    """A case of a shipped démarche whose question of that kind has a document, and that question."""
    for slug in SHIPPED:
        process = office.live[slug].process
        if not any(one.type.name == "fichier" and one.options["plusieurs"] is several for one in process.questions()):
            continue
        for rank in range(len(process.scenarios)):
            case = await file(office, slug, rank, hours())
            for spot, question in spots(journey(office, process, case)).items():
                given = question.type.name == "fichier" and isinstance(case.answers.get(spot.question), list)
                if given and question.options["plusieurs"] is several:
                    return case, spot, question
    return pytest.fail("no shipped démarche asks for such a document")


async def test_a_new_document_takes_the_place_of_the_one_there(office, agent, robot, hours):
    case, spot, question = await filed_with_a_document(office, hours, several=False)
    [old] = case.answers[spot.question]
    await tick(agent, case, spot.key)
    await follow(robot, office, case)
    await robot.follow("Corriger mes réponses")
    assert "plan.pdf" in robot.words
    robot.attach(plain(question.label), "programme.pdf", content=b"MZ" + b"\0" * 200)
    await robot.press("Envoyer mes corrections")
    assert len(robot.errors) == 1, robot.words
    robot.attach(plain(question.label), "nouveau.png")
    await robot.press("Envoyer mes corrections")
    assert "Vos corrections sont enregistrées" in robot.words, (robot.errors, robot.words)
    [new] = (await Case.get(reference=case.reference)).answers[spot.question]
    document = await Document.get(id=new)
    assert (document.name, document.question, document.case_id) == ("nouveau.png", spot.question, case.reference)
    assert await Document.exists(id=old)  # what the service has read stays in the journal
    await agent.open(f"/agents/dossiers/{case.reference}")
    assert "plan.pdf → nouveau.png" in plain(agent.words)


async def test_documents_are_added_and_taken_away_where_there_may_be_several(office, agent, robot, hours):
    case, spot, question = await filed_with_a_document(office, hours, several=True)
    await tick(agent, case, spot.key)
    await follow(robot, office, case)
    await robot.follow("Corriger mes réponses")
    [box] = robot.tree.cssselect(f"input[name='{control_of(spot)}-enlever']")
    box.set("checked", "checked")
    robot.attach(plain(question.label), "un.png", "deux.pdf")
    await robot.press("Envoyer mes corrections")
    assert "Vos corrections sont enregistrées" in robot.words, (robot.errors, robot.words)
    kept = (await Case.get(reference=case.reference)).answers[spot.question]
    names = await Document.filter(id__in=kept).values_list("name", flat=True)
    assert sorted(names) == ["deux.pdf", "un.png"]


async def test_a_document_received_waits_for_the_rest_and_can_be_taken_back(office, agent, robot, hours):
    slug = "carte-de-stationnement-resident"
    process = office.live[slug].process
    case = await file(office, slug, 0, hours())
    every = spots(journey(office, process, case))
    spot, question = next((s, q) for s, q in every.items() if q.type.name == "fichier")
    phone = next(s for s, q in every.items() if q.type.name == "courriel")
    await tick(agent, case, spot.key, phone.key)
    await follow(robot, office, case)
    await robot.follow("Corriger mes réponses")
    robot.attach(plain(question.label), "nouveau.png")
    robot.tree.get_element_by_id(control_of(phone)).set("value", "sans arobase")
    await robot.press("Envoyer mes corrections")
    assert robot.response.status_code == 422
    assert "nouveau.png" in robot.words
    await follow(robot, office, case)
    await robot.follow("Corriger mes réponses")
    assert "nouveau.png" in robot.words  # another day: it is still there
    await robot.press("Retirer nouveau.png", "main form")
    assert "nouveau.png" not in robot.words
    assert not await Document.exists(name="nouveau.png")
    assert text(robot.tree.cssselect("h1")[0]) == "Corrigez vos réponses"
