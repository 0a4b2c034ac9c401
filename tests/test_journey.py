"""The way through a form: what is shown, what is kept, what is sent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import Calendar
from engine.definition import catalogue
from engine.definition.condition import Facts
from engine.definition.sectors import District, Districts
from engine.definition.source import parse
from engine.fields.base import FilingDay
from engine.journey import Journey
from engine.routing import route

DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))
DISTRICTS = Districts([District("nord", "Nord", frozenset({"33300"}))])

TEXT = """\
titre: Essai
resume: Essai.
famille: Essais
pour: [particulier]
canaux: [web, telephone]
service: mairie
donnees_personnelles: {finalite: Essai, base: Essai, conservation: 1 an}
conditions:
  avec_enfants: {enfants: oui}
  famille_nombreuse: {tous: [avec_enfants, {combien: {au_moins: 3}}]}
formulaire:
  - page: Votre famille
    questions:
      - {id: enfants, type: oui-non, question: Avez-vous des enfants}
      - {id: combien, type: nombre, question: Combien, si: avec_enfants, min: 1, max: 20}
      - {id: note, type: texte, question: Une note, facultatif: oui}
  - page: Vos enfants
    si: avec_enfants
    questions:
      - {id: prenom, type: texte, question: Prénom du premier, concerne: autre}
      - {id: naissance, type: date, question: Sa naissance}
  - page: Votre adresse
    questions:
      - {id: ou, type: adresse, question: Votre adresse}
      - {id: jours, type: choix-multiple, question: Vos jours, options: {lundi: Lundi, mardi: Mardi}}
routage:
  - {si: famille_nombreuse, vers: familles, priorite: haute}
  - {si: {naissance: {apres: aujourd’hui - 3 ans}}, vers: creche}
  - {si: {ou: {dans: nord}}, vers: nord}
  - {si: {jours: {contient: mardi}}, vers: mardi, motif: Le mardi a son équipe.}
  - {si: {aucun: [{note: {renseigne: oui}}, {canal: [guichet, telephone]}]}, vers: sans-note}
  - {sinon: mairie}
