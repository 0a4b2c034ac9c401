"""A démarche changes while someone is filling it in: they are told what changes, choose, and lose nothing in silence."""

import pytest

from engine.acts import draft as drafts
from engine.acts import renew
from engine.acts.office import open_office
from engine.definition.catalogue import load
from engine.definition.difference import differences, for_person
from engine.fields.base import FilingDay
from engine.records import Draft
from tests.cities import PLAIN, shipped

FORM = (
    "titre: Réserver une salle\n"
    + PLAIN
    + """formulaire:
  - page: La salle
    questions:
      - {id: nom, type: texte, question: Votre nom}
      - {id: salle, type: choix, question: Quelle salle, options: {grande: La grande, petite: La petite}}
      - {id: jour, type: texte, question: Quel jour}
      - {id: raison, type: texte, question: Pourquoi, facultatif: oui}
  - page: La suite
    questions:
      - {id: fin, type: oui-non, question: Est-ce fini}
routage:
  - sinon: proximite
delais:
  reponse: {objectif: 10 jours ouvrés}
scenarios:
  - nom: Un essai
    depose: 2026-05-13 10:00
    reponses: {nom: Ana, salle: grande, jour: mardi, fin: oui}
    attendu: {vers: proximite}
"""
)
NEW = (
    FORM.replace("grande: La grande, ", "")
    .replace("salle: grande", "salle: petite")
    .replace("{id: jour, type: texte, question: Quel jour}", "{id: quand, type: texte, question: Quel jour}")
    .replace("jour: mardi", "quand: mardi")
)


@pytest.fixture
def town(tmp_path):
    return shipped(tmp_path / "ville", "processes", "forms")


@pytest.fixture
def catalogue(town):
    write(town, FORM)
    return load(town)


def write(town, text):
    (town / "processes/salle.yaml").write_text(text, "utf-8")


async def reopened(app, town, text, at):
    """The file is saved again: its new text is in force."""
    write(town, text)
    before = app.state.office
    app.state.office = await open_office(load(town), before.theme, before.settings, at)


async def begun(robot):
    await robot.open("/demarches/salle")
    await robot.press("Commencer")
    robot.fill("Votre nom", "Ana")
    robot.fill("Quelle salle", "La grande")
    robot.fill("Quel jour", "mardi")
    await robot.press("Continuer", "main form.questions")
    assert robot.heading == "Est-ce fini"


NOTICE = "Cette démarche a changé depuis que vous avez commencé"


async def test_going_on_as_before_is_silent_and_sends_the_old_text(robot, app, town, hours):
    await begun(robot)
    await reopened(app, town, NEW, hours())
    await robot.open("/demarches/salle/page/la-suite")
    assert NOTICE in robot.words
    assert "Une question de moins : « Quel jour »" in robot.words
    assert "Une réponse n’est plus proposée : « La grande »" in robot.words
    await robot.press("Continuer comme avant")
    assert robot.heading == "Est-ce fini"
    assert NOTICE not in robot.words
    await robot.open("/demarches/salle")
    assert NOTICE not in robot.words
    await robot.follow("Reprendre")
    robot.fill("Est-ce fini", "Oui")
    await robot.press("Continuer", "main form.questions")
    assert "mardi" in robot.words
    await robot.press("Envoyer")
    assert "Référence" in robot.words


async def test_moving_keeps_what_still_fits_and_says_what_does_not(robot, app, town, hours):
    await begun(robot)
    await reopened(app, town, NEW, hours())
    await robot.open("/demarches/salle")
    assert NOTICE in robot.words
    await robot.press("Passer à la nouvelle version")
    assert robot.heading == "Voici la nouvelle version"
    assert "La grande" in robot.words
    assert "mardi" in robot.words
    assert "Ana" not in robot.words
    await robot.follow("Continuer")
    assert robot.asked() == ["Votre nom", "Quelle salle", "Quel jour", "Pourquoi"]
    assert robot.tree.get_element_by_id("nom").get("value") == "Ana"
    robot.fill("Quelle salle", "La petite")
    robot.fill("Quel jour", "jeudi")
    await robot.press("Continuer", "main form.questions")
    assert NOTICE not in robot.words
    robot.fill("Est-ce fini", "Oui")
    await robot.press("Continuer", "main form.questions")
    assert "jeudi" in robot.words
    assert "mardi" not in robot.words
    await robot.press("Envoyer")
    assert "Référence" in robot.words


GROUP = """  - page: Chaque enfant
    repeter: {id: enfants, min: 0, max: 3, libelle: enfant}
    questions:
      - {id: prenom, type: texte, question: Prénom}
"""


