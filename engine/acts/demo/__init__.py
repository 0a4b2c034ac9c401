"""A fictional city at work: its agents, and a few hundred cases at every stage of life, made by the acts themselves.

For demonstrations and for tests. Everything comes from the files of the city (people, scenarios) and from chance with
a seed: the same day gives the same stories. Only the references are drawn anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from engine.acts.demo.story import Story, filing_days, write_stories

from engine.acts import clock, outbox, signin, tell
from engine.acts.office import Office
from engine.channels.shown import Shown
from engine.definition.city import City, Person
from engine.records import Agent, Case, Notice
from engine.records.notice import BY_HAND, EMAIL

PASSWORD = "parvis-demo-2026"  # noqa: S105 printed on purpose: everything here is invented
CASES = 300
CHANNELS = {EMAIL: Shown()}
BY_HAND_DONE = 0.7
"""Share of the letters and calls that the services see to each morning."""


@dataclass(frozen=True)
class Populated:
    agents: tuple[Agent, ...]
    cases: int
    password: str = PASSWORD


async def populate(office: Office, now: datetime, *, cases: int = CASES, seed: int = 2026) -> Populated:
    """Fill an empty database. Takes seconds; every case is filed, moved and told about in the past, by the acts."""
    chance = Random(seed)  # noqa: S311 stories, not secrets
    agents = {agent.login: agent for agent in await hire(office.city, now - timedelta(days=400))}
    mornings = [office.calendar.opening(day) for day in filing_days(office, now)]
    happenings = [(open[0][0], None) for open in mornings if open and open[0][0] < now]
    stories = write_stories(office, agents, chance, now, cases)
    happenings += [(story.filed_at, story) for story in stories]
    await live(office, agents, happenings, chance, now)
    return Populated(tuple(agents.values()), await Case.all().count())


async def hire(city: City, since: datetime) -> list[Agent]:
    """An account for every person of the organisation, for the services where they have a part."""
    agents = []
    for person in city.people.values():
        led, served = parts(city, person)
        role = "responsable" if led else "agent"
        agents.append(
            await signin.add(person.id, person.name, person.email, PASSWORD, role, led + served, since)
        )
    return agents


def parts(city: City, person: Person) -> tuple[list[str], list[str]]:
    """The services this person leads, and the others where they answer for cases."""
    led = [unit.id for unit in city.units.values() if unit.manager == person.id]
    served = [unit.id for unit in city.units.values() if person.id in (unit.referent, *unit.deputies)]
    return led, [id for id in served if id not in led]


async def live(
    office: Office,
    agents: dict[str, Agent],
    happenings: Sequence[tuple[datetime, Story | None]],
    chance: Random,
    now: datetime,
) -> None:
    """Play it all in the order of time: the stories step by step, and each morning the clocks and the outbox."""
    waiting = [(at, rank, story) for rank, (at, story) in enumerate(happenings)]
    waiting.sort()
    while waiting:
        at, rank, story = waiting.pop(0)
        if story is None:
            await morning(office, agents, chance, at)
        elif (then := await story.go_on(at)) and then < now:
            waiting.append((then, rank, story))
            waiting.sort()
    await morning(office, agents, chance, now)


async def morning(office: Office, agents: dict[str, Agent], chance: Random, now: datetime) -> None:
    while (await clock.tick(office, now)).fired:
        pass
    while (await outbox.drain(office, now, CHANNELS)).sent:
        pass
    to_do = Notice.filter(
        channel__in=BY_HAND, sent_at=None, withdrawn_at=None, created_at__lt=now - timedelta(days=1)
    )
    for notice in await to_do.order_by("id").select_related("case"):
        if chance.random() < BY_HAND_DONE:
            holder = tell.holders(office, notice.case.unit, "referent")[0]
            await tell.done(notice, agents[holder.id], now)
