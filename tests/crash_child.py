"""Run by tests of crashes in processes that will be killed: files drafts, ticks or drains, saying what it has done.

What it says is in the pipe for good, even when it is killed at the next instruction.
"""

import asyncio
from datetime import UTC, datetime

from engine.acts import correct, demand
from engine.acts.outbox import drain
from engine.acts.submit import submit
from engine.acts.tick import tick
from engine.records import Agent, Case, Draft
from engine.records.store import open_store
from tests import town
from tests.conftest import settings_for
from tests.test_play import process_with

NOW = datetime(2026, 5, 13, 16, 30, tzinfo=UTC)
MORNING = datetime(2026, 6, 8, 7, tzinfo=UTC)
LIFE, SEASON = "permis-de-vegetaliser", datetime(2026, 7, 1, 7, tzinfo=UTC)


class Post:
    """A post office that is the parent process."""

    def __init__(self, say):
        self.say = say

    async def send(self, letter):
        self.say(("sent", letter.id))


async def filing(office, say):
    for draft in await Draft.filter(reference=None).order_by("id"):
        case = await submit(office, draft, "web", NOW)
        say(("filed", draft.id, case.reference))


async def ticking(office, say):
    while (await tick(office, MORNING, at_most=5)).fired:
        say(("ticked",))
    while (await drain(office, MORNING, {"courriel": Post(say)})).sent:
        say(("drained",))


async def stepping(office, say):
    """What happens by itself at the steps of a life cycle."""
    office = await town.office(office.settings, NOW, process=process_with(LIFE))
    while (await tick(office, SEASON, at_most=3)).fired:
        say(("ticked",))


async def correcting(office, say):
    """People answer what they were asked to correct; an agent asks no more for one in four."""
    louise = await Agent.get(login="louise")
    for case in await Case.all().order_by("reference"):
        wanted = await demand.open_one(case)
        if wanted is None:
            continue
        if case.answers["nom"].endswith("3"):
            await demand.withdraw(office, case, louise, NOW)
        else:
            await correct.correct(office, case, {"vous:nom": f"{case.answers['nom']} corrigé"}, NOW, wanted)
        say(("corrected", case.reference))


async def work(task, folder, url, say):
    settings = settings_for(folder, url)
    async with open_store(settings):
        office = await town.office(settings, NOW)
        say(("ready",))
        await task(office, say)


def run(task, folder, url, pipe):
    asyncio.run(work(task, folder, url, pipe.send))
    pipe.close()
