"""Repeated groups as people meet them: the list, one more, one less, two windows, files, the case at the desk."""

import shutil

import pytest

from engine.acts import draft as drafts
from engine.acts.office import open_office
from engine.definition import catalogue as catalogues
from engine.records import Case, Document, Draft
from engine.web.app import create_app
from tests.cities import small
from tests.clerk import hire, sign_in
from tests.conftest import browser, settings_for
from tests.robot import BYTES, Robot

TEXT = """\
titre: Inscrire ses enfants au centre de loisirs
resume: Pour les vacances.
famille: Enfance et école
pour: [particulier]
canaux: [web, terminal, telephone]
service: education
donnees_personnelles: {finalite: Inscrire, base: mission d’intérêt public, conservation: 1 an}
formulaire:
  - page: Vos enfants
    repeter: {id: enfants, min: 1, max: 3, libelle: un enfant}
    questions:
      - {id: prenom, type: texte, question: Prénom de l’enfant, concerne: autre}
      - {id: age, type: nombre, question: Son âge, max: 17}
      - {id: doudou, type: texte, question: Le nom du doudou, si: {age: {moins_de: 4}}, concerne: autre}
  - page: Ses papiers
    repeter: {id: enfants}
    questions:
      - {id: papiers, type: fichier, question: Le carnet de l’enfant}
  - page: Autres adultes
    repeter: {id: adultes, min: 0, max: 2, libelle: personne}
    questions:
      - {id: adulte_nom, type: texte, question: Nom de cette personne, concerne: autre}
  - page: Grande famille
    si: {enfants: {au_moins: 3}}
    questions:
      - {id: carte, type: oui-non, question: Avez-vous la carte}
  - page: Vous
    questions:
      - {id: nom, type: texte, question: Votre nom}
routage: [{sinon: education}]
delais: {reponse: {objectif: 15 jours ouvrés}}
scenarios:
  - nom: Deux enfants
    depose: 2026-05-13 10:00
    reponses:
      enfants:
        - {prenom: Awa, age: 8, papiers: carnet.pdf}
        - {prenom: Noé, age: 3, doudou: Lapin, papiers: absent}
      nom: Diop
    attendu: {vers: education, pages: [Vos enfants, Ses papiers, Autres adultes, Vous]}
"""
ROAD = "/demarches/loisirs"
CARNETS = """\
titre: Les carnets
resume: Un carnet par enfant.
famille: Vie locale
pour: [particulier]
canaux: [web, telephone]
service: education
donnees_personnelles: {finalite: Lire, base: mission d’intérêt public, conservation: 1 an}
formulaire:
  - page: Les carnets
    repeter: {id: enfants, min: 1, max: 3, libelle: un enfant}
    questions:
      - {id: papiers, type: fichier, question: Le carnet de l’enfant}
      - {id: prenom, type: texte, question: Prénom de l’enfant, concerne: autre}
routage: [{sinon: education}]
delais: {reponse: {objectif: 15 jours ouvrés}}
scenarios:
  - nom: Un enfant
    depose: 2026-05-13 10:00
    reponses: {enfants: [{prenom: Awa, papiers: carnet.pdf}]}
    attendu: {vers: education}
"""


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    """A city whose only démarche repeats its pages."""
    found = catalogues.load(small(tmp_path_factory.mktemp("centre"), loisirs=TEXT, carnets=CARNETS))
    assert {"loisirs", "carnets"} <= set(found.processes), [str(problem) for problem in found.problems]
    return found


@pytest.fixture
async def app(empty_sqlite, tmp_path, centre, theme, hours):
    shutil.copy(empty_sqlite, tmp_path / "parvis.sqlite3")
    settings = settings_for(tmp_path, PARVIS_DEMO="oui")
    served = create_app(settings, lambda at: open_office(centre, theme, settings, at), now=hours)
    async with served.router.lifespan_context(served):
        yield served


@pytest.fixture
async def robot(app, centre):
    async with browser(app) as client:
        yield Robot(client, centre.city.name)


async def begin(robot):
    await robot.open(ROAD)
    await robot.press("Commencer")


async def add(robot, name, age, doudou="", file=""):
    robot.fill("Prénom de l’enfant", name)
    robot.fill("Son âge", age)
    await robot.press("Continuer", "main form.questions")
    if doudou:
        robot.fill("Le nom du doudou", doudou)
        await robot.press("Continuer", "main form.questions")
    if file:
        robot.attach("Le carnet de l’enfant", file)
    else:
        robot.fill("Le carnet de l’enfant", "Je n’ai pas ce document")
    await robot.press("Continuer", "main form.questions")


