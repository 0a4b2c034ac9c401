"""A fictional city at work: its agents, and cases at every stage of life, made by the acts themselves.

For demonstrations and for tests. Everything comes from the files of the city (people, scenarios) and from
chance with a seed: the same day gives the same stories. Only the references are drawn anew.
"""

from __future__ import annotations

import asyncio
import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from engine.acts import outbox, signin, tell, tick
from engine.acts.demo.story import Story, write_stories
from engine.acts.office import Office
from engine.channels.shown import Shown
from engine.definition.city import City, Person
from engine.records import Agent, Case, Notice
from engine.records.notice import BY_HAND, EMAIL, SMS

PASSWORD = "parvis-demo-2026"  # noqa: S105 printed on purpose: everything here is invented
CASES = 300
DAYS = 56
"""How far back the stories begin."""
CHANNELS = {EMAIL: Shown(), SMS: Shown()}
DONE_BY_HAND = 0.7
"""Share of the letters and calls that the services see to each morning."""


@dataclass(frozen=True)
class Populated:
    agents: tuple[Agent, ...]
    cases: int
    password: str = PASSWORD


async def populate(office: Office, now: datetime, *, cases: int = CASES, seed: int = 2026) -> Populated:
    """Fill an empty database, in seconds: the past of every case is played by the acts."""
    chance = Random(seed)  # noqa: S311 stories, not secrets
    since = now - timedelta(days=DAYS)
    agents = {agent.login: agent for agent in await hire(office.city, since)}
    await live(office, agents, write_stories(office, agents, chance, since, now, cases), chance, since, now)
    return Populated(tuple(agents.values()), await Case.all().count())


async def hire(city: City, since: datetime) -> list[Agent]:
    """An account for every person of the organisation, for the services where they have a part."""
    return await asyncio.gather(*(account(city, person, since) for person in city.people.values()))


async def account(city: City, person: Person, since: datetime) -> Agent:
    led, served = parts(city, person)
    role = "responsable" if led else "agent"
    return await signin.add(person.id, person.name, person.email, PASSWORD, role, [*led, *served], since)


def parts(city: City, person: Person) -> tuple[list[str], list[str]]:
    """The services this person leads, and the others where they answer for cases."""
    led = [unit.id for unit in city.units.values() if unit.manager == person.id]
    served = [unit.id for unit in city.units.values() if person.id in (unit.referent, *unit.deputies)]
    return led, [id for id in served if id not in led]


async def live(
    office: Office,
    agents: dict[str, Agent],
    stories: list[Story],
    chance: Random,
    since: datetime,
    now: datetime,
) -> None:
    """Everything in the order of time: the stories step by step, the clocks and the outbox each morning."""
    agenda: list[tuple[datetime, int, Story | None]] = [
        *((story.filed_at, rank, story) for rank, story in enumerate(stories, 1)),
        *((at, 0, None) for at in mornings(office, since, now)),
    ]
    heapq.heapify(agenda)
    while agenda:
        at, rank, story = heapq.heappop(agenda)
        if story is None:
            await morning(office, agents, chance, at)
        elif (then := await story.go_on(at)) and then < now:
            heapq.heappush(agenda, (then, rank, story))
    await morning(office, agents, chance, now)


def mornings(office: Office, since: datetime, now: datetime) -> list[datetime]:
    """The first opening of each day the city is open."""
    days = (office.calendar.day_of(since + timedelta(days=index)) for index in range(DAYS + 1))
    openings = (office.calendar.opening(day) for day in days)
    return [opening[0][0] for opening in openings if opening and opening[0][0] < now]


async def morning(office: Office, agents: dict[str, Agent], chance: Random, now: datetime) -> None:
    while (await tick.tick(office, now)).fired:
        pass
    while (await outbox.drain(office, now, CHANNELS)).sent:
        pass
    yesterday = now - timedelta(days=1)
    to_do = Notice.filter(channel__in=BY_HAND, sent_at=None, withdrawn_at=None, created_at__lt=yesterday)
    for notice in await to_do.order_by("id"):
        if notice.to_do and chance.random() < DONE_BY_HAND:
            case = await Case.get(reference=notice.case_id)
            await tell.done(notice, agents[office.city.who(case.unit, "referent")[0].id], now)
