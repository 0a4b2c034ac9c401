"""What can never happen is told; what only seems unlikely is not."""

import pytest

from tests import golden

FORM = """\
formulaire:
  - page: Une
    questions:
      - {{id: genre, type: choix, question: Lequel, options: {{a: A, b: B, c: C}}}}
      - {{id: ouvert, type: oui-non, question: Ouvert, facultatif: oui}}
      - {{id: combien, type: nombre, question: Combien, min: 1, max: 10, facultatif: oui}}
      - {{id: jour, type: date, question: Quel jour, au_plus_tot: aujourd’hui, facultatif: oui}}
      - {{id: mois, type: annee-mois, question: Quel mois, facultatif: oui}}
      - {{id: avec, type: choix-multiple, question: Avec quoi, options: {{x: X, y: Y}}, facultatif: oui}}
      - {{id: mot, type: texte, question: Un mot, facultatif: oui}}
      - {{id: detail, type: texte, question: Un détail, facultatif: oui, si: {{genre: a}}}}
      - {{id: seule, type: texte, question: La suite, facultatif: oui, si: {condition}}}
scenarios:
  - nom: Le premier
    depose: 2026-09-01 10:00
    reponses: {{genre: a}}
    attendu: {{vers: proximite}}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    town = golden.Town(tmp_path_factory.mktemp("ville"))
    return lambda text: town.judge(golden.Example.read(text))


def never(told, condition):
    found = told(FORM.format(condition=condition))
    assert not [problem for problem in found if problem.blocks], found
    return [problem for problem in found if problem.code == "question-jamais-posee"]


IMPOSSIBLE = [
    "{tous: [{genre: a}, {genre: b}]}",
    "{tous: [{genre: [a, b]}, {genre: c}]}",
    "{tous: [{genre: {renseigne: oui}}, {aucun: [{genre: a}, {genre: b}, {genre: c}]}]}",
    "{tous: [{ouvert: oui}, {ouvert: non}]}",
    "{tous: [{ouvert: oui}, {ouvert: {renseigne: non}}]}",
    "{combien: {plus_de: 10}}",
    "{combien: {entre: [11, 20]}}",
    "{tous: [{combien: {moins_de: 3}}, {combien: {plus_de: 3}}]}",
    "{tous: [{combien: {plus_de: 3}}, {combien: {moins_de: 4}}]}",
    "{jour: {avant: aujourd’hui}}",
    "{tous: [{jour: {avant: 2027-01-01}}, {jour: {apres: 2027-06-01}}]}",
    "{tous: [{mois: {avant: 2027-01}}, {mois: {apres: 2027-06}}]}",
    "{tous: [{mot: oui}, {mot: non}]}",
    "{tous: [{avec: {contient: x}}, {aucun: [{avec: {contient: x}}]}]}",
    "{tous: [{genre: b}, {detail: {renseigne: oui}}]}",
    "{canal: courrier}",
    "{au_moins_un: [{combien: {plus_de: 10}}, {tous: [{genre: a}, {genre: b}]}]}",
]


@pytest.mark.parametrize("condition", [c for c in IMPOSSIBLE if "mot: oui" not in c])
def test_a_condition_that_no_answer_fulfils_is_told_with_why(told, condition):
    (problem,) = never(told, condition)
    assert problem.help.startswith(("Il faudrait à la fois : ", "Aucune réponse possible ne convient : "))


POSSIBLE = [
    "{genre: [a, b]}",
    "{tous: [{genre: a}, {ouvert: non}]}",
    "{aucun: [{genre: a}, {genre: b}]}",
    "{aucun: [{ouvert: oui}, {ouvert: non}]}",
    "{combien: {au_moins: 10}}",
    "{tous: [{combien: {plus_de: 3}}, {combien: {moins_de: 5}}]}",
    "{jour: {avant: aujourd’hui + 10 jours ouvrés}}",
    "{tous: [{jour: {apres: 2026-09-01}}, {jour: {avant: aujourd’hui + 1 an}}]}",
    "{tous: [{mois: {apres: 2026-09}}, {mois: {avant: 2026-11}}]}",
    "{tous: [{avec: {contient: x}}, {avec: {contient: y}}]}",
    "{tous: [{mot: {contient: a}}, {mot: {contient: b}}]}",
    "{tous: [{genre: a}, {detail: {renseigne: oui}}]}",
    "{tous: [{genre: b}, {detail: {renseigne: non}}]}",
    "{tous: [{genre: b}, {aucun: [{detail: bleu}]}]}",
    "{canal: [guichet, courrier]}",
    "{langue: ar}",
]


@pytest.mark.parametrize("condition", POSSIBLE)
def test_a_condition_that_some_answer_fulfils_is_left_alone(told, condition):
    assert never(told, condition) == []


def test_what_depends_on_a_question_out_of_reach_is_not_told_besides(told):
    text = FORM.format(condition="{combien: {plus_de: 10}}")
    more = "      - {id: encore, type: texte, question: Encore, facultatif: oui, si: {seule: {renseigne: oui}}}\n"
    found = told(text.replace("scenarios:", f"{more}scenarios:"))
    assert [problem.code for problem in found if problem.code == "question-jamais-posee"] == ["question-jamais-posee"]


def routing(first, second, more=""):
    return f"routage:\n  - {{si: {first}, vers: proximite-sud{more}}}\n  - {{si: {second}, vers: proximite-nord}}\n  - sinon: proximite\n"


@pytest.mark.parametrize(
    ("first", "second", "more", "expected"),
    [
        ("{surface: {plus_de: 5}}", "{surface: {moins_de: 9}}", "", True),
        ("{surface: {plus_de: 5}}", "{surface: {moins_de: 9}}", ", priorite: urgente", False),
        ("{surface: {plus_de: 9}}", "{surface: {au_plus: 9}}", "", False),
        ("{surface: 12}", "{surface: [12, 13]}", "", False),
        ("{jardin: non}", "{surface: {plus_de: 5}}", "", False),
        ("{canal: web}", "{surface: {plus_de: 5}}", "", False),
    ],
)
def test_routes_compete_only_when_their_order_hides_something(told, first, second, more, expected):
    text = routing(first, second, more) + golden.sections(golden.MERGED[golden.OWN].read_text())["scenarios"]
    codes = [problem.code for problem in told(text)]
    assert ("routes-en-concurrence" in codes) is expected, codes
