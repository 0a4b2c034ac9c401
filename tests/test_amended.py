"""Answers corrected, on paper: what is asked besides, what goes, what is refused, and that nothing else moves."""

from datetime import date

import pytest

from engine.amended import Spot, amend
from engine.calendar import Calendar
from engine.definition import catalogue
from engine.definition.condition import Facts
from engine.fields.base import FilingDay
from engine.journey import Journey

DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))
LATER = FilingDay(date(2026, 6, 13), Calendar(closures={}, hours={}))

TEXT = """\
titre: Essai
resume: Essai.
famille: Essais
pour: [particulier]
canaux: [web]
service: mairie
donnees_personnelles: {finalite: Essai, base: Essai, conservation: 1 an}
formulaire:
  - page: Vous
    id: vous
    questions:
      - {id: nom, type: texte, question: Votre nom}
      - {id: velo, type: oui-non, question: Avez-vous un vélo}
      - {id: marque, type: texte, question: Sa marque, si: {velo: oui}}
      - {id: note, type: texte, question: Une note, facultatif: oui}
  - page: Vos enfants
    id: enfants
    repeter: {id: enfants, min: 1, max: 3, libelle: un enfant}
    questions:
      - {id: prenom, type: texte, question: Prénom, concerne: autre}
      - {id: age, type: nombre, question: Âge, max: 17}
      - {id: doudou, type: texte, question: Doudou, si: {age: {moins_de: 4}}, concerne: autre}
  - page: Jours
    id: jours
    questions:
      - {id: debut, type: date, question: Le début, au_plus_tot: aujourd’hui}
      - {id: lits, type: nombre, question: Combien de lits}
      - {id: places, type: nombre, question: Combien de places}
      - {id: prix, type: calcul, question: Prix, formule: places * 2, resultat: montant}
    verifications:
      - {si: {tous: [{places: {plus_de: 3}}, {lits: {moins_de: 3}}]}, message: Il faut trois lits., questions: [lits]}
      - {si: {places: {plus_de: 5}}, message: Cela fait beaucoup., bloquant: non}
  - page: Le vélo
    id: velo
    si: {velo: oui}
    questions:
      - {id: antivol, type: oui-non, question: Un antivol}
routage: [{sinon: mairie}]
delais: {reponse: {objectif: 15 jours ouvrés}}
scenarios: [{nom: s, depose: 2026-05-13 10:00, reponses: {nom: A}, attendu: {vers: mairie}}]
"""
PROCESS = catalogue.compile_edition("essai", {"processes/essai.yaml": TEXT})
HELD = {
    "nom": "Diop",
    "velo": False,
    "note": None,
    "enfants": [{"prenom": "Awa", "age": "8"}, {"prenom": "Noé", "age": "3", "doudou": "Lapin"}],
    "debut": "2026-05-20",
    "lits": "2",
    "places": "2",
}


def facts(**answers):
    given = Facts({**HELD, **answers}, DAY)
    return given.with_answers(Journey(PROCESS, given).answers)


def corrected(*, today=LATER, held=None, **typed):
    return amend(PROCESS, held or facts(), {key.replace("__", ":"): raw for key, raw in typed.items()}, today)


def day(written):
    year, month, number = written.split("-")
    return {"jour": number, "mois": month, "annee": year}


def keys(result):
    return [spot.key for spot in result.more]


def test_one_answer_changes_and_nothing_else():
    result = corrected(vous__nom="Lopes")
    assert result.holds
    assert [(one.spot.key, one.before, one.after) for one in result.changes] == [("vous:nom", "Diop", "Lopes")]
    assert result.answers == {**facts().answers, "nom": "Lopes"}


def test_nothing_typed_anew_keeps_every_byte():
    held = facts(places="2.0")
    result = corrected(held=held, vous__nom="Diop", jours__places="2,0")
    assert result.changes == ()
    assert result.answers == held.answers


