"""The database of these Settings: opened once per event loop, migrated before anything else, closed properly.

Each thread opens its own. Knows the two engines and nothing of what is stored.
"""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor
from tortoise.transactions import in_transaction

from engine.errors import SettingsError
from engine.settings import Settings

APP = {"models": ["engine.records"], "migrations": "engine.migrations"}
ROOM = {"wal_autocheckpoint": "4000", "journal_size_limit": str(64 * 1024 * 1024), "cache_size": "-20000"}
"""SQLite copies its journal into the database every 16 MB instead of 4, and keeps 20 MB of pages in memory."""

MIGRATING = 0x50617276
"""Key of the PostgreSQL advisory lock: two processes starting together migrate one after the other."""


@asynccontextmanager
async def open_store(settings: Settings, *, everywhere: bool = False) -> AsyncIterator[TortoiseContext]:
    """The models work inside this block, for this task and those it starts.

    `everywhere` makes them work in every task of the process: a web server answers in other tasks than
    the one that opened the store. Only one store of a process may ask for it.
    """
    context = TortoiseContext()
    with context:
        try:
            await context.init(_config(settings), _enable_global_fallback=everywhere)
            yield context
        finally:
            await context.close_connections()


async def migrate(settings: Settings) -> list[str]:
    """Bring the database up to date; the names of the migrations applied now. All of them, or none.

    SettingsError when the database does not open.
    """
    async with _alone(settings):
        return await _migrate(settings)


async def _migrate(settings: Settings) -> list[str]:
    """On SQLite foreign keys are off meanwhile (rebuilding a table would delete its children), checked at the end."""
    applied: list[str] = []
    context = TortoiseContext()
    with context:
        try:
            try:
                await context.init(_config(settings, foreign_keys="OFF"))
                await context.connections.get(settings.database).execute_query("SELECT 1")  # it really opens here
            except Exception as error:
                raise _closed(settings, error) from error
            async with in_transaction() as connection:
                if settings.database == "postgres":
                    await connection.execute_query("SELECT pg_advisory_xact_lock($1)", [MIGRATING])
                executor = MigrationExecutor(connection, {"records": _app(settings)})
                # Before `migrate` reads it: a missing table would abort the whole transaction on PostgreSQL.
                await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))
                await executor.migrate(
                    direction="forward",
                    progress=lambda step, _, name: applied.append(name) if step == "apply_done" else None,
                )
                if settings.database == "sqlite":
                    await _check_links(connection)
        finally:
            await context.close_connections()
    return applied


def _closed(settings: Settings, error: Exception) -> SettingsError:
    name = "DATABASE_URL" if settings.database == "postgres" else "PARVIS_DATA"
    return SettingsError(f"La base de données ne s’ouvre pas : vérifiez {name} ({error}).")


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[None]:
    """One process at a time brings a SQLite database up to date: turning a file into a WAL waits for nobody."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        file = (settings.data / "migration.lock").open("w")
    except OSError as error:
        raise _closed(settings, error) from error
    with file:
        await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)  # freed when the file closes, even by a kill
        yield


async def missing_migrations(settings: Settings) -> list[Any]:
    """Operations that a new migration would hold: none when the models and `engine/migrations` agree."""
    context = TortoiseContext()
    with context:
        try:
            await context.init(_config(settings), init_connections=False)
            assert context.apps is not None
            writers = await MigrationAutodetector(context.apps, {"records": _app(settings)}).changes()
            return [operation for writer in writers for operation in writer.operations]
        finally:
            await context.close_connections()


async def _check_links(connection: Any) -> None:
    broken = await connection.execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        raise RuntimeError(f"the migration would leave rows without their parent: {broken[:5]}")


def _config(settings: Settings, **pragmas: str) -> dict[str, Any]:
    # The connection is named after its engine: Tortoise caches SQL by connection name for the whole process.
    return {
        "connections": {settings.database: _connection(settings, pragmas)},
        "apps": {"records": _app(settings)},
        "use_tz": True,
        "timezone": "UTC",
    }


def _app(settings: Settings) -> dict[str, Any]:
    return {**APP, "default_connection": settings.database}


def _connection(settings: Settings, pragmas: dict[str, str]) -> dict[str, Any]:
    if settings.database == "postgres":
        connection = expand_db_url(settings.database_url)
        connection["credentials"].setdefault("maxsize", 10)
        return connection
    path = settings.database_url.removeprefix("sqlite://").partition("?")[0]
    tuning = {"busy_timeout": "5000", "synchronous": "NORMAL", **ROOM, **pragmas}
    return {"engine": "engine.records.sqlite_immediate", "credentials": {"file_path": path, **tuning}}
