"""A calcul in a démarche: worked out in order, read by the person or only by the service, stored with the case."""

import pytest

from engine import rehearsal
from engine.definition import catalogue as definitions
from engine.definition.catalogue import compile_edition
from engine.definition.condition import Facts
from engine.journey import Journey
from engine.records import Case
from engine.routing import route
from tests.robot import plain
from tests.test_definition import CITY
from tests.test_journey import DAY

PROCESS = """\
titre: Installer une terrasse
resume: Dites-nous la taille.
famille: Essais
pour: [particulier]
canaux: [web, telephone]
service: mairie
donnees_personnelles: {finalite: Vous répondre, base: mission d’intérêt public, conservation: 1 an}
parametres:
  tarif: {type: montant, valeur: "30,50"}
formulaire:
  - page: La taille
    questions:
      - {id: longueur, type: nombre, question: Longueur, decimales: 1}
      - {id: largeur, type: nombre, question: Largeur, decimales: 1}
  - page: Le prix
    questions:
      - {id: surface, type: calcul, question: La surface, formule: longueur * largeur, resultat: nombre, unite: m²}
      - {id: prix, type: calcul, question: Le prix par an, formule: surface * parametre.tarif, resultat: montant}
      - {id: grande, type: calcul, question: Grande terrasse, formule: surface > 20, resultat: oui-non, montrer: non}
      - {id: note, type: texte, question: "Pour {{ reponse.prix }}, une remarque", facultatif: oui}
      - {id: devise, type: texte, question: Le prix à afficher, valeur: "{{ reponse.prix }} par an", facultatif: oui}
      - {id: pourquoi, type: texte, question: Pourquoi si grande, si: {surface: {plus_de: 20}}}
routage:
  - {si: {grande: oui}, vers: voirie}
  - {sinon: mairie}
delais: {reponse: {objectif: 15 jours ouvrés}}
scenarios:
  - nom: Petite
    depose: 2026-05-13 10:00
    reponses: {longueur: 2, largeur: 3}
    attendu: {vers: mairie}
  - nom: Grande
    depose: 2026-05-13 10:00
    reponses: {longueur: 10, largeur: 3, pourquoi: Fête}
    attendu: {vers: voirie}
"""
COMPILED = compile_edition("terrasse", {"processes/terrasse.yaml": PROCESS})


def load(root, text=PROCESS):
    for folder in ("processes", "forms"):
        (root / folder).mkdir(exist_ok=True)
    (root / "processes/_organisation.yaml").write_text(CITY, "utf-8")
    (root / "processes/terrasse.yaml").write_text(text, "utf-8")
    return definitions.load(root, rehearsal.check)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return load(tmp_path_factory.mktemp("ville"))


def journey(**answers):
    return Journey(COMPILED, Facts(answers, DAY))


def test_values_are_worked_out_in_order_and_stand_among_the_answers():
    way = journey(longueur="2", largeur="3.5", note=None)
    assert way.answers == {
        "longueur": "2",
        "largeur": "3.5",
        "surface": "7",
        "prix": "213.50",
        "grande": False,
        "note": None,
    }
    assert way.questions(way.pages[1])[3].label == "Pour 213,50\u00a0€, une remarque"


def test_a_condition_and_a_route_look_at_it():
    small, big = journey(longueur="2", largeur="3"), journey(longueur="10", largeur="3")
    assert [one.id for one in big.questions(big.pages[1])][-1] == "pourquoi"
    assert "pourquoi" not in [one.id for one in small.questions(small.pages[1])]
    assert [route(COMPILED, Facts(way.answers, DAY)).unit for way in (small, big)] == ["mairie", "voirie"]


def test_what_a_draft_pretends_is_never_believed():
    assert journey(longueur="2", largeur="3", prix="0.01").answers["prix"] == "183.00"


@pytest.mark.parametrize(
    ("old", "new", "code", "width"),
    [
        ("formule: longueur * largeur", "formule: longueur * largueur", "calcul-nom", "largueur"),
        ("formule: longueur * largeur", "formule: longueur * * largeur", "calcul-syntaxe", "* largeur"),
        ("formule: surface * parametre.tarif", "formule: surface + parametre.tarif", "calcul-type", "+ parametre"),
        (
            "formule: longueur * largeur",
            "formule: si renseigne(prix) alors longueur sinon largeur",
            "reference-en-avant",
            "si renseigne",
        ),
        ("resultat: nombre", "resultat: entier", "valeur-interdite", "entier"),
        ("montrer: non", "montrer: jamais", "valeur-interdite", "jamais"),
        ("{grande: oui}", "{grande: {plus_de: 3}}", "operateur-interdit", "plus_de"),
        ("{surface: {plus_de: 20}}", "{surface: beaucoup}", "valeur-interdite", "beaucoup"),
    ],
)
def test_a_calcul_badly_written_is_told_at_its_very_place(tmp_path, old, new, code, width):
    assert old in PROCESS
    text = PROCESS.replace(old, new, 1)
    problem = next(one for one in load(tmp_path, text).problems if one.blocks)
    assert problem.code == code
    line = text.splitlines()[problem.spot.line - 1]
    assert line[problem.spot.column - 1 :].startswith(width)


def test_the_scenarios_of_the_example_hold(catalogue):
    assert [one for one in catalogue.problems if one.blocks] == []


async def test_the_person_reads_the_price_and_never_what_is_hidden(robot):
    await robot.open("/demarches/terrasse")
    await robot.press("Commencer")
    robot.fill("Longueur", "10")
    robot.fill("Largeur", "2,5")
    await robot.press("Continuer")
    assert "Le prix par an 762,50 €" in plain(robot.words)
    assert "La surface 25 m²" in plain(robot.words)
    assert "Grande terrasse" not in robot.words
    assert "prix" not in {control.get("name") for control in robot.tree.cssselect("main form [name]")}
    assert plain(robot.tree.get_element_by_id("devise").get("value")) == "762,50 € par an"
    robot.fill("Pourquoi si grande", "Un mariage")
    await robot.submit(robot.tree.cssselect("form.questions")[0], prix="1")
    assert plain(robot.fact("Le prix par an")) == "762,50 €"
    assert "Grande terrasse" not in robot.words
    await robot.press("Envoyer")
    case = await Case.first()
    assert (case.answers["prix"], case.answers["grande"], case.unit) == ("762.50", True, "voirie")
    assert "Le prix par an" in robot.words
