"""The real application behind a real socket, for browsers and for robots that cross the network."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import uvicorn

from engine.acts.office import Office
from engine.acts.reopen import OfficeKeeper
from engine.records.store import migrate, open_store
from engine.settings import Settings
from engine.web.app import create_app

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")


def filled(settings: Settings, at: datetime, fill: Callable[[Office], Awaitable[T]]) -> T:
    """What `fill` puts in a new store before it is served, whatever a browser is doing."""

    async def once() -> T:
        await migrate(settings)
        async with open_store(settings):
            return await fill(await OfficeKeeper(settings)(at))

    with ThreadPoolExecutor(1) as aside:  # an open browser keeps an event loop running in this thread
        return aside.submit(lambda: asyncio.run(once())).result()


class Server(uvicorn.Server):
    """Signals belong to the tests."""

    def install_signal_handlers(self) -> None:
        pass


@contextmanager
def serving(settings: Settings, **options):
    """The address of the application of these settings, served in a thread until the block ends."""
    app = create_app(settings, OfficeKeeper(settings), **options)
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="error", access_log=False, ws="none", lifespan="on"
    )
    server = Server(config)

    def run():  # in a thread of its own: the browser's driver keeps a loop running in the main one
        asyncio.run(migrate(settings))
        server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the application did not start")
        threading.Event().wait(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
