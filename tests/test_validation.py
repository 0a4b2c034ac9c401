"""Shapes are checked once for all: a path, a stable code and a French sentence for each fault."""

from threading import Thread

import pytest
from cerberus import errors

from engine.validation import Fault, check


def told(document, schema):
    return [(fault.path, fault.code, fault.sentence) for fault in check(document, schema)]


ROUTE = {"priorite": {"type": "string", "allowed": ["normale", "haute", "urgente"]}}


def test_a_right_document_has_no_fault():
    assert check({"priorite": "haute"}, ROUTE) == []


@pytest.mark.parametrize(
    ("rule", "value", "code", "sentence"),
    [
        (
            {"allowed": ["normale", "haute", "urgente"]},
            "vert",
            "valeur-interdite",
            "« vert » n’est pas accepté ici : choisissez normale, haute ou urgente.",
        ),
        (
            {"type": "list", "allowed": ["web", "courrier"]},
            ["web", "fax", "telex"],
            "valeur-interdite",
            "« fax », « telex » n’est pas accepté ici : choisissez web ou courrier.",
        ),
        ({"forbidden": ["admin"]}, "admin", "valeur-interdite", "« admin » n’est pas accepté ici."),
        ({"type": "list"}, "web", "type-attendu", "« web » est écrit ici : il faut une liste."),
        ({"type": "string"}, ["web"], "type-attendu", "Une liste est écrite ici : il faut un texte."),
        (
            {"type": ["string", "list"]},
            {"a": "b"},
            "type-attendu",
            "Des clés sont écrites ici : il faut un texte ou une liste.",
        ),
        ({"type": "list"}, "", "type-attendu", "Il n’y a rien ici : il faut une liste."),
        ({"type": "dict"}, True, "type-attendu", "« oui » est écrit ici : il faut des clés et leurs valeurs."),
        ({"type": "string", "empty": False}, "", "vide", "« x » est vide : complétez-le ou retirez la ligne."),
        ({"nullable": False}, None, "vide", "« x » est vide : complétez-le ou retirez la ligne."),
        ({"minlength": 3}, "ab", "trop-court", "« ab » est trop court : il faut au moins 3 caractères."),
        (
            {"type": "list", "minlength": 2},
            ["web"],
            "trop-court",
            "Ce qui est écrit ici est trop court : il faut au moins 2 éléments.",
        ),
        ({"maxlength": 1}, "ab", "trop-long", "« ab » est trop long : 1 caractère au plus."),
        ({"min": 1}, 0, "trop-petit", "« 0 » est trop petit : le minimum est 1."),
        ({"max": 10}, 11, "trop-grand", "« 11 » est trop grand : le maximum est 10."),
        ({"regex": "[a-z]+"}, "A", "forme", "« A » n’a pas la forme attendue."),
        (
            {"regex": "[a-z]+", "meta": {"attendu": "des lettres minuscules"}},
            "A",
            "forme",
            "« A » n’a pas la forme attendue : écrivez des lettres minuscules.",
        ),
        ({"contains": ["web"]}, ["fax"], "valeur-manquante", "Il manque web."),
        (
            {"items": [{"type": "string"}, {"type": "string"}]},
            ["a"],
            "nombre-d-elements",
            "Il faut 2 éléments ici, et il y en a 1.",
        ),
        ({"check_with": lambda field, value, error: error(field, "Non.")}, "a", "forme", "Non."),
    ],
)
def test_each_broken_rule_has_its_code_and_its_sentence(rule, value, code, sentence):
    assert told({"x": value}, {"x": rule}) == [(("x",), code, sentence)]


def test_an_unknown_key_comes_with_those_that_exist():
    (fault,) = check({"question": {"aidde": "x"}}, {"question": {"schema": {"aide": {}, "type": {}}}})
    assert fault == Fault(
        ("question", "aidde"), "cle-inconnue", "« aidde » n’existe pas ici.", ("aide", "type"), "aidde"
    )


