"""By when, and why: pauses, rungs and ledger; a day-by-day reference, and known defects of others."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar import Calendar
from engine.definition.process import Deadline, Moment, Rung
from engine.duration import Duration
from engine.promise import Pause, project

PARIS = ZoneInfo("Europe/Paris")
OFFICE = {weekday: ((time(8, 30), time(12, 30)), (time(13, 30), time(17))) for weekday in range(5)}
CITY = Calendar({date(2026, 5, 15): "pont de l’Ascension"}, OFFICE)
WAITING = "attente-usager"
FILED = datetime(2026, 5, 18, 18, 30, tzinfo=PARIS)
"""A Monday evening, after the closing time; Whit Monday comes a week later."""


def paris(*parts, fold=0):
    return datetime(*parts, tzinfo=PARIS, fold=fold)


def may(day, *clock):
    return paris(2026, 5, day, *(clock or (10,)))


def promised(target, *moments, restarts=False):
    rungs = tuple(Rung(position, Moment.parse(text)) for position, text in enumerate(moments, 1))
    return Deadline("reponse", Duration.parse(target), frozenset({WAITING}), restarts, rungs)


def due_on(target, *pauses, filed=FILED, restarts=False, calendar=CITY):
    return project(promised(target, restarts=restarts), calendar, filed, pauses).due_on


def falls(target, moment, *pauses, filed=FILED, restarts=False, calendar=CITY):
    """The local instant of one rung, or None while it is unknown."""
    rungs = project(promised(target, moment, restarts=restarts), calendar, filed, pauses).rungs
    return calendar.local(rungs[0][1]) if rungs else None


def told(target, *pauses, filed=FILED, restarts=False, calendar=CITY):
    lines = project(promised(target, restarts=restarts), calendar, filed, pauses).ledger
    return [line.text.replace("\u00a0", " ").replace("\u202f", " ") for line in lines]


def waiting(since, until=None):
    return Pause(WAITING, since, until)


# Moments


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("50 %", Moment("50 %", percent=50)),
        ("50%", Moment("50 %", percent=50)),
        ("50\u202f%", Moment("50 %", percent=50)),
        ("échéance", Moment("échéance")),
        ("Echeance", Moment("échéance")),
        ("3 jours ouvrés avant", Moment("3 jours ouvrés avant", before=Duration(3, "jours-ouvres"))),
        ("2 JOURS ouvres apres", Moment("2 jours ouvrés après", after=Duration(2, "jours-ouvres"))),
        ("1 heure  avant", Moment("1 heure avant", before=Duration(1, "heures"))),
    ],
)
def test_a_moment_is_read_as_people_write_it(text, moment):
    assert Moment.parse(text) == moment


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("demain", "« demain » n’est pas un moment. Écrivez « 50 % »"),
        ("avant", "« avant » n’est pas un moment"),
        ("3 jourz avant", "« 3 jourz » n’est pas une durée. Vouliez-vous dire « 3 jours »"),
        ("0 %", "écrivez de « 1 % » à « 100 % »"),
        ("150 %", "écrivez de « 1 % » à « 100 % »"),
    ],
)
def test_what_is_not_a_moment_is_refused_with_an_example(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        Moment.parse(text)


# Without a pause


@pytest.mark.parametrize("hour", [0, 8, 12, 17, 23])
def test_the_day_of_filing_is_day_zero_whatever_the_time(hour):
    assert due_on("1 jour ouvré", filed=may(18, hour)) == date(2026, 5, 19)


def test_the_promise_runs_until_the_end_of_the_last_day():
    promise = project(promised("15 jours ouvrés"), Calendar(), paris(2026, 5, 13, 18, 30), ())
    assert promise.due_on == date(2026, 6, 5)
    assert promise.due_at == paris(2026, 6, 6)
    assert promise.due_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("5 jours ouvrables", date(2026, 5, 23)),
        ("6 jours ouvrables", date(2026, 5, 26)),
        ("10 jours", date(2026, 5, 28)),
        ("2 semaines", date(2026, 6, 1)),
        ("2 mois", date(2026, 7, 18)),
        ("1 an", date(2027, 5, 18)),
    ],
)
def test_each_unit_has_its_own_way_to_count(target, expected):
    assert due_on(target) == expected


def test_a_weekend_never_makes_a_case_escalate_sooner():
    # Known defect: days of the weekend were subtracted from the delay instead of being skipped.
    friday, monday = paris(2026, 6, 12, 10), paris(2026, 6, 15, 10)
    assert due_on("3 jours ouvrés", filed=friday) == date(2026, 6, 17)
    assert falls("3 jours ouvrés", "échéance", filed=friday) - friday > timedelta(days=3)
    assert falls("3 jours ouvrés", "échéance", filed=monday) > falls("3 jours ouvrés", "échéance", filed=friday)


def test_the_last_day_lasts_until_midnight_when_the_clocks_change():
    # Known defect: days of 86,400 seconds. The night of 28 March has 23 hours, that of 24 October 25.
    for filed, due in (
        (paris(2026, 3, 27, 12), paris(2026, 3, 31)),
        (paris(2026, 10, 23, 12), paris(2026, 10, 27)),
    ):
        assert project(promised("1 jour ouvré"), CITY, filed, ()).due_at == due
        assert project(promised("3 jours"), CITY, filed, ()).due_at == due


def test_hours_are_real_hours_when_the_clocks_change():
    assert falls("24 heures", "échéance", filed=paris(2026, 3, 28, 12)) == paris(2026, 3, 29, 13)
    assert falls("24 heures", "échéance", filed=paris(2026, 10, 24, 12)) == paris(2026, 10, 25, 11)
    assert falls("3 heures ouvrées", "échéance", filed=paris(2026, 3, 27, 16)) == paris(2026, 3, 30, 10, 30)


def test_working_hours_are_due_at_an_exact_time():
    promise = project(promised("4 heures ouvrées"), CITY, may(18, 16), ())
    assert (promise.due_at, promise.due_on) == (may(19, 11, 30), date(2026, 5, 19))


def test_hours_that_end_at_midnight_are_due_the_day_before():
    promise = project(promised("12 heures"), CITY, may(18, 12), ())
    assert (promise.due_at, promise.due_on) == (may(19, 0), date(2026, 5, 18))


# Pauses


def test_a_day_counts_when_the_clock_runs_at_its_end():
    assert due_on("5 jours ouvrés") == date(2026, 5, 26)
    assert due_on("5 jours ouvrés", waiting(may(20, 9), may(20, 18))) == date(2026, 5, 26)
    assert due_on("5 jours ouvrés", waiting(may(20, 23, 59), may(21, 0, 1))) == date(2026, 5, 27)
    assert due_on("5 jours ouvrés", waiting(may(20), may(22))) == date(2026, 5, 28)


def test_a_pause_that_ends_at_midnight_sets_the_day_aside_and_one_that_begins_then_does_not():
    assert due_on("5 jours ouvrés", waiting(may(20, 12), may(21, 0))) == date(2026, 5, 27)
    assert due_on("5 jours ouvrés", waiting(may(21, 0), may(21, 12))) == date(2026, 5, 26)


def test_a_weekend_or_a_holiday_inside_a_pause_costs_nothing():
    assert due_on("5 jours ouvrés", waiting(may(22, 18), may(26, 8))) == date(2026, 5, 27)
    assert due_on("5 jours ouvrés", waiting(may(23, 8), may(26, 8))) == date(2026, 5, 26)


def test_a_pause_pushes_months_by_the_calendar_days_it_sets_aside():
    assert due_on("2 mois", waiting(may(20), may(30))) == date(2026, 7, 28)
    assert due_on("2 semaines", waiting(may(20), may(30))) == date(2026, 6, 11)


def test_a_pause_that_a_pause_makes_possible_counts_too():
    first, second = waiting(may(20), may(27)), waiting(may(28), may(29))
    assert due_on("5 jours ouvrés") < date(2026, 5, 28)
    assert due_on("5 jours ouvrés", first, second) == date(2026, 6, 2)


def test_while_a_pause_lasts_nobody_knows_the_date():
    promise = project(promised("5 jours ouvrés", "échéance", "1 jour ouvré avant"), CITY, FILED, [waiting(may(20))])
    assert (promise.due_at, promise.due_on, promise.rungs) == (None, None, ())


def test_what_was_settled_before_the_pause_stays():
    assert falls("10 jours ouvrés", "20 %", waiting(may(21))) == may(20, 8, 30)
    assert falls("10 jours ouvrés", "50 %", waiting(may(21))) is None


def test_a_pause_after_the_due_date_changes_nothing():
    for later in (waiting(may(28)), waiting(may(28), may(29))):
        for restarts in (False, True):
            assert due_on("5 jours ouvrés", later, restarts=restarts) == date(2026, 5, 26)


def test_a_pause_before_the_filing_changes_nothing_and_one_across_it_counts_from_it():
    assert due_on("5 jours ouvrés", waiting(may(11), may(18, 12))) == date(2026, 5, 26)
    assert due_on("5 jours ouvrés", waiting(may(11), may(20))) == date(2026, 5, 27)


def test_a_pause_for_another_reason_does_not_stop_this_clock():
    # Known defect: the delay was measured from the last update of the case, so any act moved it.
    assert due_on("5 jours ouvrés", Pause("expertise", may(20), may(29))) == date(2026, 5, 26)
    assert due_on("5 jours ouvrés", Pause("expertise", may(20))) == date(2026, 5, 26)


def test_pauses_add_up_instead_of_overwriting_each_other():
    # Known defect: a second pause erased the first.
    one, other = waiting(may(19), may(20)), waiting(may(21), may(22))
    assert due_on("5 jours ouvrés", one, other) == date(2026, 5, 28)


def test_pauses_are_not_truncated_to_the_minute():
    # Known defect: paused time rounded down to whole minutes.
    pauses = [waiting(may(18, 9, minute, 10), may(18, 9, minute, 49, 500_000)) for minute in range(10)]
    promise = project(promised("2 heures ouvrées"), CITY, may(18, 9), pauses)
    assert promise.due_at == may(18, 11) + 10 * timedelta(seconds=39, milliseconds=500)


def test_time_on_hold_is_not_lost_when_a_paused_case_is_closed():
    # Known defect: closing a case on hold dropped the hold from its delay.
    closed = may(22, 15)
    assert due_on("5 jours ouvrés", waiting(may(19), closed)) == date(2026, 5, 29)


def test_a_pause_in_working_hours_only_takes_the_hours_when_the_city_is_open():
    assert falls("4 heures ouvrées", "échéance", waiting(may(18, 16), may(19, 9)), filed=may(18, 15)) == may(19, 12)


def test_a_pause_without_length_is_no_pause():
    for restarts in (False, True):
        assert due_on("5 jours ouvrés", waiting(may(20), may(20)), restarts=restarts) == date(2026, 5, 26)


def test_a_pause_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="Une pause ne peut pas finir avant d’avoir commencé"):
        waiting(may(20), may(19))


def test_a_pause_across_the_hour_that_comes_twice_is_in_order():
    pause = waiting(paris(2026, 10, 25, 2, 50), paris(2026, 10, 25, 2, 10, fold=1))
    assert pause.until - pause.since == timedelta(minutes=20)
    assert falls("24 heures", "échéance", pause, filed=paris(2026, 10, 24, 12)) == paris(2026, 10, 25, 11, 20)


def test_the_same_facts_in_another_order_say_the_same():
    pauses = [
        waiting(may(19), may(21)),
        waiting(may(20), may(22)),
        Pause("expertise", may(1)),
        waiting(may(26), may(27)),
    ]
    for restarts in (False, True):
        deadline = promised("5 jours ouvrés", "50 %", "1 jour ouvré avant", restarts=restarts)
        promises = [project(deadline, CITY, FILED, order) for order in itertools.permutations(pauses)]
        assert all(promise == promises[0] and promise.ledger == promises[0].ledger for promise in promises)


# Starting again


def test_a_delay_that_restarts_counts_from_the_day_the_pause_ends():
    assert due_on("5 jours ouvrés", waiting(may(20), may(22)), restarts=True) == date(2026, 6, 1)
    assert due_on("2 mois", waiting(may(20), may(22)), restarts=True) == date(2026, 7, 22)
    assert due_on("5 jours ouvrés", waiting(may(20, 9), may(20, 18)), restarts=True) == date(2026, 5, 28)


def test_working_hours_restart_at_the_very_time_the_pause_ends():
    pause = waiting(may(18, 11), may(18, 14))
    assert falls("2 heures ouvrées", "échéance", pause, filed=may(18, 10), restarts=True) == may(18, 16)


def test_each_pause_restarts_the_delay_in_turn():
    pauses = [waiting(may(20), may(21)), waiting(may(27), may(28))]
    assert due_on("5 jours ouvrés", *pauses, restarts=True) == date(2026, 6, 4)
    assert due_on("5 jours ouvrés", *pauses, waiting(paris(2026, 6, 1, 9)), restarts=True) is None


def test_a_share_is_counted_from_the_restart():
    assert falls("10 jours ouvrés", "50 %", waiting(may(20), may(22)), restarts=True) == paris(2026, 6, 1, 8, 30)


# Rungs


@pytest.mark.parametrize(
    ("target", "moment", "expected"),
    [
        ("15 jours ouvrés", "50 %", (2026, 5, 29, 8, 30)),
        ("15 jours ouvrés", "3 jours ouvrés avant", (2026, 6, 4, 8, 30)),
        ("15 jours ouvrés", "échéance", (2026, 6, 10)),
        ("15 jours ouvrés", "100 %", (2026, 6, 10)),
        ("15 jours ouvrés", "2 jours ouvrés après", (2026, 6, 11, 8, 30)),
        ("15 jours ouvrés", "1 semaine avant", (2026, 6, 2, 8, 30)),
        ("15 jours ouvrés", "4 heures ouvrées avant", (2026, 6, 9, 12)),
        ("15 jours ouvrés", "2 heures après", (2026, 6, 10, 2)),
        ("2 mois", "50 %", (2026, 6, 18, 8, 30)),
        ("1 mois", "50 %", (2026, 6, 3, 8, 30)),
        ("10 jours", "50 %", (2026, 5, 23)),
        ("5 heures ouvrées", "50 %", (2026, 5, 19, 11)),
        ("5 heures ouvrées", "1 heure ouvrée avant", (2026, 5, 19, 13, 30)),
        ("48 heures", "1 jour avant", (2026, 5, 19, 8, 30)),
    ],
)
def test_a_rung_falls_at_its_moment(target, moment, expected):
    assert falls(target, moment) == paris(*expected)


def test_a_rung_before_the_target_never_falls_before_the_filing():
    assert falls("2 jours ouvrés", "5 jours ouvrés avant") == FILED


def test_a_reminder_is_decided_when_the_city_opens_and_not_at_midnight():
    # Known defect: reminders sent at midnight.
    for moment in ("50 %", "3 jours ouvrés avant", "2 jours ouvrés après"):
        assert CITY.is_open(falls("15 jours ouvrés", moment))


def test_a_pause_moves_the_rungs_that_follow_it():
    pause = waiting(may(27), may(29))
    assert falls("15 jours ouvrés", "20 %", pause) == falls("15 jours ouvrés", "20 %") == may(21, 8, 30)
    assert falls("15 jours ouvrés", "3 jours ouvrés avant", pause) == paris(2026, 6, 8, 8, 30)


def test_rungs_keep_the_order_of_the_file():
    deadline = promised("15 jours ouvrés", "échéance", "50 %")
    assert [rung.position for rung, _ in project(deadline, CITY, FILED, ()).rungs] == [1, 2]


# The ledger


def test_the_ledger_explains_a_date():
    assert told("15 jours ouvrés", filed=paris(2026, 5, 13, 18, 30)) == [
        "Demande reçue le mercredi 13 mai 2026 à 18 h 30. Ce jour est le jour 0 : on compte à partir du lendemain.",
        "Délai promis : 15 jours ouvrés. On compte du lundi au vendredi, sauf les jours fériés et les fermetures.",
        "Jeudi 14 mai 2026 : Ascension. Ce jour ne compte pas.",
        "Vendredi 15 mai 2026 : pont de l’Ascension. Ce jour ne compte pas.",
        "Lundi 25 mai 2026 : Lundi de Pentecôte. Ce jour ne compte pas.",
        "Samedis et dimanches non comptés : 8.",
        "Le 15e jour ouvré est le lundi 8 juin 2026 : c’est la date limite, jusqu’à la fin de la journée.",
    ]


def test_the_ledger_gives_each_pause_its_reason_and_what_it_set_aside():
    lines = told("5 jours ouvrés", waiting(may(19, 10), may(21, 9)), waiting(may(26, 10), may(26, 15)))
    assert lines[2:] == [
        "Du mardi 19 mai 2026 à 10 h au jeudi 21 mai 2026 à 9 h, le délai est suspendu : "
        "un élément est attendu pour traiter la demande. Temps mis de côté : 2 jours ouvrés.",
        "Lundi 25 mai 2026 : Lundi de Pentecôte. Ce jour ne compte pas.",
        "Le mardi 26 mai 2026, de 10 h à 15 h, le délai est suspendu : "
        "un élément est attendu pour traiter la demande. Temps mis de côté : aucun.",
        "Samedis et dimanches non comptés : 2.",
        "Sans suspension, la date limite aurait été le mardi 26 mai 2026.",
        "Le 5e jour ouvré est le jeudi 28 mai 2026 : c’est la date limite, jusqu’à la fin de la journée.",
    ]


def test_the_ledger_sets_a_day_aside_once_when_pauses_overlap():
    lines = told("5 jours ouvrés", waiting(may(19), may(21)), waiting(may(20), may(22)))
    assert [line.partition("Temps mis de côté : ")[2] for line in lines if "suspendu" in line] == [
        "2 jours ouvrés.",
        "1 jour ouvré.",
    ]


def test_the_ledger_of_a_stopped_clock_says_what_is_left():
    assert told("10 jours ouvrés", waiting(may(27, 9, 30)))[-3:] == [
        "Depuis le mercredi 27 mai 2026 à 9 h 30, le délai est suspendu : "
        "un élément est attendu pour traiter la demande.",
        "Samedis et dimanches non comptés : 2.",
        "La date limite sera connue à la reprise : il restera alors 5 jours ouvrés.",
    ]
    assert told("10 jours ouvrés", waiting(may(27)), restarts=True)[-1] == (
        "La date limite sera connue à la reprise : le délai repartira de zéro."
    )


def test_the_ledger_tells_a_new_start():
    lines = told("2 mois", waiting(may(20), may(22)), restarts=True)
    assert "Le délai repart de zéro : le vendredi 22 mai 2026 est le nouveau jour 0." in lines
    assert lines[-2:] == [
        "Sans suspension, la date limite aurait été le samedi 18 juillet 2026.",
        "La date limite est le mercredi 22 juillet 2026, jusqu’à la fin de la journée.",
    ]


def test_the_ledger_gives_times_for_hours():
    lines = told("4 heures ouvrées", waiting(may(18, 16), may(19, 9, 45)), filed=may(18, 15))
    assert lines == [
        "Demande reçue le lundi 18 mai 2026 à 15 h. Le délai part de cet instant.",
        "Délai promis : 4 heures ouvrées. On compte les heures d’ouverture.",
        "Du lundi 18 mai 2026 à 16 h au mardi 19 mai 2026 à 9 h 45, le délai est suspendu : "
        "un élément est attendu pour traiter la demande. Temps mis de côté : 2 h 15 min.",
        "Sans suspension, la date limite aurait été le mardi 19 mai 2026 à 10 h 30.",
        "La date limite est le mardi 19 mai 2026 à 13 h 45.",
    ]


def test_the_ledger_puts_neighbouring_closed_days_together():
    closed = {date(2026, 12, day): "fermeture annuelle" for day in (24, *range(28, 32))} | {
        date(2027, 1, 4): "inventaire"
    }
    lines = told("5 jours ouvrés", filed=paris(2026, 12, 22, 9), calendar=Calendar(closed))
    assert lines[2:-2] == [
        "Jeudi 24 décembre 2026 : fermeture annuelle. Ce jour ne compte pas.",
        "Vendredi 25 décembre 2026 : Noël. Ce jour ne compte pas.",
        "Du lundi 28 décembre 2026 au jeudi 31 décembre 2026 : fermeture annuelle. Ces 4 jours ne comptent pas.",
        "Vendredi 1er janvier 2027 : Jour de l’an. Ce jour ne compte pas.",
        "Lundi 4 janvier 2027 : inventaire. Ce jour ne compte pas.",
    ]


def test_the_ledger_of_calendar_days_lists_no_holiday():
    assert told("10 jours")[1:] == [
        "Délai promis : 10 jours. Tous les jours comptent.",
        "Le 10e jour est le jeudi 28 mai 2026 : c’est la date limite, jusqu’à la fin de la journée.",
    ]


# Against a naive reference

instants = st.datetimes(datetime(2026, 2, 1), datetime(2026, 12, 1), timezones=st.just(PARIS))  # noqa: DTZ001
closures = st.frozensets(st.dates(date(2026, 2, 1), date(2027, 6, 1)), max_size=20)


@st.composite
def stories(draw, amount=25, longest=timedelta(days=12)):
    """A filing and pauses around it, maybe overlapping, maybe open."""
    filed = draw(instants)
    pauses = []
    for _ in range(draw(st.integers(0, 5))):
        since = filed + draw(st.timedeltas(timedelta(days=-3), timedelta(days=40)))
        length = draw(st.none() | st.timedeltas(timedelta(), longest))
        reason = draw(st.sampled_from([WAITING, WAITING, WAITING, "expertise"]))
        pauses.append(Pause(reason, since, None if length is None else since.astimezone(UTC) + length))
    return filed, pauses, draw(st.integers(1, amount))


def stopped(pauses, instant):
    """Whether the clock is stopped just before that instant."""
    return any(
        pause.reason == WAITING and pause.since < instant and (pause.until is None or instant <= pause.until)
        for pause in pauses
    )


def last_day_by_hand(calendar, filed, pauses, amount, unit):
    """Looks at every day in turn; after two years the clock is taken for stopped."""
    day = calendar.day_of(filed)
    for _ in range(730):
        day += timedelta(days=1)
        amount -= calendar.is_working(day, unit) and not stopped(pauses, calendar.end_of_day(day))
        if not amount:
            return day
    return None


@settings(deadline=None)
@given(stories(), closures, st.sampled_from(["jours-ouvres", "jours-ouvrables", "jours"]))
def test_days_agree_with_looking_at_every_day(story, closed, unit):
    (filed, pauses, amount), calendar = story, Calendar(closed, OFFICE)
    deadline = Deadline("reponse", Duration(amount, unit), frozenset({WAITING}))
    promise = project(deadline, calendar, filed, pauses)
    assert promise.due_on == last_day_by_hand(calendar, filed, pauses, amount, unit)
    assert promise.due_at == (promise.due_on and calendar.end_of_day(promise.due_on))
    assert project(deadline, calendar, filed.astimezone(UTC), pauses[::-1]) == promise
    assert promise.ledger[0].text.startswith("Demande reçue")


@settings(deadline=None)
@given(stories(), st.integers(1, 99))
def test_a_share_of_days_agrees_with_looking_at_every_day(story, percent):
    filed, pauses, amount = story
    share = -(-amount * percent // 100)
    expected = last_day_by_hand(CITY, filed, pauses, share, "jours-ouvres")
    found = falls(f"{amount} jours ouvrés", f"{percent} %", *pauses, filed=filed)
    assert found == (expected and CITY.opening(expected)[0][0])


@settings(deadline=None)
@given(stories(), closures)
def test_restarting_agrees_with_looking_at_every_day(story, closed):
    (filed, pauses, amount), calendar = story, Calendar(closed)
    expected, begin = None, filed.astimezone(UTC)
    while True:
        due = calendar.end_of_day(last_day_by_hand(calendar, begin, [], amount, "jours-ouvres"))
        # The first instant, before the target, when the clock stops; then the first when it runs again.
        marks = {begin} | {pause.since for pause in pauses if begin < pause.since < due}
        resolution = timedelta.resolution
        stops = [mark for mark in sorted(marks) if stopped(pauses, mark + resolution)]
        if not stops:
            expected = due - resolution
            break
        ends = [pause.until for pause in pauses if pause.until and pause.until > stops[0]]
        again = [end for end in sorted(ends) if not stopped(pauses, end + resolution)]
        if not again:
            break
        begin = again[0]
    found = due_on(f"{amount} jours ouvrés", *pauses, filed=filed, restarts=True, calendar=calendar)
    assert found == (expected and calendar.day_of(expected))


QUARTER = timedelta(minutes=15)


def on_the_quarter(instant):
    utc = instant.astimezone(UTC)
    return utc.replace(minute=utc.minute // 15 * 15, second=0, microsecond=0)


@settings(deadline=None, max_examples=60)
@given(stories(amount=20, longest=timedelta(days=3)), st.sampled_from(["heures-ouvrees", "heures"]))
def test_hours_agree_with_looking_at_every_quarter_of_an_hour(story, unit):
    filed, pauses, amount = story
    filed = on_the_quarter(filed)
    pauses = [Pause(p.reason, on_the_quarter(p.since), p.until and on_the_quarter(p.until)) for p in pauses]
    found = project(Deadline("d", Duration(amount, unit), frozenset({WAITING})), CITY, filed, pauses).due_at
    instant, left = filed, amount * 4
    for _ in range(40 * 96):
        runs = unit == "heures" or CITY.is_open(instant)
        instant += QUARTER
        left -= runs and not stopped(pauses, instant)
        if not left:
            break
    assert found == (instant if not left else None)
