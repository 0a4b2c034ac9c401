"""Durations, working days, holidays and opening hours: independent oracles, and known defects of others."""

import csv
import json
import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays as public_holidays
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar import Calendar
from engine.duration import UNITS, Duration
from engine.holiday import easter, holidays
from tests.cities import SAMPLES

PARIS = ZoneInfo("Europe/Paris")
OFFICE = {weekday: ((time(8, 30), time(12, 30)), (time(13, 30), time(17))) for weekday in range(5)}
ROUND_THE_CLOCK = {weekday: ((time(0), time(12)), (time(12), time(23, 59))) for weekday in range(7)}
WORKTIME = SAMPLES / "worktime"
needs_samples = pytest.mark.skipif(
    not WORKTIME.exists(), reason="the samples of working time are not beside the repository"
)


def paris(*parts, fold=0):
    return datetime(*parts, tzinfo=PARIS, fold=fold)


def add(calendar, day, text):
    return calendar.add(day, Duration.parse(text))


@pytest.fixture
def calendar():
    return Calendar({date(2026, 5, 15): "pont de l’Ascension"}, OFFICE)


# Durations


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("15 jours ouvrés", 15, "jours-ouvres"),
        ("15 jours ouvres", 15, "jours-ouvres"),
        ("1 jour ouvré", 1, "jours-ouvres"),
        ("15\u00a0JOURS\u202fOUVRE\u0301S", 15, "jours-ouvres"),
        ("  5   jours ouvrables ", 5, "jours-ouvrables"),
        ("10 jours", 10, "jours"),
        ("10 jours calendaires", 10, "jours"),
        ("3 semaines", 3, "semaines"),
        ("2 mois", 2, "mois"),
        ("1 an", 1, "ans"),
        ("2 ans", 2, "ans"),
        ("18 années", 18, "ans"),
        ("4 heures ouvrées", 4, "heures-ouvrees"),
        ("36 heures", 36, "heures"),
        ("30minutes", 30, "minutes"),
    ],
)
def test_a_duration_is_read_as_people_write_it(text, amount, unit):
    assert Duration.parse(text) == Duration(amount, unit)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("amount", [1, 2, 100])
def test_a_duration_reads_back_what_it_says(unit, amount):
    assert Duration.parse(str(Duration(amount, unit))) == Duration(amount, unit)


def test_a_duration_is_singular_below_two():
    said = [str(Duration(amount, unit)) for unit in ("jours-ouvres", "mois", "ans") for amount in (1, 2)]
    assert said == ["1 jour ouvré", "2 jours ouvrés", "1 mois", "2 mois", "1 an", "2 ans"]


@pytest.mark.parametrize("text", ["", "quinze jours", "1,5 mois", "15", "jours", "4 trimestres", "9" * 5000 + " jours"])
def test_what_is_not_a_duration_is_refused_with_the_units_and_an_example(text):
    with pytest.raises(ValueError, match="n’est pas une durée") as refusal:
        Duration.parse(text)
    assert "« 15 jours ouvrés »" in str(refusal.value)
    assert all(unit.plural in str(refusal.value) for unit in UNITS.values())


def test_a_slip_of_the_pen_is_answered_with_the_nearest_duration():
    with pytest.raises(ValueError, match="Vouliez-vous dire « 3 jours ouvrables »"):
        Duration.parse("3 jours ouvrabels")


@pytest.mark.parametrize("text", ["0 jours", "-3 jours ouvrés"])
def test_a_duration_is_never_nothing(text):
    with pytest.raises(ValueError, match="durée nulle ou négative"):
        Duration.parse(text)


@pytest.mark.parametrize("text", ["11000 jours", "200 mois", "151 ans", "999999999 minutes"])
def test_an_unlikely_duration_is_taken_for_a_typing_mistake(text):
    with pytest.raises(ValueError, match="trop longue : écrivez au plus"):
        Duration.parse(text)


# Holidays


def test_the_eleven_holidays_of_a_year_are_named():
    assert holidays(2026) == {
        date(2026, 1, 1): "Jour de l’an",
        date(2026, 4, 6): "Lundi de Pâques",
        date(2026, 5, 1): "Fête du Travail",
        date(2026, 5, 8): "Victoire de 1945",
        date(2026, 5, 14): "Ascension",
        date(2026, 5, 25): "Lundi de Pentecôte",
        date(2026, 7, 14): "Fête nationale",
        date(2026, 8, 15): "Assomption",
        date(2026, 11, 1): "Toussaint",
        date(2026, 11, 11): "Armistice de 1918",
        date(2026, 12, 25): "Noël",
    }


