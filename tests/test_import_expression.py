"""Conditions of other platforms, read as trees and put in our language."""

import pytest

from engine.imports import conditions, expression
from engine.imports.expression import Both, Comparison, Either, Filter, Literal, Name, Not, Unreadable
from engine.imports.model import Choice, Expression
from engine.imports.scope import Asked, Scope

X = Name("form_var_x")


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ('form_var_x == "a"', Comparison("==", X, Literal("a"))),
        ("form_var_x|lower != 'a b'", Comparison("!=", Filter(X, "lower"), Literal("a b"))),
        ('"a" not in form_var_x', Not(Comparison("in", Literal("a"), X))),
        ("not form_var_x and form_var_x or True", Either((Both((Not(X), X)), Literal(True)))),
        ("form_var_x is not None", Not(Comparison("==", X, Literal(None)))),
        ("form_var_x|add_days:15 > today", Comparison(">", Filter(X, "add_days", Literal(15)), Name("today"))),
        ("{{ form_var_x }}", X),
    ],
)
def test_a_test_of_django_is_read(written, tree):
    assert expression.read(written) == tree


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ('form_var_x in ("a", "b")', Comparison("in", X, Literal(("a", "b")))),
        ("len(form_var_x) > 0 and not form_var_x", Both((Comparison(">", Filter(X, "length"), Literal(0)), Not(X)))),
        ("form_var_x.startswith('a')", Filter(X, "startswith", Literal("a"))),
        ("1 < form_var_x <= 3", Both((Comparison("<", Literal(1), X), Comparison("<=", X, Literal(3))))),
    ],
)
def test_an_expression_of_python_is_read(written, tree):
    assert expression.read(written, "python") == tree


@pytest.mark.parametrize("written", ["", "==", "form_var_x ==", "a b", "(form_var_x", "form_var_x|", "é$", "(" * 900])
def test_what_is_no_expression_is_refused_in_french(written):
    for language in ("django", "python"):
        with pytest.raises(Unreadable) as refusal:
            expression.read(written, language)
        assert str(refusal.value)


@pytest.mark.parametrize(
    "written", ["__import__('os').system('x')", "[y for y in form_var_x]", "lambda: 1", "x if y else z"]
)
def test_python_is_never_run(written):
    with pytest.raises(Unreadable):
        expression.read(written, "python")


@pytest.fixture
def scope():
    scope = Scope(position=1)
    towns = {
        "ixelles": Choice("1", "Ixelles", columns={"zipcode": "1050"}),
        "uccle": Choice("2", "Uccle", columns={"zipcode": "1180"}),
        "autre": Choice("3", "Autre commune", columns={"zipcode": "autre"}),
    }
    days = {"lundi": Choice("lu", "Lundi"), "mardi": Choice("ma", "Mardi")}
    scope.know(Asked("ville", "choix", "ville", choices=towns), "ville")
    scope.know(Asked("jours", "choix-multiple", "jours", choices=days), "jours")
    scope.know(Asked("nom", "texte", "nom"), "nom")
    scope.know(Asked("age", "nombre", "age"), "age")
    scope.know(Asked("debut", "date", "debut"), "debut")
    scope.know(Asked("tiers", "oui-non", "tiers"), "tiers")
    return scope


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ('form_var_ville == "Uccle"', {"ville": "uccle"}),
        ('form_var_ville_raw == "2"', {"ville": "uccle"}),
        ('form_var_ville_structured_zipcode == "1050"', {"ville": "ixelles"}),
        ('form_var_ville_zipcode == "1050" or form_var_ville_zipcode == "1180"', {"ville": ["ixelles", "uccle"]}),
        ('form_var_ville != "Uccle"', {"aucun": [{"ville": "uccle"}]}),
        ('form_var_ville|lower == "uccle"', {"ville": "uccle"}),
        ('"autre" in form_var_ville|lower', {"ville": "autre"}),
        ('form_var_ville in "Uccle, Ixelles"', {"ville": ["ixelles", "uccle"]}),
        ("form_var_ville", {"ville": {"renseigne": "oui"}}),
        ("not form_var_ville", {"aucun": [{"ville": {"renseigne": "oui"}}]}),
        ('"Lundi" in form_var_jours', {"jours": {"contient": "lundi"}}),
        ('"ma" in form_var_jours_raw and form_var_tiers', {"jours": {"contient": "mardi"}, "tiers": "oui"}),
        ("form_var_jours|length > 0", {"jours": {"renseigne": "oui"}}),
        ("form_var_jours|length == 2", {"jours": {"entre": ["2", "2"]}}),
        ('form_var_tiers == "True"', {"tiers": "oui"}),
        ("not form_var_tiers", {"aucun": [{"tiers": "oui"}]}),
        ('form_var_nom == "Roi"', {"nom": "Roi"}),
        ('"oi" in form_var_nom', {"nom": {"contient": "oi"}}),
        ('form_var_nom == ""', {"nom": {"renseigne": "non"}}),
        ("form_var_age >= 18", {"age": {"au_moins": "18"}}),
        ("form_var_age|decimal < 3", {"age": {"moins_de": "3"}}),
        ("form_var_debut|date > today|date|add_days:10", {"debut": {"apres": "aujourd’hui + 10 jours"}}),
        ("form_var_debut|add_days:15 > today", {"debut": {"apres": "aujourd’hui - 15 jours"}}),
        (
            "form_var_debut|date > today|add_days:form_option_preavis",
            {"debut": {"apres": "aujourd’hui + parametre.preavis"}},
        ),
        ("form_var_debut|age_in_years < 18", {"debut": {"apres": "aujourd’hui - 18 ans"}}),
        ('form_option_mode == "simple"', {"parametre.mode": "simple"}),
        ('"a" in form_option_sections', {"parametre.sections": {"contient": "a"}}),
        ("form_option_payant", {"parametre.payant": "oui"}),
        ('form_submission_channel == "phone"', {"canal": "telephone"}),
        ("False", False),
        ('"a" == "a"', True),
    ],
)
def test_a_condition_is_put_in_our_language(scope, written, ours):
    found = conditions.translated(Expression(written), scope)
    assert (found.data, found.lost) == (ours, ())


@pytest.mark.parametrize(
    "written",
    [
        "session_user|is_admin",
        "form_var_inconnue",
        "webservice.x.y == 1",
        "form_var_debut < form_var_nom",
        "form_var_nom|inconnu:3 == 'a'",
        "cassé ((",
    ],
)
def test_what_cannot_be_said_shows_the_question_to_everyone_and_tells_why(scope, written):
    found = conditions.translated(Expression(written), scope)
    assert found.data is True
    assert found.lost


def test_the_part_that_can_be_said_is_kept(scope):
    found = conditions.translated(Expression('form_var_ville == "Uccle" and session_user'), scope)
    assert found.data == {"ville": "uccle"}
    assert found.lost


def test_a_check_of_which_a_part_is_lost_never_blocks_anybody_wrongly(scope):
    found = conditions.fault(Expression("form_var_debut > today and session_user"), scope)
    assert found.data == {"aucun": [{"debut": {"apres": "aujourd’hui"}}]}
    assert found.lost
    assert conditions.fault(Expression("session_user"), scope).data is False


def test_the_fault_is_the_contrary_of_what_is_demanded(scope):
    found = conditions.fault(Expression("form_var_debut|date >= today|date"), scope)
    assert found.data == {"debut": {"avant": "aujourd’hui"}}
