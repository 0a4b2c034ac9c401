"""Each question type keeps the promises of its own examples."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import journey
from engine.calendar import Calendar
from engine.definition.process import Question
from engine.errors import Refusal
from engine.fields import TYPES
from engine.fields.base import FilingDay
from engine.fields.numbers import decimal_number, ordinary

DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))
EXAMPLES = [(kind, example) for kind in TYPES.values() for example in kind.examples]


def question(kind, options=None, **changes):
    coerced = kind.coerce_options(dict(options or {}))
    return Question(id="q", type=kind, label="Votre réponse", options=coerced, **changes)


def raw_of(kind, raw):
    return {**dict.fromkeys(kind.parts, ""), **raw} if kind.parts and isinstance(raw, dict) else raw


@pytest.mark.parametrize(
    ("kind", "example"), EXAMPLES, ids=lambda x: getattr(x, "name", str(getattr(x, "raw", ""))[:20])
)
def test_an_example_is_read_or_refused_as_documented(kind, example):
    asked = question(kind, example.options, required=False)
    raw = raw_of(kind, example.raw)
    if example.refused:
        with pytest.raises(Refusal) as refusal:
            journey.answer(asked, raw, DAY)
        assert refusal.value.code == example.refused
        assert refusal.value.sentence.endswith(".")
        return
    value = journey.answer(asked, raw, DAY)
    assert value == example.value
    if example.shown:
        assert kind.show(asked, value) == example.shown


@pytest.mark.parametrize("kind", [kind for kind in TYPES.values() if kind.stores], ids=lambda kind: kind.name)
def test_every_type_documents_a_good_and_a_bad_answer(kind):
    assert any(example.refused for example in kind.examples)
    assert any(not example.refused and example.value is not None for example in kind.examples)


@pytest.mark.parametrize(
    ("kind", "example"), EXAMPLES, ids=lambda x: getattr(x, "name", str(getattr(x, "raw", ""))[:20])
)
def test_a_stored_value_put_back_in_the_form_is_read_the_same(kind, example):
    if example.refused or example.value is None:
        return
    asked = question(kind, example.options)
    assert kind.clean(asked, kind.fill(asked, example.value), DAY) == example.value


@pytest.mark.parametrize("kind", [kind for kind in TYPES.values() if kind.stores], ids=lambda kind: kind.name)
def test_a_required_question_left_empty_says_what_to_do(kind):
    needed = {"choix": {"options": {"a": "A"}}, "choix-multiple": {"options": {"a": "A"}}, "accord": {"texte": "Oui."}}
    needed["signature-simple"] = {"texte": "Oui."}
    asked = question(kind, needed.get(kind.name))
    with pytest.raises(Refusal) as refusal:
        journey.answer(asked, kind.fill(asked, None), DAY)
    assert refusal.value.code == "manquant"
    assert refusal.value.sentence.endswith(".")


@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_any_text_in_any_script_comes_back_as_it_was_typed(typed):
    kind = TYPES["texte"]
    assert journey.answer(question(kind), typed, DAY) == typed


@given(st.text(max_size=40))
def test_no_text_ever_breaks_a_type(typed):
    for kind in TYPES.values():
        if not kind.stores:
            continue
        asked = question(
            kind, {"options": {"a": "A"}, "texte": "t"} if kind.name.startswith(("choix", "accord")) else {}
        )
        if kind.name == "fichier":
            raw = {"documents": [], "absent": typed}
        elif kind.many:
            raw = [typed]
        else:
            raw = dict.fromkeys(kind.parts, typed) if kind.parts else typed
        try:
            value = journey.answer(asked, raw, DAY)
        except Refusal:
            continue
        else:
            assert value is None or kind.show(asked, value) is not None


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_a_number_is_read_in_any_digits_and_with_spaces(number):
    arabic = "".join(chr(0x0660 + int(c)) if c.isdigit() else c for c in f"{number:,}".replace(",", "\u202f"))
    assert decimal_number(arabic) == number
    assert ordinary("٢٠٢٦") == "2026"


def test_a_date_bound_follows_the_day_of_filing():
    kind = TYPES["date"]
    asked = question(kind, {"au_plus_tard": "aujourd’hui - 18 ans"})
    assert kind.clean(asked, {"jour": "13", "mois": "5", "annee": "2008"}, DAY) == "2008-05-13"
    with pytest.raises(Refusal) as refusal:
        kind.clean(asked, {"jour": "14", "mois": "5", "annee": "2008"}, DAY)
    assert refusal.value.code == "trop-tard"


def test_a_bound_in_working_days_uses_the_calendar_of_the_city():
    kind = TYPES["date"]
    asked = question(kind, {"au_plus_tot": "aujourd’hui + 2 jours ouvrés"})
    # 14 May 2026 is Ascension: two working days after the 13th is Monday the 18th.
    assert kind.clean(asked, {"jour": "18", "mois": "mai", "annee": "2026"}, DAY) == "2026-05-18"
    with pytest.raises(Refusal):
        kind.clean(asked, {"jour": "15", "mois": "mai", "annee": "2026"}, DAY)


def test_a_tampered_option_is_refused_and_never_stored():
    kind = TYPES["choix"]
    with pytest.raises(Refusal):
        kind.clean(question(kind, {"options": {"a": "A"}}), "b", DAY)


def test_the_form_reads_only_the_inputs_of_its_question():
    form = SimpleNamespace(get={"q-jour": "1", "q-mois": "5", "autre": "x"}.get)
    assert TYPES["date"].read(question(TYPES["date"]), form) == {"jour": "1", "mois": "5", "annee": ""}