def test_alsace_and_moselle_have_two_more():
    added = set(holidays(2026, alsace_moselle=True).items()) - set(holidays(2026).items())
    assert added == {(date(2026, 4, 3), "Vendredi saint"), (date(2026, 12, 26), "Saint-Étienne")}


def test_two_holidays_on_one_day_keep_both_names():
    assert holidays(2008)[date(2008, 5, 1)] == "Ascension et Fête du Travail"


@pytest.mark.parametrize("subdivision", [None, "57"])
def test_holidays_agree_with_an_independent_package_from_2000_to_2050(subdivision):
    oracle = public_holidays.country_holidays("FR", subdiv=subdivision, years=range(2000, 2051))
    # Whit Monday stopped being a day off by law from 2005 to 2007 only; city offices stayed closed.
    ours = {day for year in range(2000, 2051) for day in holidays(year, alsace_moselle=subdivision is not None)}
    assert ours ^ set(oracle) == {easter(year) + timedelta(days=50) for year in (2005, 2006, 2007)}


@needs_samples
@pytest.mark.parametrize(("name", "alsace_moselle"), [("metropole", False), ("alsace-moselle", True)])
def test_holidays_agree_with_the_list_published_by_the_state(name, alsace_moselle):
    published = json.loads((WORKTIME / "jours-feries-etalab" / f"{name}.json").read_text("utf-8"))
    years = {int(day[:4]) for day in published}
    ours = {day.isoformat() for year in years for day in holidays(year, alsace_moselle)}
    assert ours == set(published)
    assert len(published) > 250


def test_easter_of_the_current_year_is_not_used_for_every_year():
    # Known defect: the feasts that move were computed once, for the year in progress.
    assert [easter(year) for year in (2025, 2026, 2027, 2100)] == [
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2100, 3, 28),
    ]


def test_ascension_and_whit_monday_are_not_forgotten(calendar):
    # Known defect: a calendar that knew Easter Monday only.
    assert calendar.why_not_working(date(2027, 5, 6)) == "Ascension"
    assert calendar.why_not_working(date(2027, 5, 17)) == "Lundi de Pentecôte"


@pytest.mark.parametrize("year", [2027, 2040, 2100, 2500])
def test_holidays_do_not_stop_at_the_last_year_someone_typed(calendar, year):
    # Known defect: holidays hard-coded until 2026.
    whit_monday = easter(year) + timedelta(days=50)
    assert not calendar.is_working(whit_monday)
    assert add(calendar, whit_monday - timedelta(days=3), "1 jour ouvré") == whit_monday + timedelta(days=1)


# Working days


def test_fifteen_working_days_over_ascension_and_whit_monday_end_on_the_fifth_of_june():
    assert add(Calendar(), date(2026, 5, 13), "15 jours ouvrés") == date(2026, 6, 5)


def test_a_closure_of_the_city_does_not_count_as_a_jour_ouvre_but_does_as_a_jour_ouvrable(calendar):
    wednesday = date(2026, 5, 13)
    assert add(calendar, wednesday, "1 jour ouvré") == date(2026, 5, 18)
    assert add(calendar, wednesday, "2 jours ouvrables") == date(2026, 5, 16)


def test_a_day_says_why_it_does_not_count(calendar):
    days = [date(2026, 5, day) for day in (13, 14, 15, 16, 17)]
    assert [calendar.why_not_working(day) for day in days] == [
        "",
        "Ascension",
        "pont de l’Ascension",
        "samedi",
        "dimanche",
    ]
    assert [calendar.why_not_working(day, "jours-ouvrables") for day in days] == [
        "",
        "Ascension",
        "",
        "",
        "dimanche",
    ]
    assert not any(calendar.why_not_working(day, "jours") for day in days)


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["jours-ouvres", "jours-ouvrables", "heures-ouvrees"]),
)
def test_a_day_counts_exactly_when_it_has_no_reason_not_to(day, unit):
    calendar = Calendar([date(2026, 5, 15)], OFFICE)
    assert calendar.is_working(day, unit) == (calendar.why_not_working(day, unit) == "")


def test_a_closure_may_be_given_without_a_reason():
    assert Calendar([date(2026, 5, 15)]).why_not_working(date(2026, 5, 15)) == "fermeture"


def test_a_holiday_inside_a_closure_keeps_its_own_name():
    closed = {date(2026, 12, day): "fermeture annuelle" for day in range(24, 32)}
    christmas = [Calendar(closed).why_not_working(date(2026, 12, day)) for day in (24, 25, 26, 28)]
    assert christmas == ["fermeture annuelle", "Noël", "samedi", "fermeture annuelle"]


