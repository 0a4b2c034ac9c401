"""Answers that do not go together: told beside the right questions, blocking or not, and checked again at the end."""

import pytest

from engine import rehearsal
from engine.acts.submit import submit
from engine.definition import catalogue as definitions
from engine.definition.catalogue import compile_edition
from engine.definition.condition import Facts
from engine.errors import NotAllowed
from engine.journey import Journey
from engine.records import Case, Draft
from tests.test_definition import CITY
from tests.test_journey import DAY

PROCESS = """\
titre: Réserver une salle
resume: Dites-nous quand.
famille: Essais
pour: [particulier]
canaux: [web, telephone]
service: mairie
donnees_personnelles: {finalite: Vous répondre, base: mission d’intérêt public, conservation: 1 an}
parametres:
  chaises: {type: nombre, valeur: 80}
formulaire:
  - page: Vous
    questions:
      - {id: prenom, type: texte, question: Votre prénom}
      - {id: assis, type: oui-non, question: Serez-vous assis}
  - page: La salle
    questions:
      - {id: personnes, type: nombre, question: Combien de personnes}
      - {id: chauffeuses, type: nombre, question: Combien de fauteuils}
      - {id: note, type: texte, question: Une remarque, facultatif: oui}
    verifications:
      - si: {tous: [{assis: oui}, {personnes: {plus_de: parametre.chaises}}]}
        message: "Il y a {{ parametre.chaises }} chaises, {{ reponse.prenom }}, pas {{ reponse.personnes }} : venez debout."
        questions: [personnes, chauffeuses]
      - si: {personnes: {plus_de: 50}, note: {renseigne: non}}
        message: Au-dessus de 50 personnes, une remarque nous aide.
        questions: note
        bloquant: non
  - page: La fin
    questions:
      - {id: fin, type: texte, question: Un dernier mot}
routage:
  - {sinon: mairie}
delais: {reponse: {objectif: 15 jours ouvrés}}
scenarios:
  - nom: Peu de monde
    depose: 2026-05-13 10:00
    reponses: {prenom: Ana, assis: oui, personnes: 10, chauffeuses: 0, fin: Merci}
    attendu: {vers: mairie}
"""
TOO_MANY = "Il y a 80 chaises, Ana, pas 90 : venez debout."
REMARK = "Au-dessus de 50 personnes, une remarque nous aide."
COMPILED = compile_edition("salle", {"processes/salle.yaml": PROCESS})
FIRST = {"prenom": "Ana", "assis": True}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    """The démarche above, in a small town: what the robot is served."""
    root = tmp_path_factory.mktemp("ville")
    for folder in ("processes", "forms"):
        (root / folder).mkdir()
    (root / "processes/_organisation.yaml").write_text(CITY, "utf-8")
    (root / "processes/salle.yaml").write_text(PROCESS, "utf-8")
    return definitions.load(root, rehearsal.check)


def journey(**answers):
    return Journey(COMPILED, Facts(answers, DAY))


def typed(personnes, note="", chauffeuses="0"):
    return {"personnes": personnes, "chauffeuses": chauffeuses, "note": note}


# --- the form


def test_a_fault_is_told_beside_each_question_named():
    way = journey(**FIRST)
    checked = way.check(way.pages[1], typed("90", "x"))
    assert checked.errors == {"personnes": TOO_MANY, "chauffeuses": TOO_MANY}
    assert checked.values["personnes"] == "90"


def test_it_looks_at_the_pages_before():
    way = journey(**{**FIRST, "assis": False})
    assert way.check(way.pages[1], typed("90", "x")).errors == {}


def test_a_wrong_answer_is_told_first():
    way = journey(**FIRST)
    assert list(way.check(way.pages[1], typed("90", "x", "beaucoup")).errors) == ["chauffeuses"]


def test_a_fault_that_does_not_block_is_a_warning_known_by_its_answers():
    way = journey(**FIRST)
    first, same, other = (way.check(way.pages[1], typed(number)).warnings for number in ("60", "60", "70"))
    assert [(one.sentence, one.questions) for one in first] == [(REMARK, ("note",))]
    assert first == same
    assert first[0].key != other[0].key


def test_a_page_whose_answers_do_not_go_together_is_not_complete():
    way = journey(**FIRST, personnes="90", chauffeuses="0", note="x", fin="y")
    assert way.next_page.id == "la-salle"
    assert way.faults(way.pages[1]) == {"personnes": TOO_MANY, "chauffeuses": TOO_MANY}
    assert journey(**FIRST, personnes="60", chauffeuses="0", note=None, fin="y").next_page is None


# --- the file


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("questions: note\n", "questions: nte\n", "question-inconnue"),
        ("questions: note\n", "questions: prenom\n", "question-hors-page"),
        ("questions: [personnes, chauffeuses]", "questions: [personnes, prenom]", "question-hors-page"),
        ("bloquant: non", "bloquant: peut-être", "oui-ou-non"),
        ("bloquant: non", "bloquante: non", "cle-inconnue"),
        ("        questions: note\n", "        question: note\n", "cle-inconnue"),
        ("{personnes: {plus_de: 50}, note:", "{fin: x, note:", "reference-en-avant"),
        ("{personnes: {plus_de: 50}, note:", "{person: {plus_de: 50}, note:", "question-inconnue"),
        ("message: Au-dessus", "massage: Au-dessus", "cle-inconnue"),
        ("{{ reponse.personnes }} :", "{{ reponse.fin }} :", "reference-en-avant"),
    ],
)
def test_a_verification_badly_written_is_told_once(tmp_path, old, new, code):
    for folder in ("processes", "forms"):
        (tmp_path / folder).mkdir()
    (tmp_path / "processes/_organisation.yaml").write_text(CITY, "utf-8")
    assert old in PROCESS
    (tmp_path / "processes/salle.yaml").write_text(PROCESS.replace(old, new, 1), "utf-8")
    assert [one.code for one in definitions.load(tmp_path).problems if one.blocks] == [code]


