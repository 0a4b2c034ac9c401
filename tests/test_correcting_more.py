"""Corrections where forms are hardest: repeated groups, questions that appear and go, checks, what may not be changed."""

import shutil

import pytest

from engine.acts import demand, play
from engine.acts.filled import Filled, Wanted
from engine.acts.office import open_office
from engine.definition import catalogue as catalogues
from engine.records import Agent, Case, Correction, Event
from engine.web.app import create_app
from tests.cities import small
from tests.clerk import file, hire
from tests.conftest import browser, settings_for
from tests.robot import Robot, plain
from tests.test_withdrawing import follow

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
  - page: Le repas
    id: repas
    questions:
      - {id: cantine, type: oui-non, question: Mange à la cantine}
      - {id: regime, type: texte, question: Un régime, si: {cantine: oui}}
      - {id: jours, type: nombre, question: Combien de jours}
    verifications:
      - {si: {jours: {plus_de: 5}}, message: Cela fait plus qu’une semaine., bloquant: non}
  - page: Vous
    id: vous
    questions:
      - {id: nom, type: texte, question: Votre nom}
      - {id: signe, type: texte, question: Signature, corrigeable: non}
      - {id: rib, type: iban, question: Votre compte, facultatif: oui}
      - {id: vaccins, type: fichier, question: Les vaccins, facultatif: oui, si_vide: Joignez la page des vaccins.}
      - {id: mot, type: texte, question: Un mot, facultatif: oui}
routage: [{sinon: education}]
delais: {reponse: {objectif: 15 jours ouvrés, suspendu_pendant: [attente-usager]}}
scenarios:
  - nom: Deux enfants
    depose: 2026-05-13 10:00
    reponses:
      enfants:
        - {prenom: Awa, age: 8}
        - {prenom: Noé, age: 3, doudou: Lapin}
      cantine: non
      jours: 2
      nom: Diop
      signe: Diop
      rib: FR76 3000 6000 0112 3456 7890 189
    attendu: {vers: education}
