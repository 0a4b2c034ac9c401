"""A regular expression of elsewhere becomes a form or a model, or is said to be left."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.fields import TYPES
from engine.imports.patterns import settings_of


@pytest.mark.parametrize(
    ("pattern", "settings"),
    [
        (r"^[0-9]*$", {"forme": "chiffres"}),
        (r"\d{5}", {"forme": "chiffres", "longueur_min": "5", "longueur": "5"}),
        (r"^\d{4,5}$", {"forme": "chiffres", "longueur_min": "4", "longueur": "5"}),
        (r"^[a-zA-Z]+$", {"forme": "lettres"}),
        (r"^[A-Za-z0-9]{8,}$", {"forme": "lettres-et-chiffres", "longueur_min": "8"}),
        (r"^[A-Z]{2}-\d{3}-[A-Z]{2}$", {"modele": "AA-000-AA"}),
        (r"\d{2}\.\d{3}", {"modele": "00.000"}),
        (r"^([0-9]{4}|[0-9]{7})$", {"modele": "0000\n0000000"}),
        (r"^(\d{3})[ -]?(\d{2})$", {"modele": "000 00"}),
        (r"^[A-Z]\d{1,2}$", {"modele": "A0\nA00"}),
        (r"^[1-9]$", {"forme": "chiffres", "longueur": "1"}),
        (r"^(?!00)\d+$", None),
        (r".*", None),
        (r"(a+)+$", None),
        (r"[0-9", None),
    ],
)
def test_a_pattern_becomes_what_it_says(pattern, settings):
    assert settings_of(pattern) == settings


ATOMS = st.sampled_from([r"\d", "[0-9]", "[A-Z]", "[a-zA-Z]", "-", r"\.", " ", "x", "(", ")", "|", "^", "["])
COUNTS = st.sampled_from(["", "", "{2}", "{1,3}", "+", "*", "?", "{3,}", "{3,1}"])


@given(st.lists(st.tuples(ATOMS, COUNTS), max_size=6))
def test_what_is_found_is_always_accepted_by_a_question_and_by_the_pattern(parts):
    pattern = "".join(atom + count for atom, count in parts)
    found = settings_of(pattern)
    if found is None:
        return
    options = {**found, **({"modele": found["modele"].split("\n")} if "modele" in found else {})}
    coerced = TYPES["texte"].coerce_options(options)
    for model in coerced.get("modele", ()):
        assert re.fullmatch(rf"(?:{pattern})", model.example) or " " in pattern or "?" in pattern or "*" in pattern


@given(st.text(max_size=60))
def test_no_pattern_stops_the_import(pattern):
    settings_of(pattern)
