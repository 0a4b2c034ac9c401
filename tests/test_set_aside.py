"""An advice may be set aside with a reason; what must be corrected may not."""

import pytest

from tests import golden

FORGOTTEN = """\
formulaire:
  - page: Votre logement
    questions:
      - {id: lieu, type: adresse, question: "À quelle adresse ?"}
routage:
  - {si: {lieu: {dans: bordeaux-sud}}, vers: proximite-sud}
  - {si: {lieu: {dans: bordeaux-nord}}, vers: proximite-nord}
  - sinon: proximite
scenarios:
  - nom: Au sud
    depose: 2026-09-01 10:00
    reponses:
      lieu: {voie: 5 place Nansouty, code_postal: 33800, commune: Bordeaux}
    attendu: {vers: proximite-sud}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    town = golden.Town(tmp_path_factory.mktemp("ville"))
    return lambda text: [problem.code for problem in town.judge(golden.Example.read(text))]


def aside(code, more=""):
    return f"conseils_ignores:\n  - code: {code}\n    raison: C’est voulu.\n{more}"


def test_an_advice_set_aside_is_no_longer_given(told):
    assert "secteur-oublie" in told(FORGOTTEN)
    assert "secteur-oublie" not in told(FORGOTTEN + aside("secteur-oublie"))


def test_an_advice_is_set_aside_only_where_it_is_said(told):
    codes = told(FORGOTTEN + aside("secteur-oublie", "    sur: lieu\n"))
    assert {"secteur-oublie", "conseil-ignore-inutile"} <= set(codes)


def test_a_reason_must_be_given(told):
    assert "cle-manquante" in told("conseils_ignores:\n  - code: secteur-oublie\n")


@pytest.mark.parametrize("code", ["condition-inutile", "route-sans-sinon", "scenario-different", "nimporte-quoi"])
def test_neither_an_error_nor_a_warning_nor_a_word_can_be_set_aside(told, code):
    assert told(aside(code)) == ["conseil-non-ignorable"]


def test_a_warning_stays_even_when_one_tries_to_set_it_aside(told):
    loose = "conditions:\n  grand: {surface: {plus_de: 1000}}\n"
    assert sorted(told(loose + aside("condition-inutile"))) == ["condition-inutile", "conseil-non-ignorable"]


def test_a_place_that_does_not_exist_is_told(told):
    assert told(aside("secteur-oublie", "    sur: jardins\n")) == ["question-inconnue"]
