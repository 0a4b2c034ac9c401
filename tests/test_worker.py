"""The worker: one beat does everything, in a thread of its own, and leaves quietly."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine import worker
from engine.records import Event, Notice, Pulse
from tests import town
from tests.conftest import settings_for

ROOT = Path(__file__).resolve().parent.parent


async def test_a_beat_fires_what_is_due_sends_what_waits_and_gives_a_sign_of_life(office, settings, now):
    case = await town.case(office, now)
    shown = settings_for(settings.data, settings.database_url, PARVIS_DEMO="oui")
    at = datetime(2026, 6, 8, 8, tzinfo=UTC)
    told = await worker.once(shown, office, at)
    assert told["fired"] == 3
    assert told["sent"] == await Notice.all().count() == 7
    assert await Notice.filter(sent_at=at).count() == 7
    pulse = await Pulse.get(name="worker")
    assert (pulse.at, pulse.report) == (at, told)
    again = await worker.once(shown, office, at)
    assert (again["fired"], again["sent"]) == (0, 0)
    assert await Event.filter(case_id=case.reference, kind="palier").count() == 3


async def test_without_a_mail_server_messages_wait(office, settings, now):
    await town.case(office, now)
    told = await worker.once(settings, office, now + timedelta(days=3))
    assert told["sent"] == 0
    assert await Notice.filter(next_at__isnull=False, attempts=0).count() == 2


async def eventually(check, seconds=20):
    for _ in range(int(seconds * 10)):
        if await check():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it never happened")


@pytest.mark.parametrize("redis", ["", "redis://127.0.0.1:6379/9"])
async def test_embedded_it_beats_beside_the_server_and_stops_when_asked(office, settings, now, redis):
    if redis:
        await reachable(redis)
    await town.case(office, now)
    shown = settings_for(settings.data, settings.database_url, PARVIS_DEMO="oui", REDIS_URL=redis)
    embedded = worker.Worker(shown, lambda at: asyncio.sleep(0, office))
    embedded.start()
    try:
        await eventually(lambda: Pulse.exists(name="worker"))
    finally:
        await asyncio.to_thread(embedded.stop)
    assert await Notice.filter(occasion="accuse", sent_at=None).count() == 0


async def reachable(url):
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    client = Redis.from_url(url)
    try:
        await client.ping()
    except RedisError:
        pytest.skip("Redis does not answer: start it on 127.0.0.1:6379")
    finally:
        await client.aclose()


ALONE = """
import sys
from engine.worker import Worker
from tests import town
from tests.conftest import settings_for
from datetime import UTC, datetime

settings = settings_for(sys.argv[1], sys.argv[2], PARVIS_DEMO="oui")
Worker(settings, lambda now: town.office(settings, now)).run_forever()
"""


async def test_alone_it_beats_until_told_to_leave(office, settings, now):
    await town.case(office, now)
    process = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", textwrap.dedent(ALONE), str(settings.data), settings.database_url], cwd=ROOT
    )
    try:
        await eventually(lambda: Pulse.exists(name="worker"), 40)
        os.kill(process.pid, signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 20) == 0
    finally:
        process.kill()
        process.wait()
    assert await Notice.filter(occasion="accuse", sent_at=None).count() == 0