def where(robot):
    return str(robot.response.url).split("/page/")[-1]


async def held():
    return (await Draft.all().order_by("-id").first()).answers.get("enfants", [])


async def test_one_is_asked_at_once_then_listed_then_one_more(robot):
    await begin(robot)
    assert where(robot) == "vos-enfants/1"
    assert robot.heading == "Vos enfants – enfant 1 sur 1"
    assert "Awa" not in robot.title
    await add(robot, "Awa", "8", file="carnet.pdf")
    assert where(robot) == "vos-enfants"
    assert robot.heading.replace("\u00a0", " ") == "Vous avez ajouté 1 enfant"
    assert "Awa" in robot.words
    await robot.follow("Ajouter un autre enfant")
    assert robot.heading == "Vos enfants – enfant 2 sur 2"
    await add(robot, "Noé", "3", "Lapin")
    assert robot.heading.replace("\u00a0", " ") == "Vous avez ajouté 2 enfants"
    assert [sorted(one) for one in await held()] == [
        ["_id", "age", "papiers", "prenom"],
        ["_id", "age", "doudou", "papiers", "prenom"],
    ]


async def test_the_list_says_when_it_is_full(robot):
    await begin(robot)
    for number in (1, 2, 3):
        await add(robot, f"Enfant{number}", "8")
        if number < 3:
            await robot.follow("Ajouter un autre enfant")
    assert "C’est le plus que l’on peut indiquer ici" in robot.words
    await robot.open(f"{ROAD}/page/vos-enfants/4")
    assert where(robot) == "vos-enfants"
    await robot.press("Continuer", "main form.questions")
    assert where(robot) == "autres-adultes"
    await robot.press("Continuer", "main form.questions")
    assert robot.heading == "Avez-vous la carte"


async def test_a_group_one_may_leave_empty_is_seen_then_left(robot):
    await begin(robot)
    await add(robot, "Awa", "8")
    await robot.press("Continuer", "main form.questions")
    assert robot.heading == "Autres adultes"
    assert "Vous n’avez rien ajouté" in robot.words
    await robot.follow("Ajouter 1 personne")
    await robot.press("Continuer", "main form.questions")
    assert robot.errors
    await robot.open(f"{ROAD}/page/autres-adultes")
    await robot.press("Continuer", "main form.questions")
    assert where(robot) == "autres-adultes/1" or robot.heading == "Votre nom"


async def test_a_file_sent_alone_begins_its_instance_and_belongs_to_it_only(robot):
    await begin(robot)
    await add(robot, "Awa", "8", file="carnet.pdf")
    await robot.follow("Ajouter un autre enfant")
    robot.fill("Prénom de l’enfant", "Noé")
    robot.fill("Son âge", "8")
    await robot.press("Continuer", "main form.questions")
    address, mark = str(robot.response.url), robot.tree.cssselect("input[name=instance-page]")[0].get("value")
    files = [("papiers", ("noe.pdf", BYTES["pdf"], "application/pdf"))]
    for _ in range(2):
        answer = await robot.client.post(f"{address}/documents/papiers", files=files, data={"instance-page": mark})
        assert answer.status_code == 200
        assert "noe.pdf" in answer.text
        assert "carnet.pdf" not in answer.text
    await robot.open(address)
    assert "noe.pdf" in robot.words
    await robot.press("Continuer", "main form.questions")
    assert [len(one["papiers"]) for one in await held()] == [1, 1]


async def test_someone_new_begins_with_a_file_sent_alone(robot):
    await robot.open("/demarches/carnets")
    await robot.press("Commencer")
    address, mark = str(robot.response.url), robot.tree.cssselect("input[name=instance-page]")[0].get("value")
    files = [("papiers", ("noe.pdf", BYTES["pdf"], "application/pdf"))]
    for _ in range(2):
        answer = await robot.client.post(f"{address}/documents/papiers", files=files, data={"instance-page": mark})
        assert answer.status_code == 200
    assert len(await held()) == 1
    await robot.open(address)  # the page was left, and is opened again
    assert "noe.pdf" in robot.words


