"""What a person reads in French: dates, hours, amounts, phones, sizes, spaces that do not break."""

from datetime import date, datetime

import pytest

from engine import french


def test_a_date_names_its_day():
    assert french.long_date(date(2026, 5, 13)) == "mercredi 13\u00a0mai 2026"


def test_the_first_of_a_month_is_the_only_ordinal():
    assert french.short_date(date(2026, 5, 1)) == "1er\u00a0mai 2026"
    assert french.short_date(date(2026, 5, 2)) == "2\u00a0mai 2026"


@pytest.mark.parametrize(("hour", "minute", "said"), [(18, 30, "18 h 30"), (9, 0, "9 h"), (0, 5, "0 h 05")])
def test_an_hour_is_said_with_an_h(hour, minute, said):
    assert french.clock_time(datetime(2026, 5, 13, hour, minute)) == said.replace(" ", "\u00a0")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "said"),
    [("12.00", "12\u00a0€"), ("12.5", "12,50\u00a0€"), (1234567, "1\u202f234\u202f567\u00a0€")],
)
def test_an_amount_has_a_comma_and_thin_spaces(value, said):
    assert french.amount(value) == said


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("+33556102030", "05 56 10 20 30"),
        ("05.56.10.20.30", "05 56 10 20 30"),
        ("10 20 30", "10 20 30"),
        ("+32 2 555 12 12", "+32 2 555 12 12"),
    ],
)
def test_a_french_number_is_read_by_pairs_and_any_other_is_left_alone(written, shown):
    assert french.phone(written).replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("size", "shown"), [(10, "1 Ko"), (870_000, "850 Ko"), (5 * 1024 * 1024, "5 Mo"), (2_500_000, "2,4 Mo")]
)
def test_the_size_of_a_file_is_said_as_the_city_writes_it(size, shown):
    assert french.weight(size) == shown.replace(" ", "\u00a0")


def test_french_is_plural_from_two():
    assert french.count(0, "réponse") == "0\u00a0réponse"
    assert french.count(1, "réponse") == "1\u00a0réponse"
    assert french.count(2, "réponse") == "2\u00a0réponses"
    assert french.count(3, "travail", "travaux") == "3\u00a0travaux"


def test_punctuation_keeps_its_word():
    assert french.spaced("« Où ? » : ici !") == "«\u00a0Où\u202f?\u00a0»\u00a0: ici\u202f!"
    assert french.spaced("de 8 h 30 à 18 h, 5 Mo, 15 jours ouvrés") == (
        "de 8\u00a0h\u00a030 à 18\u00a0h, 5\u00a0Mo, 15\u00a0jours ouvrés"
    )


def test_an_ordinary_text_is_unchanged():
    assert french.spaced("le 3 rue du Ha, https://exemple.fr") == "le 3 rue du Ha, https://exemple.fr"


def test_a_list_has_commas_and_one_and():
    assert [french.listed(["Awa", "Hugo", "Léa"][:count]) for count in (1, 2, 3)] == [
        "Awa",
        "Awa et Hugo",
        "Awa, Hugo et Léa",
    ]