def test_days_off_cross_the_new_year():
    # Known defect: a closure that begins in December and ends in January was lost.
    first = date(2026, 12, 24)
    calendar = Calendar({first + timedelta(days=index): "fermeture annuelle" for index in range(11)})
    assert add(calendar, date(2026, 12, 23), "1 jour ouvré") == date(2027, 1, 4)
    assert calendar.count(date(2026, 12, 23), date(2027, 1, 4)) == 1


def test_going_back_undoes_going_forward(calendar):
    monday, duration = date(2026, 5, 18), Duration.parse("5 jours ouvrés")
    assert calendar.subtract(calendar.add(monday, duration), duration) == monday


def test_a_delay_counted_back_stops_on_a_working_day(calendar):
    assert calendar.subtract(date(2026, 5, 17), Duration.parse("1 jour ouvré")) == date(2026, 5, 13)


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        (date(2026, 5, 13), "2 mois", date(2026, 7, 13)),
        (date(2026, 12, 31), "2 mois", date(2027, 2, 28)),
        (date(2027, 12, 31), "2 mois", date(2028, 2, 29)),
        (date(2026, 8, 31), "1 mois", date(2026, 9, 30)),
        (date(2028, 2, 29), "1 an", date(2029, 2, 28)),
        (date(2026, 11, 30), "14 mois", date(2028, 1, 30)),
        (date(2026, 5, 13), "3 semaines", date(2026, 6, 3)),
        (date(2026, 5, 13), "10 jours", date(2026, 5, 23)),
    ],
)
def test_months_keep_the_number_of_the_day_or_take_the_last_one(calendar, day, text, expected):
    assert add(calendar, day, text) == expected


def test_an_age_is_a_number_of_years_back(calendar):
    assert calendar.subtract(date(2026, 3, 31), Duration.parse("18 ans")) == date(2008, 3, 31)
    assert calendar.subtract(date(2026, 3, 31), Duration.parse("1 mois")) == date(2026, 2, 28)


def test_hours_are_not_added_to_a_day(calendar):
    with pytest.raises(ValueError, match="Les heures ouvrées se comptent depuis une heure précise"):
        add(calendar, date(2026, 5, 13), "4 heures ouvrées")


def random_days(count, seed):
    drawn = random.Random(seed)
    return [date(1990, 1, 1) + timedelta(days=drawn.randrange(36_500)) for _ in range(count)], drawn


@pytest.mark.parametrize(("unit", "weekmask"), [("jours-ouvres", "1111100"), ("jours-ouvrables", "1111110")])
def test_200_000_random_cases_agree_with_numpy(unit, weekmask):
    days, drawn = random_days(50_000, unit)
    closures = dict.fromkeys(random_days(400, "closures")[0], "fermeture")
    calendar = Calendar(closures)
    off = [day for year in range(1975, 2110) for day in holidays(year)]
    off += list(closures) if unit == "jours-ouvres" else []
    oracle = numpy.busdaycalendar(weekmask, off)
    starts = numpy.array(days, "datetime64[D]")
    amounts = [drawn.randrange(1, 2_600) for _ in days]

    after = numpy.busday_offset(starts, amounts, "backward", busdaycal=oracle)
    before = numpy.busday_offset(starts, [-amount for amount in amounts], "forward", busdaycal=oracle)
    pairs = list(zip(days, amounts, strict=True))
    assert [calendar.move(day, amount, unit) for day, amount in pairs] == after.tolist()
    assert [calendar.move(day, -amount, unit) for day, amount in pairs] == before.tolist()

    ends = days[::-1]
    # The oracle counts the first day and not the last; a delay does the opposite.
    shifted = numpy.array(ends, "datetime64[D]") + 1
    forward = starts < shifted
    counted = numpy.busday_count(starts + 1, shifted, busdaycal=oracle)
    ours = numpy.array([calendar.count(start, end, unit) for start, end in zip(days, ends, strict=True)])
    assert (ours[forward] == counted[forward]).all()
    assert (ours == -ours[::-1]).all()
    working = numpy.is_busday(starts, busdaycal=oracle)
    assert [calendar.is_working(day, unit) for day in days] == working.tolist()


def test_the_order_of_the_questions_does_not_change_the_answers():
    days, _ = random_days(200, "order")
    expected = [Calendar([date(2026, 5, 15)]).move(day, 40, "jours-ouvres") for day in sorted(days)]
    shared = Calendar([date(2026, 5, 15)])
    answers = {day: shared.move(day, 40, "jours-ouvres") for day in days}
    assert [answers[day] for day in sorted(days)] == expected