delais: {reponse: {objectif: 15 jours ouvrés}}
scenarios: [{nom: s, depose: 2026-05-13 10:00, reponses: {enfants: non}, attendu: {vers: mairie}}]
"""
PROCESS = catalogue.compile_edition("essai", {"processes/essai.yaml": TEXT})
HOME = {"voie": "1 rue", "complement": "", "code_postal": "33000", "commune": "Bordeaux", "pays": ""}


def walk(answers, channel="web"):
    return Journey(PROCESS, Facts(answers, DAY, channel, districts=DISTRICTS))


def titles(journey):
    return [page.title for page in journey.pages]


def test_a_page_whose_condition_is_false_is_not_on_the_way():
    assert titles(walk({"enfants": False})) == ["Votre famille", "Votre adresse"]
    assert titles(walk({"enfants": True})) == ["Votre famille", "Vos enfants", "Votre adresse"]


def test_an_unanswered_question_makes_every_comparison_false():
    assert titles(walk({})) == ["Votre famille", "Votre adresse"]


def test_a_hidden_answer_is_never_sent_but_comes_back_with_its_question():
    answers = {"enfants": True, "combien": "2", "note": None, "prenom": "Zoé"}
    assert walk(answers).answers["prenom"] == "Zoé"
    hidden = walk({**answers, "enfants": False})
    assert "prenom" not in hidden.answers
    assert "combien" not in hidden.answers
    assert walk({**hidden.facts.answers, "enfants": True}).answers["prenom"] == "Zoé"


def test_a_condition_on_a_hidden_answer_is_false():
    answers = {"enfants": False, "combien": "5", "ou": HOME, "note": "x"}
    journey = walk(answers)
    assert route(PROCESS, walk(journey.answers).facts).unit == "mairie"


def test_a_page_opens_only_when_those_before_are_complete():
    journey = walk({"enfants": True, "combien": "2"})
    first, second, _ = journey.pages
    assert journey.next_page is first  # the optional note has not been seen yet
    assert not journey.can_visit(second)
    seen = walk({"enfants": True, "combien": "2", "note": None})
    assert seen.next_page.id == second.id
    assert seen.can_visit(seen.pages[1])
    assert not seen.can_visit(seen.pages[2])


def test_what_was_typed_is_checked_and_an_unknown_or_hidden_input_is_ignored():
    journey = walk({})
    page = journey.pages[0]
    checked = journey.check(page, {"enfants": "non", "combien": "3", "note": "", "pirate": "x", "ou": HOME})
    assert checked.values == {"enfants": False, "note": None}
    assert checked.errors == {}


def test_a_question_that_appears_is_asked_next_not_refused():
    journey = walk({})
    checked = journey.check(journey.pages[0], {"enfants": "oui", "note": ""})
    assert checked.errors == {}
    after = walk({**checked.values})
    assert after.next_page.id == journey.pages[0].id
    assert [q.id for q in after.questions(after.pages[0])] == ["enfants", "combien", "note"]


def test_a_wrong_answer_is_told_and_the_right_ones_are_kept():
    journey = walk({"enfants": True})
    checked = journey.check(journey.pages[0], {"enfants": "oui", "combien": "beaucoup", "note": "merci"})
    assert list(checked.errors) == ["combien"]
    assert checked.values == {"enfants": True, "note": "merci"}


@pytest.mark.parametrize(
    ("answers", "channel", "unit"),
    [
        ({"enfants": True, "combien": "3"}, "web", "familles"),
        ({"enfants": True, "combien": "2", "naissance": "2024-01-01"}, "web", "creche"),
        (
            {"enfants": True, "combien": "2", "naissance": "2020-01-01", "ou": {**HOME, "code_postal": "33300"}},
            "web",
            "nord",
        ),
        ({"ou": HOME, "jours": ["lundi", "mardi"]}, "web", "mardi"),
        ({"ou": HOME, "jours": ["lundi"]}, "web", "sans-note"),
        ({"ou": HOME, "jours": ["lundi"], "note": "x"}, "web", "mairie"),
        ({"ou": HOME, "jours": ["lundi"]}, "guichet", "mairie"),
        ({"ou": {"sans_adresse": True, "precision": ""}, "jours": ["mardi"]}, "web", "mardi"),
    ],
)
def test_the_first_route_that_holds_wins(answers, channel, unit):
    assert route(PROCESS, walk(answers, channel).facts).unit == unit


def test_the_reason_of_a_route_is_a_french_sentence():
    found = route(PROCESS, walk({"enfants": True, "combien": "3"}).facts)
    assert found.reason == (
        "Règle 1 de la démarche « Essai » : la réponse à « Avez-vous des enfants » est « Oui » "
        "et la réponse à « Combien » est au moins 3."
    )
    assert route(PROCESS, walk({"jours": ["mardi"]}).facts).reason == "Le mardi a son équipe."


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "enfants": st.one_of(st.none(), st.booleans()),
            "combien": st.one_of(st.none(), st.integers(1, 20).map(str)),
            "note": st.one_of(st.none(), st.text(max_size=5)),
            "prenom": st.one_of(st.none(), st.text(min_size=1, max_size=5)),
            "naissance": st.dates(date(2000, 1, 1), date(2026, 5, 13)).map(str),
            "ou": st.just(HOME),
            "jours": st.lists(st.sampled_from(["lundi", "mardi"]), min_size=1, unique=True),
        },
    )
)
def test_whatever_is_answered_only_visible_answers_are_sent_and_a_route_exists(answers):
    journey = walk(answers)
    visible = {question.id for page in journey.pages for question in journey.questions(page)}
    assert set(journey.answers) <= visible
    assert set(walk(journey.answers).answers) == set(journey.answers)
    assert route(PROCESS, walk(journey.answers).facts).unit
    if journey.next_page is not None:
        assert journey.can_visit(journey.next_page)


def test_conditions_read_the_same_after_the_file_is_read_again():
    assert parse(TEXT, "processes/essai.yaml").problems == []
