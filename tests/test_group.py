"""Repeated groups: how they are read, what is shown of them, what conditions say of them, what scenarios promise."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from engine import legs, rehearsal
from engine.calendar import Calendar
from engine.definition import catalogue, jsonschema
from engine.definition.condition import Facts
from engine.definition.group import MARK, Group, plural_of, put, split_article, without
from engine.fields.base import FilingDay
from engine.journey import Journey
from tests.test_definition import CITY

ROOT = Path(__file__).resolve().parent.parent
DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))

TEXT = """\
titre: Essai
resume: Essai.
famille: Essais
pour: [particulier]
canaux: [web, telephone]
service: mairie
donnees_personnelles: {finalite: Essai, base: Essai, conservation: 1 an}
conditions:
  tout_petit: {age: {moins_de: 3}}
formulaire:
  - page: Votre famille
    questions:
      - {id: ville, type: texte, question: Votre ville}
  - page: Vos enfants
    repeter: {id: enfants, min: 1, max: 3, libelle: un enfant}
    questions:
      - {id: prenom, type: texte, question: Prénom, concerne: autre}
      - {id: age, type: nombre, question: Âge}
      - {id: creche, type: texte, question: Quelle crèche, si: {tous: [tout_petit, {ville: Bordeaux}]}}
  - page: Son école
    repeter: {id: enfants}
    si: {age: {au_moins: 3}}
    questions:
      - {id: ecole, type: texte, question: École, facultatif: oui}
  - page: Famille nombreuse
    si: {enfants: {au_moins: 3}}
    questions:
      - {id: carte, type: oui-non, question: Avez-vous la carte}
  - page: La suite
    questions:
      - {id: note, type: texte, question: Une note, facultatif: oui}
routage:
  - {si: {enfants: {au_moins_un: tout_petit}}, vers: creche}
  - {si: {enfants: {tous: {ecole: {renseigne: oui}}}}, vers: ecole}
  - {sinon: mairie}
