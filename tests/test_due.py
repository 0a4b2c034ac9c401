"""How long is left, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.records import Case
from engine.records.case import CLOSED, ONGOING, WAITING
from engine.web.due import due
from tests import town

CALENDAR = town.CITY.calendar
FRIDAY = datetime(2026, 6, 5, tzinfo=CALENDAR.zone).date()
END = CALENDAR.end_of_day(FRIDAY)
"""The midnight that ends Friday 5 June 2026."""


def told(now, due_at=END, state=ONGOING, **other):
    found = due(Case(state=state, due_at=due_at, **other), CALENDAR, now)
    return found.limit, found.left, found.level


@pytest.mark.parametrize(
    ("hours_before", "left", "level"),
    [
        (1, "à finir aujourd’hui", "soon"),
        (25, "reste 1 jour ouvré", "soon"),
        (3 * 24 + 1, "reste 3 jours ouvrés", "soon"),
        (4 * 24 + 1, "reste 4 jours ouvrés", ""),
        (6 * 24 + 1, "reste 5 jours ouvrés", ""),  # a Saturday
        (0, "date limite passée", "late"),
        (-24, "date limite passée", "late"),  # the Saturday that follows
        (-3 * 24, "en retard de 2 jours ouvrés", "late"),
    ],
)
def test_the_time_left_is_told_in_working_days(hours_before, left, level):
    limit, words, told_level = told(END - timedelta(hours=hours_before))
    assert (limit, words, told_level) == ("5\u00a0juin 2026", left, level)


def test_a_promise_in_hours_is_told_with_its_hour():
    at = datetime(2026, 6, 5, 12, 30, tzinfo=UTC)
    assert told(at - timedelta(minutes=5), due_at=at)[0] == "5\u00a0juin 2026 à 14\u00a0h\u00a030"
    assert told(at, due_at=at)[1:] == ("date limite passée", "late")


def test_a_case_without_a_date_says_why():
    assert told(END, due_at=None, state=WAITING) == ("", "délai suspendu", "")
    assert told(END, due_at=None) == ("", "sans date limite", "")
    assert told(END, state=CLOSED, closed_at=END)[1] == "clos le 6\u00a0juin 2026"
