"""The worker: once a minute, what is due and what waits to leave. Huey only wakes it; truth is in the rows.

Lives in a thread of the web server or alone (`run.py work`), with its own event loop and its own connection to
the database. A lost or doubled wake-up changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from huey import PriorityRedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.serializer import SignedSerializer

from engine.acts import printing
from engine.acts.observe import observe
from engine.acts.office import Office
from engine.acts.outbox import drain
from engine.acts.purge import purge
from engine.acts.remind import remind
from engine.acts.scan import scan
from engine.acts.tick import tick
from engine.antivirus import Antivirus
from engine.channels import channels
from engine.errors import SettingsError
from engine.records import Pulse
from engine.records.store import open_store
from engine.settings import Settings
from engine.trail import keep_words_out_of_logs

log = logging.getLogger(__name__)

OfficeNow = Callable[[datetime], Awaitable[Office]]
"""Gives the office as it is now: the web server's, or one built for this worker."""

PASSES = 20
"""Passes over the outbox in one beat: a long queue never delays the deadlines of the next minute."""

STALE = 50
"""Seconds after which a wake-up that waited in the queue is dropped: the next one is near."""

NAME = "worker"


class EmbeddedConsumer(Consumer):
    """Signals belong to the web server."""

    def _set_signal_handlers(self) -> None:
        pass


class Worker:
    def __init__(self, settings: Settings, office_now: OfficeNow):
        keep_words_out_of_logs()
        self.settings = settings
        self.office_now = office_now
        self._huey = _huey(settings)
        self._huey.periodic_task(crontab(minute="*"), name="beat", expires=STALE)(self._beat)
        self._huey.on_shutdown(name="leave")(self._leave)
        self._consumer: Consumer | None = None
        self._runner: asyncio.Runner | None = None
        self._open = contextlib.AsyncExitStack()

    def start(self) -> None:
        """Beat in threads of this process until `stop`."""
        self._consumer = EmbeddedConsumer(self._huey, **_ONE_THREAD)
        self._consumer.start()

    def stop(self) -> None:
        """Let the beat under way finish, close the database, return. Blocks: call it in a thread."""
        if self._consumer is not None:
            self._consumer.stop(graceful=True)
            self._huey.storage.close()

    def run_forever(self) -> None:
        """Beat in this process until SIGTERM or SIGINT, both graceful enough for what is under way."""
        Consumer(self._huey, graceful_signal="TERM", **_ONE_THREAD).run()
        self._huey.storage.close()

    def _beat(self) -> None:
        """Called by Huey in its thread, which keeps one loop and one connection from one beat to the next."""
        if self._runner is None:
            self._runner = asyncio.Runner()
            self._runner.run(_entered(self._open, self.settings))
        self._runner.run(self._once())

    async def _once(self) -> None:
        await once(self.settings, await self.office_now(datetime.now(UTC)))

    def _leave(self) -> None:
        if self._runner is not None:
            self._runner.run(self._open.aclose())
            self._runner.close()
            self._runner = None


async def once(settings: Settings, office: Office, now: datetime | None = None) -> dict[str, Any]:
    """One beat: deadlines, drafts that end, outbox, delays observed, purge, antivirus, copies to print, sign of life.

    `now` is given by `run.py tick --now` and by tests.
    """
    ticked = await tick(office, now or datetime.now(UTC))
    reminded = await remind(office, now or datetime.now(UTC))
    ways = channels(settings)
    sent = {"sent": 0, "retried": 0, "failed": 0}
    for _ in range(PASSES):
        report = asdict(await drain(office, now or datetime.now(UTC), ways))
        sent = {name: sent[name] + count for name, count in report.items()}
        if not report["sent"]:
            break
    observed = await observe(office, now or datetime.now(UTC))
    purged = await purge(office, now or datetime.now(UTC))
    scanned = await scan(office, Antivirus(settings.clamav), now or datetime.now(UTC))
    printed = await printing.work(office, now or datetime.now(UTC))
    await printing.forget(office, now or datetime.now(UTC))
    told = {**asdict(ticked), **sent, **asdict(scanned), "observed": observed, "reminded": reminded, **asdict(purged)}
    told["printed"] = printed
    await Pulse.update_or_create({"at": now or datetime.now(UTC), "report": told}, name=NAME)
    return told


_ONE_THREAD: dict[str, Any] = {
    "workers": 1,
    "worker_type": "thread",
    "scheduler_interval": 1,
    "max_delay": 0.5,
    "shutdown_timeout": 60,
}


def _huey(settings: Settings) -> Any:
    """Its own SQLite file, so that it never waits for the citizens' one; or Redis when there is one."""
    signed = SignedSerializer(secret=settings.secret.hex(), salt="parvis")
    if settings.redis_url:
        queue = hashlib.sha256(settings.database_url.encode()).hexdigest()[:12]  # two cities may share one Redis
        huey = PriorityRedisHuey(f"parvis-{queue}", url=settings.redis_url, serializer=signed, results=False)
        try:
            huey.storage.conn.ping()
        except Exception as error:
            raise SettingsError(f"Redis ne répond pas : vérifiez REDIS_URL ({error}).") from error
        return huey
    settings.data.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("parvis", filename=str(settings.data / "huey.sqlite3"), serializer=signed, results=False)


async def _entered(stack: contextlib.AsyncExitStack, settings: Settings) -> None:
    await stack.enter_async_context(open_store(settings))