delais: {reponse: {objectif: 15 jours ouvrés}}
scenarios: [{nom: s, depose: 2026-05-13 10:00, reponses: {ville: Bordeaux}, attendu: {vers: mairie}}]
"""
PROCESS = catalogue.compile_edition("essai", {"processes/essai.yaml": TEXT})
ENFANTS = PROCESS.groups["enfants"]
AWA = {MARK: "a", "prenom": "Awa", "age": "4", "ecole": None}
NOE = {MARK: "b", "prenom": "Noé", "age": "1", "creche": "Les Lutins"}


def walk(*children, **answers):
    held = {"ville": "Bordeaux", **({"enfants": list(children)} if children else {}), **answers}
    return Journey(PROCESS, Facts(held, DAY))


def way(journey):
    return [page.address for page in journey.pages]


def test_the_pages_of_a_group_come_once_for_each_then_its_list():
    assert way(walk(AWA, NOE)) == [
        *("votre-famille", "vos-enfants/1", "son-ecole/1", "vos-enfants/2", "vos-enfants", "la-suite"),
    ]
    assert [page.heading for page in walk(AWA, NOE).pages][1:4] == [
        *("Vos enfants – enfant 1 sur 2", "Son école – enfant 1 sur 2", "Vos enfants – enfant 2 sur 2"),
    ]


def test_the_first_one_is_asked_for_at_once_and_nothing_is_listed_before():
    journey = walk()
    assert journey.next_page.address == "vos-enfants/1"
    assert not journey.can_visit(journey.page("vos-enfants"))


def test_rules_inside_look_at_the_same_instance_and_at_earlier_pages():
    journey = walk(AWA, NOE)
    assert [one.id for one in journey.questions(journey.page("vos-enfants", 1))] == ["prenom", "age"]
    assert [one.id for one in journey.questions(journey.page("vos-enfants", 2))] == ["prenom", "age", "creche"]
    assert journey.page("son-ecole", 2) is None
    elsewhere = walk(AWA, NOE, ville="Lille")
    assert [one.id for one in elsewhere.questions(elsewhere.page("vos-enfants", 2))] == ["prenom", "age"]


def test_what_is_hidden_in_one_instance_is_absent_from_it_only():
    grown = {**NOE, "age": "5", "ecole": "du Lac"}
    sent = walk(AWA, grown).answers["enfants"]
    assert sent == [{"prenom": "Awa", "age": "4", "ecole": None}, {"prenom": "Noé", "age": "5", "ecole": "du Lac"}]


def test_a_page_after_the_group_counts_its_instances():
    assert "famille-nombreuse" not in way(walk(AWA, NOE))
    assert "famille-nombreuse" in way(walk(AWA, NOE, {**AWA, MARK: "c"}))


def test_one_more_may_be_added_until_the_list_is_full():
    journey = walk(AWA, NOE)
    assert journey.page("vos-enfants", 3) is not None
    assert journey.can_visit(journey.page("vos-enfants", 3))
    assert walk(AWA, NOE, {**AWA, MARK: "c"}).page("vos-enfants", 4) is None


def test_an_unfinished_one_closes_what_follows_but_not_the_list_nor_the_others():
    journey = walk({MARK: "z"}, AWA)
    assert journey.can_visit(journey.page("vos-enfants"))
    assert journey.can_visit(journey.page("vos-enfants", 2))
    assert not journey.can_visit(journey.page("la-suite"))
    assert journey.next_page.address == "vos-enfants/1"


def test_conditions_speak_of_one_of_all_and_of_none():
    one, every, _ = PROCESS.routes
    assert one.when.holds(walk(AWA, NOE).facts)
    assert not one.when.holds(walk(AWA).facts)
    assert every.when.holds(walk({**AWA, "ecole": "du Lac"}).facts)
    assert not every.when.holds(walk({**AWA, "ecole": "du Lac"}, NOE).facts)
    assert not every.when.holds(walk().facts), "with nobody, nothing is true of everybody"
    assert one.when.phrase() == "pour 1 enfant ou plus, la réponse à « Âge » est inférieure à 3"


def test_french_words_agree():
    assert [
        plural_of(word) for word in ("enfant", "personne à charge", "cheval", "bateau", "bus", "lieu d’accueil")
    ] == [
        *("enfants", "personnes à charge", "chevaux", "bateaux", "bus", "lieux d’accueil"),
    ]
    assert split_article("une personne") == ("une", "personne")
    assert Group("g", 0, 3, "personne", "personnes", "une").another == "une autre personne"
    assert Group("g", 0, 3, "enfant", "enfants").another == "1 autre enfant"


# --- the list, whatever is done to it in any order

MARKS = st.sampled_from("abcde")
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), MARKS, st.sampled_from([{"age": "1"}, {"age": "4"}, {"prenom": "Awa", "age": "2"}])),
        st.tuples(st.just("without"), MARKS, st.none()),
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(ACTS)
def test_whatever_is_added_changed_or_removed_the_journey_follows_the_list(acts):
    answers, model = {"ville": "Bordeaux"}, {}
    for act, mark, values in acts:
        if act == "put":
            answers = put(answers, ENFANTS, mark, values)
            if mark in model or len(model) < ENFANTS.most:
                model[mark] = {**model.get(mark, {}), **values}
        else:
            answers = without(answers, ENFANTS, mark)
            model.pop(mark, None)
        journey = Journey(PROCESS, Facts(answers, DAY))
        assert [one[MARK] for one in answers["enfants"]] == list(model)
        first = [page for page in journey.pages if page.id == "vos-enfants" and page.number]
        assert len(first) == max(len(model), ENFANTS.least)
        assert len(journey.answers["enfants"]) == len(model)
        assert all(MARK not in one for one in journey.answers["enfants"])
        goal = journey.next_page
        assert goal is not None
        assert journey.can_visit(goal)
        assert len({page.address for page in journey.pages}) == len(journey.pages)
        assert ("famille-nombreuse" in way(journey)) == (len(model) >= 3)
        missing = any("prenom" not in one for one in model.values())
        assert (goal.id in ("vos-enfants", "son-ecole")) or not missing


# --- mistakes and scenarios, each told at its place

PLAIN = TEXT.replace("vers: creche", "vers: mairie").replace("vers: ecole", "vers: mairie")
RIGHT = "{ville: Bordeaux, enfants: [{prenom: Awa, age: 4}, {prenom: Noé, age: 1, creche: Les Lutins}]}"
PLAIN = PLAIN.replace("{ville: Bordeaux}, attendu", RIGHT + ", attendu").replace("mairie", "voirie")


@pytest.fixture
def judged(tmp_path):
    def read(old="", new=""):
        assert old in PLAIN
        text = PLAIN.replace(old, new, 1) if old else PLAIN
        for folder in ("processes", "forms"):
            (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / "processes/_organisation.yaml").write_text(CITY, "utf-8")
        (tmp_path / "processes/essai.yaml").write_text(text, "utf-8")
        found = catalogue.load(tmp_path, rehearsal.check)
        told = [one for one in found.problems if one.spot.file == "processes/essai.yaml" and one.level == "erreur"]
        lines = text.splitlines()
        return [(one.code, lines[one.spot.line - 1][one.spot.column - 1 :]) for one in told]

    return read


def test_a_sound_group_and_its_scenario_pass(judged):
    assert judged() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("si: {enfants: {au_moins: 3}}", "si: {age: {au_moins: 3}}", "question-de-groupe", "age: {au_moins: 3}"),
        ("si: {enfants: {au_moins: 3}}", "si: tout_petit", "question-de-groupe", "tout_petit"),
        ("si: {enfants: {au_moins: 3}}", "si: {enfants: {avant: 3}}", "operateur-interdit", "avant: 3"),
        ("si: {enfants: {au_moins: 3}}", "si: {enfants: beaucoup}", "valeur-interdite", "beaucoup"),
        ("si: {enfants: {au_moins: 3}}", "si: {enfant: {au_moins: 3}}", "question-inconnue", "enfant: {"),
        ("si: {age: {au_moins: 3}}", "si: {enfants: {au_moins: 3}}", "reference-en-avant", "{enfants: {au_moins"),
        ("question: Une note,", "question: 'Pour {{ reponse.prenom }}',", "question-de-groupe", "'Pour"),
        ("repeter: {id: enfants}", "repeter: {id: enfants, max: 4}", "groupe-different", "4}"),
        ("repeter: {id: enfants}", "repeter: {id: age, libelle: un âge}", "groupe-nom-pris", "age, libelle"),
        ("id: note", "id: enfants", "groupe-nom-pris", "enfants, type"),
        ("max: 3, libelle", "max: 60, libelle", "valeur-interdite", "60, libelle"),
        ("min: 1, max: 3", "min: 4, max: 3", "valeur-interdite", "3, libelle"),
        (", libelle: un enfant", "", "cle-manquante", "repeter: {id: enfants, min"),
        ("libelle: un enfant", "libele: un enfant", "cle-inconnue", "libele: un"),
        ("age: 4", "age: quatre", "valeur-interdite", "quatre}"),
        ("age: 4", "age: 4, taille: 3", "question-inconnue", "taille: 3"),
        ("age: 4", "age: 4, creche: Les Lutins", "reponse-inutile", "creche: Les Lutins}, {prenom: Noé"),
        ("prenom: Noé, ", "", "scenario-incomplet", "{age: 1"),
        (RIGHT, "{ville: Bordeaux, prenom: Awa}", "question-inconnue", "prenom: Awa"),
        (RIGHT, "{ville: Bordeaux}", "scenario-incomplet", "reponses: "),
        (RIGHT, "{ville: Bordeaux, enfants: 2}", "type-attendu", "2}"),
        (RIGHT, RIGHT.replace("[", "[{age: 5}, {age: 5}, "), "reponse-refusee", "{prenom: Noé"),
    ],
)
def test_a_mistake_about_a_group_is_told_at_its_place(judged, old, new, code, at):
    told = judged(old, new)
    assert [found for found, _ in told] == [code], told
    assert told[0][1].startswith(at), told


def test_another_page_in_the_middle_of_a_group_is_told(judged):
    page = (
        "  - page: La famille\n    questions:\n      - {id: seul, type: oui-non, question: Seul}\n  - page: Son école\n"
    )
    assert "groupe-interrompu" in [code for code, _ in judged("  - page: Son école\n", page)]


def test_a_text_inside_quotes_the_same_instance(judged):
    assert judged("question: Quelle crèche,", "question: 'Quelle crèche pour {{ reponse.prenom }}',") == []
    process = catalogue.compile_edition(
        "essai",
        {"processes/essai.yaml": TEXT.replace("question: École,", "question: 'École de {{ reponse.prenom }}',")},
    )
    journey = Journey(process, Facts({"ville": "Bordeaux", "enfants": [AWA, {**AWA, "prenom": "Zoé"}]}, DAY))
    asked = [journey.questions(journey.page("son-ecole", number))[0].label for number in (1, 2)]
    assert asked == ["École de Awa", "École de Zoé"]


BLOCK = """\
titre: Une personne
conditions:
  mineure: {age: {moins_de: 18}}
