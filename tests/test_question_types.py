"""The simple types of question: what people may type, what a file may ask, and what the manual shows of each."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import journey
from engine.calendar import Calendar
from engine.errors import Refusal
from engine.fields import TYPES
from engine.fields.base import FilingDay
from tests.test_fields import question

ROOT = Path(__file__).resolve().parent.parent
CHAPTER = (ROOT / "docs/manuel/types-de-question.md").read_text("utf-8")
DAY = FilingDay(date(2026, 5, 13), Calendar(closures={}, hours={}))
OPTIONS = {
    "choix": {"options": {"a": "A"}},
    "choix-multiple": {"options": {"a": "A"}},
    "accord": {"texte": "Oui."},
    "signature-simple": {"texte": "Oui."},
}
GROUPED = [name for name, kind in TYPES.items() if kind.parts]


def asked(name, **options):
    return question(TYPES[name], {**OPTIONS.get(name, {}), **options})


def answered(name, raw, **options):
    return journey.answer(asked(name, **options), raw, DAY)


# --- whatever is typed --------------------------------------------------------------------------------------

typed = st.one_of(
    st.text(max_size=40),
    st.text("0123456789 hH:.-/W2ABab•\u00a0٣", max_size=30),
    st.sampled_from(["oui", "mai", "13", "2026", "https://", "FR76", "²", "①", "٣", "\x00", "0", "99999999999"]),
)


@pytest.mark.parametrize(
    "name", [name for name, kind in TYPES.items() if kind.stores and not (kind.parts or kind.many or name == "fichier")]
)
@given(raw=typed)
def test_any_text_is_an_answer_or_a_refusal_in_french(name, raw):
    check_round_trip(asked(name), raw)


@pytest.mark.parametrize("name", GROUPED)
@given(data=st.data())
def test_any_texts_in_parts_are_an_answer_or_a_refusal_in_french(name, data):
    check_round_trip(asked(name), {part: data.draw(typed) for part in TYPES[name].parts})


def check_round_trip(one, raw):
    """What is accepted is shown, put back in the form, and read the same; what is refused says what to correct."""
    kind = one.type
    value, refused = read(one, raw)
    if refused:
        assert refused.endswith(".")
        assert set(kind.faulty(one, raw)) <= set(kind.parts)
        assert bool(kind.faulty(one, raw)) is bool(kind.parts)
    if value is not None:
        assert kind.show(one, value)
        assert kind.mask(one, value)
        again = journey.answer(one, kind.fill(one, value), DAY)
        assert again == value or name_is_typed(one)


def read(one, raw):
    """The stored value, or the sentence of refusal."""
    try:
        return journey.answer(one, raw, DAY), ""
    except Refusal as refusal:
        return None, refusal.sentence


def name_is_typed(one):
    """A phone number and a free text are kept as they were typed."""
    return one.type.name in ("telephone", "texte", "texte-long")
