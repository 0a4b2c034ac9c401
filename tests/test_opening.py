"""A démarche with opening days or places is closed outside them, says when it opens, and never takes one too many."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.acts import admit, draft
from engine.acts.submit import submit
from engine.definition.process import Opening, Period
from engine.errors import NotAllowed
from engine.records import Case, Draft
from tests import town
from tests.test_definition import PROCESS, city, line_of  # noqa: F401 the fixture is used by its name

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


def opened(office, *periods, message=""):
    live = office.live["trou"]
    office.put_in_force(live.edition, replace(live.process, opening=Opening(periods, message)))


async def test_it_may_be_started_on_its_first_and_on_its_last_day(office, now):
    opened(office, Period(date(2026, 5, 13), date(2026, 5, 13)))
    assert (await draft.start(office, "trou", now))[0].slug == "trou"


async def test_before_it_opens_the_day_is_told(office, now):
    opened(office, Period(date(2026, 6, 1), date(2026, 6, 30)))
    with pytest.raises(NotAllowed, match=r"ouvre le lundi 1er\s+juin 2026"):
        await draft.start(office, "trou", now)


async def test_after_it_closes_its_own_words_are_told(office, now):
    opened(office, Period(closes=date(2026, 5, 1)), message="Les inscriptions sont finies.")
    with pytest.raises(NotAllowed, match="Les inscriptions sont finies"):
        await draft.start(office, "trou", now)


async def test_what_was_begun_in_time_and_sent_too_late_is_refused_and_kept(office, now):
    opened(office, MAY)
    begun = await town.draft(office, now)
    with pytest.raises(NotAllowed, match="Vos réponses restent gardées"):
        await submit(office, begun, "web", now + timedelta(days=30))
    assert (await Draft.get(id=begun.id)).answers == begun.answers
    assert await Case.all().count() == 0


async def test_the_last_place_is_given_once_even_to_several_at_the_same_time(office, now):
    opened(office, replace(MAY, places=2))
    drafts = [await town.draft(office, now) for _ in range(5)]
    found = await asyncio.gather(*(submit(office, one, "web", now) for one in drafts), return_exceptions=True)
    assert sum(isinstance(one, Case) for one in found) == 2
    assert all(isinstance(one, (Case, NotAllowed)) for one in found)
    assert await Case.all().count() == 2
    assert "places sont prises" in await admit.closed(office.live["trou"].process, date(2026, 5, 13))


async def test_a_request_sent_twice_takes_one_place(office, now):
    opened(office, replace(MAY, places=2))
    begun = await town.draft(office, now)
    first = await submit(office, begun, "web", now)
    assert (await submit(office, await Draft.get(id=begun.id), "web", now)).reference == first.reference
    assert await admit.closed(office.live["trou"].process, date(2026, 5, 13)) == ""


OPENING = PROCESS.replace("conditions:\n", "ouverture: {du: 2026-05-01, au: 2026-06-30, places: 200}\nconditions:\n", 1)
SEVERAL = PROCESS.replace(
    "conditions:\n",
    """\
ouverture:
  periodes:
    - {du: 2026-03-01, au: 2026-04-30}
    - {du: 2026-05-01, au: 2026-05-31, places: 30}
  message: Revenez au printemps.
conditions:
""",
    1,
)


def test_the_file_says_it_in_one_line_or_by_periods(city):  # noqa: F811
    opening = city(OPENING).processes["trou"].opening
    assert opening == Opening((Period(date(2026, 5, 1), date(2026, 6, 30), 200),))
    opening = city(SEVERAL).processes["trou"].opening
    assert opening.on(date(2026, 5, 2)).places == 30
    assert opening.next_after(date(2026, 4, 30)) == date(2026, 5, 1)
    assert opening.message == "Revenez au printemps."


@pytest.mark.parametrize(
    ("text", "good", "bad", "code"),
    [
        (OPENING, "au: 2026-06-30", "au: 2026-04-30", "ouverture"),
        (OPENING, "du: 2026-05-01", "du: 1er mai", "date-forme"),
        (OPENING, "places: 200", "places: deux cents", "ouverture"),
        (OPENING, "places: 200", "place: 200", "cle-inconnue"),
        (SEVERAL, "du: 2026-05-01", "du: 2026-04-15", "ouverture"),
        (SEVERAL, "  periodes:", "  du: 2026-01-01\n  periodes:", "cle-refusee"),
    ],
)
def test_a_mistake_is_told_at_its_line(city, text, good, bad, code):  # noqa: F811
    wrong = text.replace(good, bad, 1)
    found = [(problem.code, problem.spot.line) for problem in city(wrong).problems]
    assert found == [(code, line_of(wrong, bad.splitlines()[0]))]