@needs_samples
def test_deadlines_of_another_city_fall_on_the_same_days():
    # That city ignores holidays (none of ours falls in these weeks) and keeps the time of day.
    # For what is filed on a weekend, its midnight is the end of the day before.
    with (WORKTIME / "amsterdam-deadlines.csv").open(encoding="utf-8") as lines:
        cases = list(csv.DictReader(lines))
    for case in cases:
        unit = "jours" if case["use_calendar_days"] == "True" else "jours-ouvres"
        filed, due = (datetime.fromisoformat(case[key]) for key in ("created_at", "deadline"))
        amount = int(case["n_days"]) * int(case["factor"])
        assert Calendar().move(filed.date(), amount, unit) == (due - timedelta.resolution).date(), case
    assert len(cases) == 33


# Opening hours


def test_the_city_opens_several_times_a_day(calendar):
    assert calendar.opening(date(2026, 5, 13)) == (
        (paris(2026, 5, 13, 8, 30), paris(2026, 5, 13, 12, 30)),
        (paris(2026, 5, 13, 13, 30), paris(2026, 5, 13, 17)),
    )
    assert calendar.opening(date(2026, 5, 13))[0][0].tzinfo is UTC


@pytest.mark.parametrize("day", [14, 15, 16, 17])
def test_the_city_stays_closed_on_holidays_closures_and_days_without_hours(calendar, day):
    assert calendar.opening(date(2026, 5, day)) == ()
    assert not calendar.is_open(paris(2026, 5, day, 10))


def test_the_next_opening_is_now_when_the_city_is_open(calendar):
    assert calendar.next_opening(paris(2026, 5, 13, 10)) == paris(2026, 5, 13, 10)
    assert calendar.next_opening(paris(2026, 5, 13, 8, 30)) == paris(2026, 5, 13, 8, 30)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ((2026, 5, 13, 6), (2026, 5, 13, 8, 30)),
        ((2026, 5, 13, 12, 30), (2026, 5, 13, 13, 30)),
        ((2026, 5, 13, 17), (2026, 5, 18, 8, 30)),
        ((2026, 5, 16, 0), (2026, 5, 18, 8, 30)),
    ],
)
def test_the_next_opening_skips_what_is_closed(calendar, instant, expected):
    assert calendar.next_opening(paris(*instant)) == paris(*expected)
    assert calendar.next_opening(paris(*instant)).tzinfo is UTC


def test_a_city_without_hours_says_so():
    for question in (lambda c, i: c.next_opening(i), lambda c, i: c.work(i, timedelta(hours=1))):
        with pytest.raises(ValueError, match="aucune heure d’ouverture"):
            question(Calendar(), paris(2026, 5, 13, 10))
    assert not Calendar().is_open(paris(2026, 5, 13, 10))


@pytest.mark.parametrize(
    ("intervals", "sentence"),
    [
        ([(time(14), time(12))], "Horaires du lundi : 14:00-12:00 finit avant d’avoir commencé"),
        ([(time(9), time(9))], "finit avant d’avoir commencé"),
        ([(time(9), time(13)), (time(12), time(17))], "09:00-13:00 et 12:00-17:00 se chevauchent"),
        ([(time(14), time(17)), (time(9), time(12))], "ou ne sont pas dans l’ordre"),
    ],
)
def test_hours_that_make_no_sense_are_refused(intervals, sentence):
    with pytest.raises(ValueError, match=sentence):
        Calendar(hours={0: intervals})


def test_a_weekday_or_a_zone_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="n’est pas un jour de la semaine"):
        Calendar(hours={7: [(time(9), time(12))]})
    with pytest.raises(ValueError, match="n’est pas un fuseau horaire"):
        Calendar(zone="Europe/Bordeaux")


def test_hours_may_touch():
    calendar = Calendar(hours={0: [(time(9), time(12)), (time(12), time(17))]})
    assert calendar.is_open(paris(2026, 5, 18, 12))


def test_an_instant_without_its_zone_is_refused(calendar):
    with pytest.raises(ValueError, match="does not say its zone"):
        calendar.day_of(datetime(2026, 5, 13, 10))  # noqa: DTZ001


def test_the_day_of_an_instant_is_the_local_one(calendar):
    assert calendar.day_of(datetime(2026, 5, 13, 22, 30, tzinfo=UTC)) == date(2026, 5, 14)
    assert Calendar(zone="Indian/Reunion").day_of(datetime(2026, 5, 13, 20, 30, tzinfo=UTC)) == date(2026, 5, 14)