def test_a_correction_that_calls_for_another_answer_asks_it_there_and_further():
    result = corrected(vous__velo="oui")
    assert not result.holds
    assert keys(result) == ["vous:marque", "velo:antivol"]
    result = amend(PROCESS, facts(), {"vous:velo": "oui", "vous:marque": "Gitane", "velo:antivol": "non"}, LATER)
    assert result.holds
    assert (result.answers["velo"], result.answers["marque"], result.answers["antivol"]) == (True, "Gitane", False)


def test_an_answer_that_is_no_longer_asked_goes_and_is_told():
    held = facts(velo=True, marque="Gitane", antivol=True)
    result = corrected(held=held, vous__velo="non")
    assert result.holds
    assert [(one.spot.key, one.gone) for one in result.changes] == [
        ("vous:velo", False),
        ("vous:marque", True),
        ("velo:antivol", True),
    ]
    assert not {"marque", "antivol"} & set(result.answers)


def test_what_is_typed_for_a_question_that_goes_is_not_even_read():
    held = facts(velo=True, marque="Gitane", antivol=True)
    result = amend(PROCESS, held, {"vous:velo": "non", "vous:marque": "", "velo:antivol": "peut-être"}, LATER)
    assert result.holds


def test_inside_a_repeated_group_only_that_instance_changes():
    result = amend(PROCESS, facts(), {"enfants/1:prenom": "Aïssata"}, LATER)
    assert [one["prenom"] for one in result.answers["enfants"]] == ["Aïssata", "Noé"]
    assert result.changes[0].spot == Spot("enfants/1", "prenom")


def test_a_condition_inside_an_instance_is_judged_there():
    result = amend(PROCESS, facts(), {"enfants/1:age": "2"}, LATER)
    assert keys(result) == ["enfants/1:doudou"]
    result = amend(PROCESS, facts(), {"enfants/2:age": "9"}, LATER)
    assert [one.spot.key for one in result.changes if one.gone] == ["enfants/2:doudou"]
    assert result.answers["enfants"][1] == {"prenom": "Noé", "age": "9"}


@pytest.mark.parametrize(
    "key", ["enfants/3:prenom", "enfants/0:prenom", "enfants:prenom", "vous/1:nom", "nulle:nom", "vous:age"]
)
def test_a_place_that_is_not_there_changes_nothing(key):
    result = amend(PROCESS, facts(), {key: "Pirate"}, LATER)
    assert (result.changes, result.holds) == ((), True)
    assert result.answers == facts().answers


def test_what_is_wrong_says_what_to_do_and_keeps_the_rest_for_later():
    result = amend(PROCESS, facts(), {"vous:nom": "", "enfants/1:age": "cent"}, LATER)
    assert list(result.errors) == ["vous:nom", "enfants/1:age"]
    assert all(sentence.endswith(".") for sentence in result.errors.values())


def test_an_answer_is_judged_on_the_day_it_is_typed_and_the_others_are_not_judged_again():
    assert corrected(jours__places="3").holds  # the beginning, now past, was right when it was given
    result = corrected(jours__debut=day("2026-05-21"))
    assert list(result.errors) == ["jours:debut"]


def test_a_check_on_answers_beside_asks_for_the_one_it_names():
    result = corrected(jours__places="4")
    assert result.errors == {"jours:lits": "Il faut trois lits."}
    assert keys(result) == ["jours:lits"]
    assert amend(PROCESS, facts(), {"jours:places": "4", "jours:lits": "3"}, LATER).holds


def test_a_check_that_only_warns_warns():
    result = amend(PROCESS, facts(), {"jours:places": "6", "jours:lits": "6"}, LATER)
    assert result.holds
    assert [one.sentence for one in result.warnings] == ["Cela fait beaucoup."]


def test_what_is_worked_out_follows():
    assert corrected(jours__places="3").answers["prix"] == "6.00"
