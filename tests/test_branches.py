"""Scenarios made up for the branches that nothing exercises: they reach what they say, and `check` agrees with them."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from engine import branches, rehearsal
from engine.definition.catalogue import load
from engine.fields import TYPES
from engine.fields.base import FilingDay
from engine.solver import Solver
from tests.cities import PLAIN, shipped
from tests.site import ROOT

NOON = datetime(2026, 5, 13, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
SLUGS = sorted(path.stem for path in (ROOT / "processes").glob("[a-z]*.yaml") if "." not in path.stem)


@pytest.fixture
def town(tmp_path):
    return shipped(tmp_path, "processes", "forms")


def without_scenarios(text):
    return re.split(r"^scenarios:", text, flags=re.MULTILINE)[0]


def told(found, slug):
    return [f"{one.spot.line} {one.sentence}" for one in found.problems if one.blocks and slug in one.spot.file]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_scenarios_made_for_a_file_without_any_pass_and_reach_every_branch(town, slug):
    path = town / f"processes/{slug}.yaml"
    path.write_text(without_scenarios(path.read_text("utf-8")), "utf-8")
    city = load(town)
    found = branches.complete(city.built[slug], city.city, NOON)
    path.write_text(branches.added(path.read_text("utf-8"), found.scenarios), "utf-8")
    again = load(town, rehearsal.check)
    assert told(again, slug) == []
    assert list(found.missed) == []
    left = branches.complete(again.built[slug], again.city, NOON)
    assert left.scenarios == []


@pytest.mark.parametrize("slug", SLUGS)
def test_scenarios_join_those_of_the_file_and_nothing_else_of_it_changes(town, slug):
    path = town / f"processes/{slug}.yaml"
    before = path.read_text("utf-8")
    city = load(town)
    made = branches.complete(city.built[slug], city.city, NOON).scenarios
    after = branches.added(before, made)
    kept = iter(after.splitlines())
    assert all(line in kept for line in before.splitlines() if line)
    path.write_text(after, "utf-8")
    again = load(town, rehearsal.check)
    assert told(again, slug) == []
    assert len(again.built[slug].process.scenarios) == len(city.built[slug].process.scenarios) + len(made)


FORM = (
    "titre: Essai\n"
    + PLAIN
    + """formulaire:
  - page: La salle
    questions:
      - {id: surface, type: nombre, question: Quelle surface, min: 1, max: 500}
      - {id: quand, type: periode, question: Quand}
      - {id: lieu, type: lieu, question: Où}
      - {id: longueur, type: nombre, question: Longueur, max: 50}
      - {id: largeur, type: nombre, question: Largeur, max: 50}
      - {id: aire, type: calcul, question: Aire, formule: longueur * largeur, resultat: nombre}
      - {id: commune, type: commune, question: Commune}
    verifications:
      - {si: {surface: {entre: [1, 3]}}, message: C’est trop petit., questions: [surface]}
    eligibilite:
      - {si: {surface: {plus_de: 300}}, message: Ce n’est pas pour vous.}
  - page: Chaque enfant
    repeter: {id: enfants, min: 0, max: 3, libelle: enfant}
    questions:
      - {id: age, type: nombre, question: Quel âge, min: 0, max: 17}
      - {id: creche, type: oui-non, question: Va-t-il à la crèche, si: {age: {moins_de: 3}}}
routage:
  - {si: {surface: {entre: [50, 60]}, quand.jours: {plus_de: 10}}, vers: voirie}
  - {si: {enfants: {au_moins: 2}}, vers: education}
  - {si: {enfants: {au_moins_un: {age: {plus_de: 15}}}}, vers: ccas}
  - {si: {lieu: {dans: hors-secteur}}, vers: proximite-sud}
  - {si: {canal: guichet}, vers: proprete}
  - {si: {aire: {plus_de: 900}}, vers: stationnement}
  - {si: {commune.departement: "29"}, vers: proximite-nord}
  - sinon: proximite
delais:
  reponse: {objectif: 10 jours ouvrés}
"""
)


def test_bounds_periods_groups_places_channels_checks_and_eligibility_are_all_reached(town):
    path = town / "processes/essai.yaml"
    path.write_text(FORM, "utf-8")
    city = load(town)
    assert told(city, "essai") == ["1 Il manque « scenarios »."]
    found = branches.complete(city.built["essai"], city.city, NOON)
    assert found.missed == []
    path.write_text(branches.added(FORM, found.scenarios), "utf-8")
    again = load(town, rehearsal.check)
    assert told(again, "essai") == []
    expected = [scenario.expected for scenario in again.built["essai"].process.scenarios]
    assert {one.get("vers") for one in expected} >= {"voirie", "education", "ccas", "proximite-sud", "proprete"}
    assert {one.get("vers") for one in expected} >= {"stationnement", "proximite-nord"}
    assert any(one.get("eligible") == "non" for one in expected)


def test_scenarios_go_before_the_key_that_follows_them():
    text = "titre: A\nscenarios:\n- nom: Un\n\n# le service\nservice: voirie\n"
    after = branches.added(text, [{"nom": "Deux"}])
    assert after == "titre: A\nscenarios:\n- nom: Un\n\n# à relire\n- nom: Deux\n\n# le service\nservice: voirie\n"


def test_an_empty_list_of_scenarios_is_filled():
    after = branches.added("scenarios: []  # rien encore\ntitre: A\n", [{"nom": "Un"}])
    assert after == "scenarios:  # rien encore\n  # à relire\n  - nom: Un\ntitre: A\n"


@pytest.mark.parametrize("kind", TYPES.values(), ids=list(TYPES))
def test_every_type_of_question_has_an_answer_to_propose(kind, town):
    from engine.definition.process import Question

    if not kind.stores or not kind.examples:
        return
    city = load(town)
    sound = next(one for one in kind.examples if one.value is not None and not one.refused)
    question = Question("q", kind, "La question", options=kind.coerce_options(dict(sound.options)))
    process = city.processes["domiciliation"]
    solver = Solver(process, city.city, FilingDay(NOON.date(), city.city.calendar))
    assert next(solver.each_accepted(question, []), None)


def test_the_command_writes_them_in_the_file_and_then_has_nothing_to_add(town, monkeypatch):
    import run

    monkeypatch.chdir(town)
    (town / "processes/essai.yaml").write_text(FORM, "utf-8")
    shown = CliRunner().invoke(run.cli, ["scenarios", "essai"])
    assert "# à relire" in shown.output
    assert "scenarios:" not in (town / "processes/essai.yaml").read_text("utf-8")
    written = CliRunner().invoke(run.cli, ["scenarios", "essai", "--ecrire"])
    assert "scénarios ajoutés, à relire" in written.output
    assert "Aucun scénario" in CliRunner().invoke(run.cli, ["scenarios", "essai"]).output
    refused = CliRunner().invoke(run.cli, ["scenarios", "esai"])
    assert refused.exit_code == 1
    assert "Vouliez-vous dire « essai » ?" in refused.output