async def test_taking_one_away_is_asked_once_more_and_takes_its_documents(robot):
    await begin(robot)
    await add(robot, "Awa", "8", file="awa.pdf")
    assert "Retirer" not in robot.words
    await robot.follow("Ajouter un autre enfant")
    await add(robot, "Noé", "9", file="noe.pdf")
    await robot.open(f"{ROAD}/page/vos-enfants/1/retirer")
    assert "Awa" in robot.heading
    assert "Awa" not in robot.title
    await robot.follow("Non, garder")
    assert len(await held()) == 2
    await robot.open(f"{ROAD}/page/vos-enfants/1/retirer")
    await robot.press("Oui, retirer")
    assert [one["prenom"] for one in await held()] == ["Noé"]
    assert [document.name for document in await Document.all()] == ["noe.pdf"]
    assert robot.heading.replace("\u00a0", " ") == "Vous avez ajouté 1 enfant"


async def test_the_last_one_that_is_needed_stays(robot):
    await begin(robot)
    await add(robot, "Awa", "8")
    await robot.open(f"{ROAD}/page/vos-enfants/1/retirer")
    await robot.press("Oui, retirer")
    assert robot.response.status_code == 422
    assert robot.errors == ["Il en faut au moins 1. Vous pouvez modifier les réponses, ou en ajouter avant de retirer."]
    assert len(await held()) == 1


async def test_the_same_form_sent_twice_changes_the_same_one(robot):
    await begin(robot)
    robot.fill("Prénom de l’enfant", "Awa")
    robot.fill("Son âge", "8")
    form = robot.tree.cssselect("main form.questions")[0]
    await robot.submit(form)
    await robot.open(f"{ROAD}/page/vos-enfants/1")
    await robot.submit(form)
    assert [one["prenom"] for one in await held()] == ["Awa"]


async def test_two_windows_that_add_each_keep_theirs(robot):
    await begin(robot)
    await add(robot, "Awa", "8")
    await robot.follow("Ajouter un autre enfant")
    other = robot.tree.cssselect("main form.questions")[0]
    robot.fill("Prénom de l’enfant", "Zoé")
    robot.fill("Son âge", "5")
    await robot.open(f"{ROAD}/page/vos-enfants/2")
    await add(robot, "Noé", "9")
    await robot.submit(other)
    assert [one["prenom"] for one in await held()] == ["Awa", "Noé", "Zoé"]


async def test_what_another_window_took_away_is_not_given_to_someone_else(robot):
    await begin(robot)
    await add(robot, "Awa", "8")
    await robot.follow("Ajouter un autre enfant")
    await add(robot, "Noé", "9")
    await robot.open(f"{ROAD}/page/vos-enfants/1")
    robot.fill("Prénom de l’enfant", "Awa Marie")
    first = robot.tree.cssselect("main form.questions")[0]
    await robot.open(f"{ROAD}/page/vos-enfants/2")
    robot.fill("Prénom de l’enfant", "Noé Paul")
    second = robot.tree.cssselect("main form.questions")[0]
    await robot.open(f"{ROAD}/page/vos-enfants/1/retirer")
    await robot.press("Oui, retirer")
    await robot.submit(first)
    assert robot.response.status_code == 409
    assert "Vous avez ajouté 1 enfant" in robot.heading.replace("\u00a0", " ")
    assert "Awa Marie" in robot.words  # given back, to be copied
    assert [one["prenom"] for one in await held()] == ["Noé"]
    await robot.submit(second)
    assert [one["prenom"] for one in await held()] == ["Noé Paul"]


async def test_everything_is_read_again_changed_sent_and_shown_with_each_child(robot, app):
    await begin(robot)
    await add(robot, "Awa", "8", file="awa.pdf")
    await robot.follow("Ajouter un autre enfant")
    await add(robot, "Noé", "3", "Lapin", file="noe.pdf")
    await robot.press("Continuer", "main form.questions")
    await robot.press("Continuer", "main form.questions")
    robot.fill("Votre nom", "Diop")
    await robot.press("Continuer", "main form.questions")
    assert robot.heading == "Vérifiez vos réponses"
    sections = [heading.text_content() for heading in robot.tree.cssselect("main section h2")]
    assert sections[:5] == [
        "Vos enfants",
        "Vos enfants – enfant 1 sur 2",
        "Ses papiers – enfant 1 sur 2",
        "Vos enfants – enfant 2 sur 2",
        "Ses papiers – enfant 2 sur 2",
    ]
    change = next(link for link in robot.tree.cssselect(".change a") if "vos-enfants/2" in link.get("href"))
    await robot.open(change.get("href"))
    robot.fill("Prénom de l’enfant", "Noé Paul")
    await robot.press("Enregistrer", "main form.questions")
    assert robot.heading == "Vérifiez vos réponses"
    await robot.press("Envoyer")
    assert robot.heading == "Votre demande est envoyée"
    case = await Case.all().first()
    assert [sorted(one) for one in case.answers["enfants"]] == [
        ["age", "papiers", "prenom"],
        ["age", "doudou", "papiers", "prenom"],
    ]
    assert case.answers["adultes"] == []
    kept = {document.id: document.name for document in await Document.filter(case_id=case.reference)}
    assert [kept[one["papiers"][0]] for one in case.answers["enfants"]] == ["awa.pdf", "noe.pdf"]
    assert "noe.pdf" in robot.words