questions:
  - {id: prenom, type: texte, question: Prénom, concerne: autre}
  - {id: age, type: nombre, question: Âge}
  - {id: tuteur, type: texte, question: Qui répond de cette personne, si: mineure, concerne: autre}
"""


def test_a_block_is_repeated_under_a_prefix_with_its_conditions():
    form = """\
  - inclure: personne
    page: Vos enfants
    prefixe: enfant
    repeter: {id: enfants, max: 4, libelle: un enfant}
  - inclure: personne
    page: Vos parents
    prefixe: parent
    repeter: {id: parents, min: 0, libelle: un parent}
"""
    text = TEXT[: TEXT.index("conditions:")] + "formulaire:\n" + form + TEXT[TEXT.index("routage:") :]
    text = text.replace("tout_petit", "enfant_mineure").replace("ecole: {", "enfant_age: {")
    process = catalogue.compile_edition("essai", {"processes/essai.yaml": text, "forms/personne.yaml": BLOCK})
    held = {"enfants": [{MARK: "a", "enfant_age": "40"}, {MARK: "b", "enfant_age": "4"}], "parents": []}
    journey = Journey(process, Facts(held, DAY))
    asked = [[one.id for one in journey.questions(journey.page("vos-enfants", number))] for number in (1, 2)]
    assert asked == [["enfant_prenom", "enfant_age"], ["enfant_prenom", "enfant_age", "enfant_tuteur"]]
    assert process.routes[0].when.holds(journey.facts)


def test_the_schema_of_editors_knows_groups():
    document = yaml.load(PLAIN, yaml.BaseLoader)
    assert list(Draft7Validator(jsonschema.demarche()).iter_errors(document)) == []
    document["formulaire"][1]["repeter"]["maxi"] = "3"
    assert list(Draft7Validator(jsonschema.demarche()).iter_errors(document))


def test_fifty_children_are_walked_once_however_many_pages_are_looked_at(monkeypatch):
    text = TEXT.replace("max: 3", "max: 50")
    process = catalogue.compile_edition("essai", {"processes/essai.yaml": text})
    held = {"ville": "Bordeaux", "enfants": [{**AWA, MARK: str(number)} for number in range(50)], "note": None}
    walked, walk = [], legs.walk
    monkeypatch.setattr(legs, "walk", lambda *given: walked.append(given) or walk(*given))
    journey = Journey(process, Facts(held, DAY))
    assert journey.next_page.id == "famille-nombreuse"
    assert all(journey.can_visit(page) for page in journey.pages[:100])
    assert len(walked) == 1


@pytest.mark.parametrize("code", ["question-de-groupe", "groupe-interrompu", "groupe-different", "groupe-nom-pris"])
def test_the_examples_of_the_manual_are_right(code, judged, tmp_path):
    page = (ROOT / f"docs/manuel/erreurs/{code}.md").read_text("utf-8")
    for kind in ("mauvais", "bon"):
        form = re.search(rf"```yaml {kind}\n(.*?)```", page, re.DOTALL)[1]
        kept = PLAIN[: PLAIN.index("conditions:")] + form + "routage: [{sinon: voirie}]\n"
        told = judged(PLAIN, kept + "delais: {reponse: {objectif: 15 jours ouvrés}}\n")
        assert (code in [one for one, _ in told]) == (kind == "mauvais"), told
        assert kind == "mauvais" or told == []
