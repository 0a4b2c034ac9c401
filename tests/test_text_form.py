"""A text may have a form: what is typed is forgiven its spaces, stored as the model writes it, refused with an example."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import journey
from engine.calendar import Calendar
from engine.definition.process import Question
from engine.errors import Refusal
from engine.fields import TYPES
from engine.fields.base import FilingDay
from engine.fields.pattern import FORMS, Pattern
from engine.web.form import field_view

DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))
TEXT = TYPES["texte"]


def asked(**options):
    return Question(id="q", type=TEXT, label="Votre code", options=TEXT.coerce_options(options))


def refusal(question, typed):
    with pytest.raises(Refusal) as caught:
        journey.answer(question, typed, DAY)
    return caught.value.sentence


@pytest.mark.parametrize(
    ("model", "typed", "stored"),
    [
        ("000.000.000-00", "123 456 789 01", "123.456.789-01"),
        ("AA-000-AA", "ab123cd", "AB-123-CD"),
        ("BE 0000.000.000", "be0123456789", "BE 0123.456.789"),
        ("00000", "٣٣٠٠٠", "33000"),
        ("A000", "É123", "É123"),
    ],
)
def test_an_answer_is_written_as_the_model_writes_it(model, typed, stored):
    assert journey.answer(asked(modele=model), typed, DAY) == stored


def test_the_first_model_that_fits_is_the_one():
    question = asked(modele=["0000", "AA-000"])
    assert journey.answer(question, "ab 123", DAY) == "AB-123"
    assert journey.answer(question, "12 34", DAY) == "1234"


def test_a_refusal_says_what_was_typed_and_gives_an_example():
    assert refusal(asked(modele="AA-00"), "12") == "« 12 » n’a pas la forme attendue : écrivez par exemple AB-12."
    assert "1234 ou AB-123" in refusal(asked(modele=["0000", "AA-000"]), "x")
    assert "n’écrivez que des chiffres, par exemple 12345." in refusal(
        asked(forme="chiffres", longueur_min="5", longueur="5"), "33 0x"
    )
    assert "5\u00a0caractères, ni plus ni moins" in refusal(
        asked(forme="chiffres", longueur_min="5", longueur="5"), "330"
    )


def test_letters_may_have_the_spaces_and_dashes_of_a_name():
    assert journey.answer(asked(forme="lettres"), "Jean-Noël  d’Àl", DAY) == "Jean-Noël d’Àl"
    assert refusal(asked(forme="lettres"), "R2D2")


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"modele": "—"}, "modele"),
        ({"modele": "0", "forme": "chiffres"}, "forme"),
        ({"modele": []}, "modele"),
        ({"longueur_min": "9", "longueur": "5"}, "longueur_min"),
    ],
)
def test_an_option_that_makes_no_sense_is_named(options, key):
    with pytest.raises(ValueError, match=key) as caught:
        TEXT.coerce_options(options)
    assert caught.value.args[0] == key


def test_digits_alone_bring_the_keys_of_a_telephone_and_the_example_is_the_hint():
    assert field_view(asked(modele="000-00")).inputmode == "numeric"
    assert field_view(asked(modele="A-00")).inputmode == ""
    assert field_view(asked(forme="chiffres")).inputmode == "numeric"
    assert field_view(asked(modele="A-00")).hint == "Par exemple : A-12"


MODELS = st.text("0AB-. /7é", min_size=1, max_size=20).filter(lambda text: "0" in text or "A" in text)


@given(MODELS)
def test_the_example_of_a_model_fits_it_and_stays_the_same(written):
    model = Pattern(written)
    assert model.fitted(model.example) == model.example


@given(MODELS, st.text(max_size=30))
def test_what_is_stored_is_read_again_unchanged(written, typed):
    model = Pattern(written)
    stored = model.fitted(typed)
    assert stored is None or model.fitted(stored) == stored


@given(st.sampled_from(list(FORMS)), st.text(min_size=1, max_size=40).filter(str.strip))
def test_any_text_is_accepted_once_and_for_all_or_refused_in_french(form, typed):
    question = asked(forme=form)
    stored = TEXT.shaped(question, typed)
    if stored is None:
        assert refusal(question, typed).endswith(".")
    else:
        assert journey.answer(question, stored, DAY) == stored


@given(st.sampled_from(list(FORMS)), st.integers(1, 30), st.integers(0, 30))
def test_the_example_of_a_form_is_accepted(form, least, more):
    question = asked(forme=form, longueur_min=str(least), longueur=str(least + more))
    assert journey.answer(question, TEXT.example(question), DAY)