def test_a_missing_key_is_named_at_its_place():
    schema = {"pages": {"schema": {"schema": {"titre": {"required": True}}}}}
    assert told({"pages": [{"titre": "a"}, {}]}, schema) == [
        (("pages", 1, "titre"), "cle-manquante", "Il manque « titre ».")
    ]


def test_keys_that_go_together_or_not():
    schema = {"a": {"dependencies": "b"}, "b": {}, "c": {"excludes": "d"}, "d": {}}
    assert told({"a": 1, "c": 1, "d": 1}, schema) == [
        (("a",), "cle-associee", "« a » ne va pas sans b."),
        (("c",), "cle-incompatible", "« c » ne va pas avec d."),
    ]


def test_a_badly_formed_key_is_told_as_a_key():
    schema = {"options": {"type": "dict", "keysrules": {"type": "string", "regex": "[a-z]+"}}}
    assert told({"options": {"ok": "x", "Trou!": "y"}}, schema) == [
        (("options", "Trou!"), "cle-refusee", "« Trou! » n’a pas la forme attendue.")
    ]


def test_of_several_shapes_only_the_one_being_written_is_spoken_of():
    option = {"anyof": [{"type": "string"}, {"type": "dict", "schema": {"libelle": {"required": True}, "aide": {}}}]}
    schema = {"options": {"type": "dict", "valuesrules": option}}
    assert told({"options": {"a": {"libele": "Un trou", "libelle": "b"}}}, schema) == [
        (("options", "a", "libele"), "cle-inconnue", "« libele » n’existe pas ici.")
    ]


def test_two_shapes_at_once_are_refused_in_one_sentence():
    schema = {"x": {"oneof": [{"type": "string"}, {"type": "string"}]}}
    assert told({"x": "a"}, schema) == [(("x",), "valeur-interdite", "« a » n’est pas accepté ici.")]


def test_faults_come_in_the_order_of_the_document_and_what_is_missing_after():
    schema = {"z": {"required": True}, "a": {"type": "list", "schema": {"type": "string"}}, "b": {"type": "string"}}
    document = {"b": [], "inconnu": 1, "a": ["x", 2, "y", 4, *"mnopqrst", 12]}
    assert [fault.path for fault in check(document, schema)] == [
        ("b",), ("inconnu",), ("a", 1), ("a", 3), ("a", 12), ("z",),
    ]  # fmt: skip


def test_a_long_value_is_shown_shortened():
    (fault,) = check({"priorite": "v" * 500}, ROUTE)
    assert len(fault.sentence) < 130
    assert fault.value == "v" * 500


def test_nothing_is_changed_in_the_document():
    document = {"a": "1"}
    check(document, {"a": {"type": "integer", "coerce": int}, "b": {"default": 3}})
    assert document == {"a": "1"}


def test_a_schema_is_compiled_once_per_thread_and_two_like_it_stay_apart():
    first, second = {"a": {"allowed": ["x"]}}, {"a": {"allowed": ["y"]}}
    for _ in range(3):
        assert check({"a": "x"}, first) == []
        assert len(check({"a": "x"}, second)) == 1


def test_schemas_made_on_the_fly_never_answer_for_one_another():
    for number in range(600):
        assert check({"a": number}, {"a": {"allowed": [number]}}) == []
        assert len(check({"a": -1}, {"a": {"allowed": [number]}})) == 1


def test_threads_never_see_the_faults_of_another():
    schema = {"n": {"type": "integer", "max": 10}}
    wrong = []

    def work(number):
        for _ in range(300):
            faults = check({"n": number}, schema)
            if [fault.value for fault in faults] != ([number] if number > 10 else []):
                wrong.append(number)

    threads = [Thread(target=work, args=(number,)) for number in (5, 11, 12, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_thousands_of_faults_are_not_sorted_again_at_each_one(monkeypatch):
    compared = []
    monkeypatch.setattr(errors.ValidationError, "__lt__", lambda one, other: compared.append(one) or False)
    assert len(check({f"k{n}": n for n in range(5000)}, {"a": {}})) == 5000
    assert compared == []
