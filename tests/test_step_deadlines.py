"""The deadline of a step: checked like the promise of the démarche, in every service that may have the case."""

from dataclasses import replace

from engine.definition import rules, source
from engine.definition.catalogue import compile_source
from tests.test_steps import CITY, whole

CYCLE = """
etapes:
  recue:
    nom: Reçue
    usager: Nous avons reçu votre demande.
    delais:
      avis:
        objectif: 5 jours
        paliers:
          - {{a: {moment}, relancer: responsable}}
    actions:
      passer: {{libelle: Passer, faire: transmettre, services: [{to}], vers: ici}}
      finir: {{libelle: Finir, vers: finie}}
  finie: {{nom: Finie, fin: traite, usager: C’est fini.}}
"""


def problems_of(text):
    built = compile_source("exemple", source.parse(whole(text), "processes/exemple.yaml"), {})
    rules.check(built, CITY)
    return built.problems


def problems(moment="échéance", to="proximite", city=CITY):
    text = whole(CYCLE.format(moment=moment, to=to))
    built = compile_source("exemple", source.parse(text, "processes/exemple.yaml"), {})
    rules.check(built, city)
    path = ("etapes", "recue", "delais", "avis", "paliers", 0)
    spots = {built.where.spots[path].line, built.where.spots[(*path, "a")].line}
    return [one for one in built.problems if one.spot.line in spots]


def without_manager(unit):
    return replace(CITY, units={**CITY.units, unit: replace(CITY.units[unit], manager="", parent="")})


def test_a_rung_of_a_step_reaches_someone():
    assert problems() == []


def test_a_rung_of_a_step_that_reaches_nobody_is_told():
    (problem,) = problems(city=without_manager("proximite"))
    assert problem.code == "service-sans-personne"
    assert "« proximite »" in problem.sentence


def test_a_service_that_only_a_step_passes_cases_to_counts_too():
    other = next(id for id in CITY.units if id != "proximite")
    assert problems(to=other) == []
    (problem,) = problems(to=other, city=without_manager(other))
    assert f"« {other} »" in problem.sentence


def test_a_rung_before_the_step_begins_is_told():
    assert [one.code for one in problems("8 jours avant")] == ["palier-avant-depot"]