async def test_the_list_of_a_repeated_group_says_it_too(robot, app, town, hours):
    await reopened(app, town, FORM.replace("  - page: La suite\n", GROUP + "  - page: La suite\n"), hours())
    await robot.open("/demarches/salle")
    await robot.press("Commencer")
    robot.fill("Votre nom", "Ana")
    robot.fill("Quelle salle", "La grande")
    robot.fill("Quel jour", "mardi")
    await robot.press("Continuer", "main form.questions")
    await reopened(app, town, NEW.replace("  - page: La suite\n", GROUP + "  - page: La suite\n"), hours())
    await robot.open(str(robot.response.url))
    assert NOTICE in robot.words
    await robot.press("Continuer comme avant")
    assert NOTICE not in robot.words
    assert robot.response.url.path == "/demarches/salle/page/chaque-enfant"


async def test_answers_sent_from_a_window_left_on_the_old_text_lose_nothing_else(robot, app, town, hours):
    await begun(robot)
    old = robot.tree
    await reopened(app, town, NEW, hours())
    await robot.open("/demarches/salle")
    await robot.press("Passer à la nouvelle version")
    robot.tree = old
    robot.fill("Est-ce fini", "Oui")
    await robot.submit(next(form for form in old.cssselect("main form.questions")))
    draft = await Draft.get(slug="salle")
    assert draft.answers["nom"] == "Ana"
    assert draft.edition_id == app.state.office.live["salle"].edition.id
    assert "La grande" in str(draft.answers[renew.LOST])


async def test_a_change_that_is_no_business_of_theirs_is_not_told(robot, app, town, hours):
    await begun(robot)
    await reopened(app, town, FORM.replace("nom: Un essai", "nom: Un autre essai"), hours())
    await robot.open("/demarches/salle/page/la-suite")
    assert NOTICE not in robot.words


async def test_a_draft_already_sent_is_offered_nothing(robot, app, town, hours):
    await begun(robot)
    robot.fill("Est-ce fini", "Oui")
    await robot.press("Continuer", "main form.questions")
    await robot.press("Envoyer")
    await reopened(app, town, NEW, hours())
    await robot.open("/demarches/salle")
    assert NOTICE not in robot.words


async def test_moving_twice_or_from_two_windows_is_moving_once(store, settings, theme, town, now):
    write(town, FORM)
    office = await open_office(load(town), theme, settings, now)
    draft, _token = await drafts.start(office, "salle", now)
    await drafts.save(draft, {"nom": "Ana", "salle": "grande", "jour": "mardi", "raison": None}, now)
    write(town, NEW)
    office = await open_office(load(town), theme, settings, now)
    other = await Draft.get(id=draft.id)
    await drafts.save(other, {"fin": True}, now)  # another window, after `draft` was read
    for _ in range(2):
        draft = await renew.renew(office, draft, now)
    stored = await Draft.get(id=draft.id)
    assert stored.edition_id == office.live["salle"].edition.id
    assert stored.answers["nom"] == "Ana"
    assert stored.answers["fin"] is True
    assert stored.answers["raison"] is None
    assert "jour" not in stored.answers
    told = [(one["question"], one["reponse"]) for one in renew.lost_of(stored)]
    assert told == [("Quelle salle", "La grande"), ("Quel jour", "mardi")]
    assert await renew.offered(office, stored) == []


def test_instances_of_a_group_keep_their_answers_and_their_names(town):
    group = """  - page: Chaque enfant
    repeter: {id: enfants, min: 1, max: 3, libelle: enfant}
    questions:
      - {id: prenom, type: texte, question: Prénom}
      - {id: age, type: nombre, question: Âge}
"""
    write(town, FORM.replace("  - page: La suite\n", group + "  - page: La suite\n"))
    old = load(town).built["salle"].process
    changed = group.replace("{id: age, type: nombre, question: Âge}", "{id: age, type: texte, question: Âge}")
    write(town, FORM.replace("  - page: La suite\n", changed + "  - page: La suite\n"))
    city = load(town)
    answers = {"enfants": [{"_id": "a", "prenom": "Awa", "age": "3"}, {"_id": "b", "prenom": "Hugo", "age": "5"}]}
    carried = renew.carry(old, city.built["salle"].process, answers, FilingDay(None, city.city.calendar))
    assert carried.answers == {"enfants": [{"_id": "a", "prenom": "Awa"}, {"_id": "b", "prenom": "Hugo"}]}
    assert [(question.id, value, mark) for question, value, mark in carried.lost] == [
        ("age", "3", "a"),
        ("age", "5", "b"),
    ]


def test_the_person_reads_their_questions_and_dates_not_the_rest(town):
    write(town, FORM)
    old = load(town).built["salle"].process
    write(town, NEW.replace("10 jours ouvrés", "1 mois").replace("titre: Réserver", "titre: Louer"))
    said = for_person(differences(old, load(town).built["salle"].process))
    assert said == [
        "Une question de plus : « Quel jour »",
        "Une question de moins : « Quel jour »",
        "Une réponse n’est plus proposée : « La grande », à la question « Quelle salle »",
        "La réponse est promise en 1 mois, au lieu de 10 jours ouvrés",
    ]
