"""What commands stand on: the hour, the database if there is one, the office of the city."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click


def in_office(act: Callable[[Any], Any]) -> str:
    """Run an act with the database open and up to date."""
    from engine import settings as environment
    from engine.records.store import migrate, open_store

    settings = environment.load()

    async def run() -> str:
        await migrate(settings)
        async with open_store(settings):
            return await act(await make_office(settings)(utc_now()))

    return finish(run())


def make_office(settings: Any, *, tells: bool = True) -> Callable[[datetime], Any]:
    """The office of these settings, kept in step with the city's files; the web and the worker each have their own."""
    from engine.acts.reopen import OfficeKeeper

    return OfficeKeeper(settings, tells=tells)


def database_if_any() -> Any:
    """The settings, when their database already exists: a command that only reads makes none."""
    from engine import settings as environment

    settings = environment.load()
    if settings.database == "sqlite" and not (settings.data / "parvis.sqlite3").exists():
        return None
    return settings


def finish(act: Any) -> Any:
    """Run an act to its end. `check` has none, and starts faster without asyncio."""
    import asyncio

    return asyncio.run(act)


def utc_now() -> datetime:
    return datetime.now(UTC)


def read_moment(written: str) -> datetime:
    """An instant typed by a person; without an offset, the time of Paris."""
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise click.BadParameter(f"« {written} » n’est pas un moment : écrivez 2026-06-05T18:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Europe/Paris"))