def test_a_scenario_that_the_verification_refuses_is_told(tmp_path):
    for folder in ("processes", "forms"):
        (tmp_path / folder).mkdir()
    (tmp_path / "processes/_organisation.yaml").write_text(CITY, "utf-8")
    (tmp_path / "processes/salle.yaml").write_text(PROCESS.replace("personnes: 10,", "personnes: 90,"), "utf-8")
    found = [one for one in definitions.load(tmp_path, rehearsal.check).problems if one.blocks]
    assert {one.code for one in found} == {"reponse-refusee"}
    assert TOO_MANY in found[0].sentence


BLOCK = """\
titre: Des dates
questions:
  - {id: debut, type: nombre, question: Début}
  - {id: fin, type: nombre, question: Fin}
verifications:
  - si: court
    message: "Après {{ reponse.debut }} !"
    questions: [debut, fin]
conditions:
  court: {fin: {moins_de: 5}}
"""


def test_a_block_brings_its_verifications_under_its_prefix(tmp_path):
    for folder in ("processes", "forms"):
        (tmp_path / folder).mkdir()
    (tmp_path / "forms/dates.yaml").write_text(BLOCK, "utf-8")
    (tmp_path / "processes/_organisation.yaml").write_text(CITY, "utf-8")
    text = PROCESS.replace("routage:", "  - {inclure: dates, prefixe: fete}\nroutage:", 1)
    text = text.replace("fin: Merci}", "fin: Merci, fete_debut: 1, fete_fin: 9}")
    (tmp_path / "processes/salle.yaml").write_text(text, "utf-8")
    found = definitions.load(tmp_path, rehearsal.check)
    assert not [one for one in found.problems if one.blocks]
    page = found.processes["salle"].pages[-1]
    answers = {**FIRST, "personnes": "1", "chauffeuses": "0", "note": None, "fin": "x"}
    way = Journey(found.processes["salle"], Facts(answers, DAY))
    checked = way.check(page, {"fete_debut": "1", "fete_fin": "2"})
    assert checked.errors == {"fete_debut": "Après 1 !", "fete_fin": "Après 1 !"}


# --- the pages, without a line of JavaScript


async def to_the_room(robot):
    await robot.open("/demarches/salle")
    await robot.press("Commencer")
    robot.fill("Votre prénom", "Ana")
    robot.fill("Serez-vous assis", "Oui")
    await robot.press("Continuer")


def fill_room(robot, people):
    robot.fill("Combien de personnes", people)
    robot.fill("Combien de fauteuils", "0")


async def test_a_fault_stops_on_its_page_with_one_line_in_the_summary(robot):
    await to_the_room(robot)
    fill_room(robot, "90")
    await robot.press("Continuer")
    assert robot.response.status_code == 422
    assert robot.errors == [TOO_MANY]
    assert robot.words.count(TOO_MANY) == 3
    await robot.open("/demarches/salle/page/la-fin")
    assert robot.heading == "La salle"
    assert robot.errors == [TOO_MANY]


async def test_a_warning_is_read_once_then_one_goes_on(robot):
    await to_the_room(robot)
    fill_room(robot, "60")
    await robot.press("Continuer")
    assert robot.response.status_code == 422
    assert REMARK in robot.words
    assert robot.errors == []
    await robot.press("Continuer quand même")
    assert robot.heading == "Un dernier mot"
    await robot.follow("Page précédente")
    await robot.press("Continuer")
    assert robot.heading == "Un dernier mot", "already read for these answers"
    await robot.follow("Page précédente")
    fill_room(robot, "70")
    await robot.press("Continuer")
    assert REMARK in robot.words, "other answers: warned again"


async def test_going_on_all_the_same_does_not_let_other_answers_through(robot):
    await to_the_room(robot)
    fill_room(robot, "60")
    await robot.press("Continuer")
    fill_room(robot, "90")
    await robot.press("Continuer quand même")
    assert robot.errors == [TOO_MANY]


async def test_what_was_warned_is_no_answer_of_the_case(robot, hours):
    await to_the_room(robot)
    fill_room(robot, "60")
    await robot.press("Continuer")
    await robot.press("Continuer quand même")
    robot.fill("Un dernier mot", "Merci")
    await robot.press("Continuer")
    await robot.press("Envoyer")
    case = await Case.first()
    assert set(case.answers) == {"prenom", "assis", "personnes", "chauffeuses", "note", "fin"}


async def test_the_server_judges_again_when_it_is_sent(robot, app, hours):
    await to_the_room(robot)
    draft = await Draft.first()
    draft.answers = {**draft.answers, "personnes": "90", "chauffeuses": "0", "note": "x", "fin": "y"}
    await draft.save()
    with pytest.raises(NotAllowed, match="80 chaises"):
        await submit(app.state.office, draft, "web", hours())
