"""A condition may count the answers of a choix-multiple."""

from datetime import date

import pytest

from engine.calendar import Calendar
from engine.definition.condition import Facts
from engine.definition.condition_reading import parse
from engine.definition.condition_scope import Scope
from engine.definition.process import Question
from engine.fields import TYPES
from engine.fields.base import FilingDay

DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))
KIND = TYPES["choix-multiple"]
DAYS = Question(
    "jours", KIND, "Quels jours ?", options=KIND.coerce_options({"options": {"a": "Lundi", "b": "Mardi", "c": "Jeudi"}})
)


def read(written):
    told = []
    scope = Scope({"jours": DAYS}, {}, lambda *said, **more: told.append(said), lambda *_: "")
    return parse({"jours": written}, ("si",), scope), told


@pytest.mark.parametrize(
    ("written", "counts"),
    [
        ({"au_moins": "2"}, {2, 3}),
        ({"plus_de": "1"}, {2, 3}),
        ({"moins_de": "2"}, {1}),
        ({"au_plus": "2"}, {1, 2}),
        ({"entre": ["1", "2"]}, {1, 2}),
    ],
)
def test_the_number_of_answers_is_compared(written, counts):
    condition, told = read(written)
    assert told == []
    held = {size for size in range(4) if condition.holds(Facts({"jours": list("abc")[:size]}, DAY))}
    assert held == counts


def test_the_condition_is_told_in_french():
    condition, _ = read({"au_moins": "2"})
    assert condition.phrase() == "la réponse à « Quels jours ? » compte au moins 2 choix"


@pytest.mark.parametrize("written", [{"au_moins": "deux"}, {"entre": ["3", "1"]}, {"entre": "2"}, {"au_plus": "1,5"}])
def test_what_is_no_number_of_answers_is_refused(written):
    condition, told = read(written)
    assert condition is None
    assert told[0][1] == "valeur-interdite"
