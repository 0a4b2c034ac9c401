"""« Où j’en suis » : each page of the form with what is left to do there, groups and missing documents included."""

from datetime import timedelta

import pytest

from engine.definition.catalogue import load
from tests.test_new_edition import FORM, NEW, reopened, town, write  # noqa: F401 the fixture is used by its name

GROUPED = FORM.replace(
    "  - page: La suite\n",
    """  - page: Vos enfants
    repeter: {id: enfants, min: 0, max: 3, libelle: un enfant}
    questions:
      - {id: prenom, type: texte, question: Prénom}
      - {id: certificat, type: fichier, question: Certificat}
  - page: La suite
""",
).replace(
    "question: Est-ce fini}\n",
    """question: Est-ce fini}
      - {id: venue, type: date, question: Quand venez-vous, au_plus_tot: aujourd’hui, facultatif: oui}
""",
)


@pytest.fixture
def catalogue(town):  # noqa: F811
    write(town, GROUPED)
    return load(town)


def tasks(robot):
    """Title and status of each line, and whether it can be opened."""
    return [
        (*(" ".join(part.text_content().split()) for part in line.cssselect("p")), bool(line.cssselect("a")))
        for line in robot.tree.cssselect("ol.tasks > li")
    ]


async def look(robot):
    await robot.open("/demarches/salle/reste")
    return tasks(robot)


async def start(robot):
    await robot.open("/demarches/salle")
    await robot.press("Commencer")


async def first_page(robot):
    await start(robot)
    robot.fill("Votre nom", "Ana")
    robot.fill("Quelle salle", "La grande")
    robot.fill("Quel jour", "mardi")
    await robot.press("Continuer", "main form.questions")


async def test_at_first_one_page_is_to_do_and_the_others_wait(robot):
    await start(robot)
    assert await look(robot) == [
        ("La salle", "À faire", True),
        ("Vos enfants", "Plus tard", False),
        ("La suite", "Plus tard", False),
        ("Vérifier et envoyer", "Plus tard", False),
    ]
    await robot.follow("Continuer")
    assert robot.heading == "La salle"


async def test_pages_of_a_group_are_told_one_by_one_and_documents_not_given(robot):
    await first_page(robot)
    await robot.follow("Ajouter un enfant")
    robot.fill("Prénom", "Zoé")
    robot.fill("Certificat", "Je n’ai pas ce document")
    await robot.press("Continuer", "main form.questions")
    assert await look(robot) == [
        ("La salle", "Fait", True),
        ("Vos enfants", "Fait", True),
        ("Vos enfants – enfant 1 sur 1", "Fait", True),
        ("La suite", "À faire", True),
        ("Vérifier et envoyer", "Plus tard", False),
    ]
    assert "Documents que vous n’avez pas encore" in robot.words
    await robot.follow("Certificat")
    assert robot.heading == "Vos enfants – enfant 1 sur 1"


async def test_when_all_is_done_it_leads_to_the_check_page(robot):
    await first_page(robot)
    await robot.press("Continuer", "main form.questions")
    robot.fill("Est-ce fini", "Oui")
    await robot.press("Continuer", "main form.questions")
    assert (await look(robot))[-1] == ("Vérifier et envoyer", "À faire", True)
    assert "Tout est rempli" in robot.words
    await robot.follow("Relire et envoyer")
    assert robot.heading == "Vérifiez vos réponses"


async def test_a_demarche_that_has_changed_says_so_and_what_is_left_follows(robot, app, town, hours):  # noqa: F811
    await first_page(robot)
    await reopened(app, town, NEW, hours())
    await look(robot)
    assert "Cette démarche a changé depuis que vous avez commencé" in robot.words
    await robot.press("Passer à la nouvelle version")
    await look(robot)
    assert tasks(robot)[0] == ("La salle", "À faire", True)


async def test_an_answer_that_was_right_and_no_longer_is_must_be_looked_at_again(robot, hours):
    await first_page(robot)
    await robot.press("Continuer", "main form.questions")
    robot.fill("Est-ce fini", "Oui")
    robot.fill("Quand venez-vous", {"jour": "13", "mois": "5", "annee": "2026"})
    await robot.press("Continuer", "main form.questions")
    assert (await look(robot))[2] == ("La suite", "Fait", True)
    hours.at += timedelta(days=2)
    assert (await look(robot))[2] == ("La suite", "À vérifier de nouveau", True)


async def test_in_another_language_what_is_done_still_looks_done(robot):
    await first_page(robot)
    robot.client.cookies.set("parvis_langue", "en", domain="demarches.ville.example")
    await look(robot)
    assert [tag.text_content() for tag in robot.tree.cssselect(".tasks .tag.success")] == ["Done"]


async def test_nothing_personal_is_on_the_page(robot):
    await first_page(robot)
    await look(robot)
    assert "Ana" not in robot.words
    assert "Ana" not in robot.title
