"""What a city changes without touching the form: parameters of a démarche and of the whole city."""

import pytest

from engine.definition import catalogue
from engine.definition.catalogue import compile_edition
from tests.test_definition import BLOCK, CITY, PROCESS

SHARED = """\
parametres:
  gratuit: {type: oui-non, valeur: non, libelle: La démarche est gratuite}
  age_max: {type: nombre, valeur: 12}
  preavis: 10 jours ouvrés
"""
OWN = """\
parametres:
  age_max: {type: nombre, valeur: 25}
  surtaxe: {type: montant, valeur: "12,50"}
conditions:
"""
ASKED = """\
      - {id: age, type: nombre, question: Quel âge, max: parametre.age_max}
      - {id: jour, type: date, question: Quel jour, au_plus_tot: aujourd’hui + parametre.preavis}
      - {id: prix, type: montant, question: Quel prix}
      - id: danger_immediat
"""


@pytest.fixture
def town(tmp_path):
    def write(text=PROCESS, shared=SHARED, block=BLOCK):
        (tmp_path / "processes").mkdir(exist_ok=True)
        (tmp_path / "forms").mkdir(exist_ok=True)
        (tmp_path / "processes/_organisation.yaml").write_text(CITY, "utf-8")
        (tmp_path / "processes/_parametres.yaml").write_text(shared, "utf-8")
        (tmp_path / "forms/contact.yaml").write_text(block, "utf-8")
        (tmp_path / "processes/trou.yaml").write_text(text, "utf-8")
        return catalogue.load(tmp_path)

    return write


def with_parameters(condition="{age: {plus_de: 3}}"):
    text = PROCESS.replace("conditions:\n", OWN, 1).replace("      - id: danger_immediat\n", ASKED, 1)
    return text.replace("{danger_immediat: oui}", condition, 1)


def told(found):
    mine = [problem for problem in found.problems if problem.code not in ("question-jamais-essayee",)]
    return [(problem.code, str(problem.spot)) for problem in mine if problem.level == "erreur"]


def test_the_one_of_the_demarche_wins_over_the_one_of_the_city(town):
    built = town(with_parameters()).built["trou"]
    assert built.process.parameters["age_max"].value == "25"
    assert built.process.parameters["gratuit"].value is False
    assert str(built.process.question("age").options["max"]) == "25"


def test_a_bound_of_date_may_be_counted_from_a_parameter(town):
    process = town(with_parameters()).built["trou"].process
    assert process.question("jour").options["au_plus_tot"].written == "aujourd’hui + 10 jours ouvrés"


@pytest.mark.parametrize(
    ("condition", "phrase"),
    [
        ("{parametre.gratuit: oui}", "le paramètre « La démarche est gratuite » est « Oui »"),
        ("{age: {moins_de: parametre.age_max}}", "la réponse à « Quel âge » est inférieure à 25"),
        ("{age: [parametre.age_max, 3]}", "la réponse à « Quel âge » est « 25 » ou « 3 »"),
        ("{parametre.surtaxe: {plus_de: 3}}", "le paramètre « surtaxe » dépasse 3\u00a0€"),
        ("{jour: {avant: aujourd’hui + parametre.preavis}}", None),
    ],
)
def test_a_condition_looks_at_a_parameter_or_compares_with_it(town, condition, phrase):
    found = town(with_parameters(condition))
    assert not [one for one in told(found) if one[0] != "scenario-incomplet"]
    if phrase:
        assert found.built["trou"].process.conditions["danger"].phrase() == phrase


@pytest.mark.parametrize(
    ("condition", "code", "help"),
    [
        ("{parametre.gratui: oui}", "parametre-inconnu", "Vouliez-vous dire « parametre.gratuit » ?"),
        ("{age: {moins_de: parametre.age_min}}", "parametre-inconnu", "Vouliez-vous dire « parametre.age_max » ?"),
        ("{age: parametre.rien_de_tel}", "parametre-inconnu", None),
        ("{parametre.gratuit: {moins_de: 3}}", "operateur-interdit", None),
        ("{age: parametre.preavis}", "valeur-interdite", None),
    ],
)
def test_a_name_or_a_type_that_is_wrong_is_told(town, condition, code, help):
    found = town(with_parameters(condition))
    problem = next(one for one in found.problems if one.code == code)
    assert problem.spot.file == "processes/trou.yaml"
    assert help is None or problem.help == help


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("Tarif: 12", "parametre-nom"),
        ("tarif: {type: montant, valeur: cher}", "valeur-interdite"),
        ("tarif: {type: monnaie, valeur: 12}", "valeur-interdite"),
        ("tarif: {type: montant}", "cle-manquante"),
        ("tarif: {valeurs: x}", "cle-inconnue"),
        ("tarif: [1, 2]", "type-attendu"),
    ],
)
def test_a_parameter_badly_written_is_told_once_even_when_it_is_used(town, entry, code):
    text = with_parameters("{parametre.tarif: {plus_de: 3}}").replace("parametres:\n", f"parametres:\n  {entry}\n", 1)
    found = town(text)
    assert [one[0] for one in told(found)] == [code]
    assert found.processes == {}


def test_a_faulty_city_file_is_told_once_and_holds_back_those_who_use_it(town):
    found = town(with_parameters("{parametre.gratuit: oui}"), SHARED.replace("valeur: non", "valeur: peut-être"))
    assert told(found) == [("valeur-interdite", "processes/_parametres.yaml:2:36")]
    assert "trou" not in found.processes


def test_the_city_file_is_pinned_with_the_edition_only_when_it_is_used(town):
    assert (
        "processes/_parametres.yaml" in town(with_parameters("{parametre.gratuit: oui}")).built["trou"].process.sources
    )
    assert "processes/_parametres.yaml" not in town(PROCESS).built["trou"].process.sources


def test_an_edition_keeps_the_value_it_was_published_with(town):
    before = town(with_parameters("{parametre.gratuit: oui}")).built["trou"].process
    after = town(with_parameters("{parametre.gratuit: oui}"), SHARED.replace("valeur: non", "valeur: oui")).built[
        "trou"
    ]
    assert before.fingerprint != after.process.fingerprint
    kept = compile_edition("trou", before.sources)
    assert kept.parameters["gratuit"].value is False
    assert kept.fingerprint == before.fingerprint
