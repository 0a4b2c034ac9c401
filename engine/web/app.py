"""The web application: opened with its store, its office and its worker, closed with them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from engine.acts.office import Office
from engine.acts.preview import Preview
from engine.addresses import Addresses
from engine.errors import NotAllowed
from engine.records.store import open_store
from engine.settings import Settings
from engine.trail import keep_words_out_of_logs, trail
from engine.web.guard import Guard, Limits, add_safe_headers
from engine.web.page import page
from engine.web.routes import preview_routes, routes

log = structlog.get_logger()

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes of one request. A document over its own limit is refused with a sentence long before this."""

WATCHED_EVERY = 2.0
"""Seconds between two looks at the city's files."""
WATCHED_BY_AUTHOR = 0.5
"""The same, for someone who saves and looks."""

MakeOffice = Callable[[datetime], Awaitable[Office]]


class Background(Protocol):
    """What lives as long as the application: the worker, when it is embedded."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    make_office: MakeOffice,
    *,
    now: Callable[[], datetime] = utc_now,
    worker: Background | None = None,
    preview: Preview | None = None,
) -> Starlette:
    """The application for these settings. `worker`, when given, has start() and stop() and lives as long as it does.

    `preview` is the démarche that its author looks at: only then do the pages of /-/apercu exist.
    """
    app = Starlette(
        routes=[*routes(settings), *(preview_routes() if preview else ())],
        lifespan=lambda app: alive(app, make_office, worker),
        middleware=in_front(settings),
        exception_handlers={
            HTTPException: http_error,
            NotAllowed: not_allowed,
            ClientDisconnect: left,
            Exception: crash,
        },
    )
    keep_words_out_of_logs()
    app.state.settings = settings
    app.state.now = now
    app.state.preview = preview
    app.state.limits = Limits.open(settings.redis_url)
    app.state.addresses = Addresses(settings.addresses)
    return app


@asynccontextmanager
async def alive(app: Starlette, make_office: MakeOffice, worker: Background | None) -> AsyncIterator[None]:
    """From the opening of the store to the end of what the worker had begun."""
    state = app.state
    async with open_store(state.settings, everywhere=True):
        state.office = await make_office(state.now())
        state.press, state.letters = asyncio.Lock(), asyncio.Lock()
        every = WATCHED_BY_AUTHOR if state.preview else WATCHED_EVERY
        watching = asyncio.create_task(watch(app, make_office, state.now, every))
        if worker is not None:
            worker.start()
        try:
            yield
        finally:
            watching.cancel()
            await state.addresses.close()
            with suppress(asyncio.CancelledError):
                await watching
            if worker is not None:
                await asyncio.to_thread(worker.stop)


def in_front(settings: Settings) -> list[Middleware]:
    """What stands before every handler, outermost first."""
    pictures = origin(settings.tiles)
    return [
        Middleware(GZipMiddleware, minimum_size=600),
        Middleware(Guard, tls=settings.tls, largest_body=LARGEST_BODY, refuse=http_error, pictures=pictures),
    ]


def origin(url: str) -> str:
    """Scheme and host of an address, as the security policy names them; `{s}` stands for any sub-domain."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}" if url else ""


async def watch(app: Starlette, make_office: MakeOffice, now: Callable[[], datetime], every: float) -> None:
    """A file of the city saved while we serve goes live by itself."""
    while True:
        await asyncio.sleep(every)
        try:
            app.state.office = await make_office(now())
        except Exception as error:
            log.error("watch", trail=trail(error))  # a file half saved, a full disk: what serves goes on serving


OURS = (403, 404, 429)
"""Refusals whose detail may be a sentence of ours; other details come from libraries, in English."""


async def http_error(request: Request, error: Exception) -> Response:
    """Every refusal is a page in French with what to do next. An address says nothing more than the sentence."""
    assert isinstance(error, HTTPException)
    status = error.status_code
    told = status in OURS and error.detail != HTTPStatus(status).phrase
    return page(request, "pages/erreur.html", {"status": status, "words": error.detail if told else ""}, status=status)


async def not_allowed(request: Request, error: Exception) -> Response:
    """An act that is no longer possible says why."""
    return page(request, "pages/erreur.html", {"status": 409, "words": str(error)}, status=409)


async def left(request: Request, error: Exception) -> Response:
    """Another page was asked for while this one was being sent: nobody reads this answer, and nothing went wrong."""
    return Response(status_code=400)


async def crash(request: Request, error: Exception) -> Response:
    """A fault of ours: logged without what the person wrote, told without a trace."""
    log.error("crash", route=request.scope.get("route_name", ""), kind=type(error).__name__, trail=trail(error))
    response = page(request, "pages/erreur.html", {"status": 500}, status=500)
    add_safe_headers(response.headers)  # this answer is written outside the Guard
    return response