"""


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    found = catalogues.load(small(tmp_path_factory.mktemp("centre"), loisirs=TEXT))
    assert "loisirs" in found.processes, [str(problem) for problem in found.problems]
    return found


@pytest.fixture
async def office(empty_sqlite, tmp_path, centre, theme, hours):
    shutil.copy(empty_sqlite, tmp_path / "parvis.sqlite3")
    settings = settings_for(tmp_path, PARVIS_DEMO="oui")
    served = create_app(settings, lambda at: open_office(centre, theme, settings, at), now=hours)
    async with served.router.lifespan_context(served):
        served.state.office.served = served
        yield served.state.office


@pytest.fixture
async def robot(office, centre):
    async with browser(office.served) as client:
        yield Robot(client, centre.city.name)


@pytest.fixture
async def case(office, hours):
    return await file(office, "loisirs", 0, hours())


async def asked(office, case, hours, *keys):
    await hire("ines", role="administrateur", at=hours())
    ines = await Agent.get(login="ines")
    return await play.act(office, case, ines, "demander", Filled(corrections=[Wanted(key) for key in keys]), hours())


def put(robot, id, value):
    robot.tree.get_element_by_id(id).set("value", value)


async def answers(case):
    return (await Case.get(reference=case.reference)).answers


async def test_one_instance_is_asked_again_under_its_own_name(office, case, robot, hours):
    await asked(office, case, hours, "vos-enfants/1:prenom", "vos-enfants/2:prenom", "vous:nom")
    await follow(robot, office, case)
    assert "Prénom de l’enfant (enfant 2)" in robot.words
    await robot.follow("Corriger mes réponses")
    assert robot.asked() == ["Prénom de l’enfant", "Prénom de l’enfant", "Votre nom"]
    assert "Vos enfants – enfant 2 sur 2" in robot.words
    put(robot, "vos-enfants-2-prenom", "Noël")
    await robot.press("Envoyer mes corrections")
    assert "Vos corrections sont enregistrées" in robot.words
    assert [one["prenom"] for one in (await answers(case))["enfants"]] == ["Awa", "Noël"]
    assert "Noé → Noël" in plain(robot.words)


async def test_a_correction_calls_for_a_question_on_the_same_page_without_scripts(office, case, robot, hours):
    await asked(office, case, hours, "vos-enfants/1:age", "repas:cantine")
    await follow(robot, office, case)
    await robot.follow("Corriger mes réponses")
    put(robot, "vos-enfants-1-age", "2")
    robot.fill("Mange à la cantine", "Oui")
    await robot.press("Envoyer mes corrections")
    assert robot.response.status_code == 422
    assert "2 questions de plus" in robot.words
    assert robot.errors == []
    assert (await answers(case)) == case.answers
    put(robot, "vos-enfants-1-doudou", "Ours")
    await robot.press("Envoyer mes corrections")
    assert len(robot.errors) == 1  # the diet has been seen now, and left empty
    put(robot, "regime", "Sans arachide")
    await robot.press("Envoyer mes corrections")
    assert "Vos corrections sont enregistrées" in robot.words
    kept = await answers(case)
    assert kept["enfants"][0] == {"prenom": "Awa", "age": "2", "doudou": "Ours"}
    assert (kept["cantine"], kept["regime"]) == (True, "Sans arachide")


async def test_an_answer_that_goes_is_named(office, case, robot, hours):
    await follow(robot, office, case)
    await robot.open("/suivi/dossier/corriger/vos-enfants/2")
    put(robot, "vos-enfants-2-age", "9")
    await robot.press("Enregistrer")
    assert "Ces réponses ne servent plus" in robot.words
    assert "Le nom du doudou (enfant 2)" in robot.words
    assert "Lapin → n’est plus demandé" in plain(robot.words)
    assert "doudou" not in (await answers(case))["enfants"][1]


async def test_a_check_that_warns_is_read_once_then_passed(office, case, robot, hours):
    await follow(robot, office, case)
    await robot.open("/suivi/dossier/corriger/repas")
    put(robot, "jours", "6")
    await robot.press("Enregistrer")
    assert "Cela fait plus qu’une semaine." in robot.words
    assert (await answers(case))["jours"] == "2"
    await robot.press("Continuer quand même")
    assert (await answers(case))["jours"] == "6"


async def test_what_may_not_be_corrected_is_changed_only_when_asked(office, case, robot, hours):
    await follow(robot, office, case)
    links = [one.get("href") for one in robot.tree.cssselect("main dd.change a")]
    assert "/suivi/dossier/corriger/vous#nom-champ" in links
    assert not any("signe" in one for one in links)
    await robot.open("/suivi/dossier/corriger/vous")
    assert "Signature" not in robot.asked()
    await robot.submit(robot.tree.cssselect("main form.questions")[0], signe="Pirate", **{"posees-page": "vous:signe"})
    assert (await answers(case))["signe"] == "Diop"
    await asked(office, await Case.get(reference=case.reference), hours, "vous:signe")
    await robot.open("/suivi/dossier/corriger")
    put(robot, "signe", "Diop-Sy")
    await robot.press("Envoyer mes corrections")
    assert (await answers(case))["signe"] == "Diop-Sy"


async def test_what_could_be_misused_is_hidden_in_the_story(office, case, robot, hours):
    await follow(robot, office, case)
    await robot.open("/suivi/dossier/corriger/vous")
    put(robot, "rib", "FR14 2004 1010 0505 0001 3M02 606")
    await robot.press("Enregistrer")
    assert "Vos corrections sont enregistrées" in robot.words, robot.errors
    shown = "".join(robot.words.split())
    assert "FR1420041010" not in shown
    assert "FR7630006000" not in shown


async def test_a_demand_whose_questions_are_gone_is_over(office, case, robot, hours):
    await asked(office, case, hours, "vos-enfants/2:doudou")
    await follow(robot, office, case)
    await robot.open("/suivi/dossier/corriger/vos-enfants/2")
    put(robot, "vos-enfants-2-age", "9")
    await robot.press("Enregistrer")
    kept = await Case.get(reference=case.reference)
    assert (kept.state, await demand.open_one(kept)) == ("en-cours", None)
    assert (await Correction.get(case_id=case.reference)).ended == "corrigee"
    assert await Event.filter(case_id=case.reference, kind="repris").count() == 1
    await robot.open("/suivi/dossier/corriger")
    assert robot.response.url.path == "/suivi/dossier"


async def test_two_windows_answer_one_demand_the_second_is_told_and_loses_nothing(office, case, robot, hours):
    await asked(office, case, hours, "vous:nom")
    await follow(robot, office, case)
    await robot.follow("Corriger mes réponses")
    form = robot.tree.cssselect("main form.questions")[0]
    put(robot, "nom", "Diop-Sy")
    await robot.submit(form)
    assert "Vos corrections sont enregistrées" in robot.words
    await robot.submit(form)  # the very same again
    assert "Vos réponses restent comme avant" in robot.words
    form.cssselect("#nom")[0].set("value", "Diop Sy")
    await robot.submit(form)
    assert robot.response.status_code == 409
    assert robot.tree.get_element_by_id("nom").get("value") == "Diop Sy"
    assert (await answers(case))["nom"] == "Diop-Sy"
    assert await Event.filter(case_id=case.reference, kind="corrige").count() == 1


async def test_what_the_service_asks_for_is_answered_even_where_the_form_let_it_be_empty(office, case, robot, hours):
    await asked(office, case, hours, "vous:vaccins", "vous:mot")
    await follow(robot, office, case)
    await robot.follow("Corriger mes réponses")
    assert "facultatif" not in robot.words
    await robot.press("Envoyer mes corrections")
    assert robot.response.status_code == 422
    assert len(robot.errors) == 2
    assert "Joignez la page des vaccins." in robot.words
    assert (await Correction.get(case_id=case.reference)).ended_at is None
    put(robot, "mot", "Merci")
    robot.tree.cssselect("input[name='vaccins-absent']")[0].set("checked", "checked")
    await robot.press("Envoyer mes corrections")
    assert "Vos corrections sont enregistrées" in robot.words, robot.errors
    kept = await answers(case)
    assert (kept["vaccins"], kept["mot"]) == ({"absent": True}, "Merci")
    assert (await Correction.get(case_id=case.reference)).ended == "corrigee"