def test_calendars_that_say_the_same_are_equal():
    one, other = Calendar([date(2026, 5, 15)], OFFICE), Calendar({date(2026, 5, 15): "fermeture"}, OFFICE)
    one.move(date(2026, 1, 1), 10, "jours-ouvres")
    assert one == other
    assert one != Calendar([date(2026, 5, 15)], OFFICE, alsace_moselle=True)


# Working hours


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ((2026, 5, 13, 9), 2, (2026, 5, 13, 11)),
        ((2026, 5, 13, 11), 2, (2026, 5, 13, 14)),
        ((2026, 5, 13, 12, 45), 1, (2026, 5, 13, 14, 30)),
        ((2026, 5, 13, 16, 30), 4, (2026, 5, 18, 12)),
        ((2026, 5, 13, 20), 8, (2026, 5, 19, 9)),
        ((2026, 5, 13, 13, 30), 3.5, (2026, 5, 13, 17)),
    ],
)
def test_working_hours_run_inside_opening_hours(calendar, start, hours, expected):
    assert calendar.work(paris(*start), timedelta(hours=hours)) == paris(*expected)
    assert calendar.worked(paris(*start), paris(*expected)) == timedelta(hours=hours)


def test_working_hours_counted_back_stop_while_the_city_is_open(calendar):
    assert calendar.work(paris(2026, 5, 18, 9, 30), -timedelta(hours=1)) == paris(2026, 5, 18, 8, 30)
    assert calendar.work(paris(2026, 5, 18, 9, 30), -timedelta(hours=2)) == paris(2026, 5, 13, 16)
    assert calendar.work(paris(2026, 5, 13, 17), -timedelta(hours=3.5)) == paris(2026, 5, 13, 13, 30)


def test_no_working_hour_at_all_changes_nothing(calendar):
    assert calendar.work(paris(2026, 5, 16, 9), timedelta()) == paris(2026, 5, 16, 9)


def test_working_hours_are_not_rounded(calendar):
    # Known defect: elapsed time truncated to the minute.
    length = timedelta(hours=5, seconds=1, microseconds=1)
    assert calendar.work(paris(2026, 5, 12, 9), length) == paris(2026, 5, 12, 15, 0, 1, 1)


def test_a_change_of_clocks_adds_or_removes_a_real_hour():
    # Known defect: a day taken for 86,400 seconds.
    calendar = Calendar(hours=ROUND_THE_CLOCK)
    day_long = timedelta(hours=23, minutes=59)
    saturday_to_sunday = {
        date(2026, 3, 29): day_long - timedelta(hours=1),
        date(2026, 10, 25): day_long + timedelta(hours=1),
        date(2026, 10, 26): day_long,
    }
    for day, length in saturday_to_sunday.items():
        midnight = calendar.start_of_day(day)
        assert calendar.worked(midnight, calendar.end_of_day(day)) == length
        assert calendar.local(calendar.end_of_day(day)).time() == time(0)


def test_hours_of_the_week_after_the_clocks_change_keep_their_local_time(calendar):
    assert calendar.work(paris(2026, 3, 27, 16), timedelta(hours=2)) == paris(2026, 3, 30, 9, 30)
    assert calendar.work(paris(2026, 10, 23, 16), timedelta(hours=2)) == paris(2026, 10, 26, 9, 30)


def test_an_hour_that_the_clocks_skip_never_makes_two_intervals_overlap():
    odd = Calendar(hours={6: [(time(1), time(2, 30)), (time(2, 45), time(2, 50)), (time(3), time(4))]})
    intervals = odd.opening(date(2026, 3, 29))
    assert all(start < end for start, end in intervals)
    assert all(end <= start for (_, end), (start, _) in pairwise(intervals))


instants = st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 20), timezones=st.just(PARIS))  # noqa: DTZ001
WEEK = Calendar([date(2026, 5, 15)], OFFICE | {5: [(time(9), time(12))], 6: [(time(1), time(4))]})


@settings(deadline=None)
@given(instants, st.timedeltas(timedelta(microseconds=1), timedelta(hours=300)))
def test_working_then_counting_gives_the_length_back(start, length):
    end = WEEK.work(start, length)
    assert WEEK.worked(start, end) == length
    assert WEEK.worked(start, end - timedelta.resolution) < length
    back = WEEK.work(end, -length)
    assert WEEK.worked(back, end) == length
    assert WEEK.is_open(back)


@settings(deadline=None, max_examples=40)
@given(instants, st.integers(0, 400))
def test_counting_agrees_with_looking_at_every_quarter_of_an_hour(start, quarters):
    quarter = timedelta(minutes=15)
    start = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    seen = sum(WEEK.is_open(start + index * quarter) for index in range(quarters))
    assert WEEK.worked(start, start + quarters * quarter) == seen * quarter