async def test_from_the_check_page_one_may_still_be_added(robot):
    await begin(robot)
    await add(robot, "Awa", "8")
    await robot.press("Continuer", "main form.questions")
    await robot.press("Continuer", "main form.questions")
    robot.fill("Votre nom", "Diop")
    await robot.press("Continuer", "main form.questions")
    await robot.open(f"{ROAD}/page/vos-enfants?retour=verifier")
    await robot.follow("Ajouter un autre enfant")
    robot.fill("Prénom de l’enfant", "Noé")
    robot.fill("Son âge", "9")
    await robot.press("Enregistrer", "main form.questions")
    assert robot.heading == "Ses papiers – enfant 2 sur 2"
    robot.fill("Le carnet de l’enfant", "Je n’ai pas ce document")
    await robot.press("Enregistrer", "main form.questions")
    assert robot.heading == "Vérifiez vos réponses"


async def test_a_group_that_changes_in_two_places_at_once_loses_nobody(robot, hours):
    await begin(robot)
    await add(robot, "Awa", "8")
    kept = await Draft.all().order_by("-id").first()
    stale = await Draft.get(id=kept.id)
    await drafts.change(kept, lambda held: {**held, "enfants": [*held["enfants"], {"_id": "11111111"}]}, hours())
    await drafts.change(stale, lambda held: {**held, "enfants": [*held["enfants"], {"_id": "22222222"}]}, hours())
    assert [one["_id"] for one in await held()][1:] == ["11111111", "22222222"]


async def test_the_desk_shows_each_document_with_its_child(robot, app):
    await begin(robot)
    await add(robot, "Awa", "8", file="awa.pdf")
    await robot.follow("Ajouter un autre enfant")
    await add(robot, "Noé", "9", file="noe.pdf")
    await robot.press("Continuer", "main form.questions")
    await robot.press("Continuer", "main form.questions")
    robot.fill("Votre nom", "Diop")
    await robot.press("Continuer", "main form.questions")
    await robot.press("Envoyer")
    case = await Case.all().first()
    await hire("samira-bouzid", case.unit, at=case.filed_at)
    desk = Robot(robot.client, robot.city)
    await sign_in(desk, "samira-bouzid")
    await desk.open(f"/agents/dossiers/{case.reference}")
    for number, name in ((1, "awa.pdf"), (2, "noe.pdf")):
        title = next(one for one in desk.tree.cssselect("h3") if f"papiers – enfant {number}" in one.text_content())
        assert name in title.getnext().text_content()
    assert "Vos enfants – enfant 2 sur 2" in desk.words


async def test_a_question_called_for_by_an_answer_of_the_same_child_appears_at_once(robot):
    await begin(robot)
    address = f"{ROAD}/page/vos-enfants/1/apercu"
    typed = {"prenom": "Noé", "age": "3", "instance-page": "+0123abcd"}
    answered = await robot.client.post(address, data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answered.status_code == 200
    assert "Le nom du doudou" in answered.text
    typed["age"] = "9"
    answered = await robot.client.post(address, data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answered.status_code == 204
    assert await held() == []


async def test_a_name_of_instance_made_up_by_a_form_harms_nobody(robot):
    await begin(robot)
    await add(robot, "Awa", "8")
    form = {"prenom": "Pirate", "age": "9"}
    for made_up in ("+../../x", "", "zzzzzzzz", "0123abcd"):
        data = {**form, "instance-page": made_up} if made_up else form
        await robot.client.post(f"{ROAD}/page/vos-enfants/2", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert (await held())[0]["prenom"] == "Awa"
    assert all(len(one["_id"]) == 8 for one in await held())
    assert len(await held()) <= 3
