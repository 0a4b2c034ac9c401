"""Fixtures that many tests share: the hour, the two databases, a small town."""

import asyncio
import os
import shutil
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import hypothesis
import pytest

from engine import records
from engine.acts.office import open_office
from engine.definition.catalogue import load as read_catalogue
from engine.records.store import migrate, open_store
from engine.settings import load
from engine.theme import Theme
from engine.web.app import create_app
from tests import town
from tests.robot import Robot
from tests.site import ROOT

hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no mistake
hypothesis.settings.load_profile("house")

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://root@127.0.0.1:5432/test")
SCHEMA = f"parvis_test_{os.getpid()}"


def settings_for(folder, database_url="", **environ):
    return load(
        {
            "PARVIS_DATA": str(folder),
            "PARVIS_URL": "https://demarches.ville.example",
            "PARVIS_SECRET": "un secret de plus de trente-deux caractères",
            "DATABASE_URL": database_url,
            **environ,
        }
    )


@pytest.fixture
def now():
    """A Wednesday evening, the day before Ascension."""
    return datetime(2026, 5, 13, 16, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory):
    """A database just migrated, copied for each test."""
    settings = settings_for(tmp_path_factory.mktemp("empty"))
    asyncio.run(migrate(settings))
    return settings.data / "parvis.sqlite3"


@pytest.fixture(scope="session")
def postgres_url():
    """A schema of our own, migrated, dropped at the end; a skip when PostgreSQL does not answer."""
    try:
        asyncio.run(_execute(f"CREATE SCHEMA {SCHEMA}"))
    except (OSError, asyncpg.PostgresError):
        pytest.skip("PostgreSQL does not answer: start it, or set TEST_DATABASE_URL=postgres://user@host/base")
    url = f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}schema={SCHEMA}"
    asyncio.run(migrate(settings_for("unused-data", url)))
    yield url
    asyncio.run(_execute(f"DROP SCHEMA {SCHEMA} CASCADE"))


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request, tmp_path):
    """Settings of an installation whose database is empty: each test runs on both engines."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "parvis.sqlite3")
        return settings_for(tmp_path)
    url = request.getfixturevalue("postgres_url")
    tables = ", ".join(getattr(records, name).Meta.table for name in records.__all__)
    asyncio.run(_execute(f"SET search_path TO {SCHEMA}; TRUNCATE {tables} RESTART IDENTITY"))
    return settings_for(tmp_path, url)


@pytest.fixture
async def store(settings):
    async with open_store(settings) as context:
        yield context


@pytest.fixture
async def office(store, settings, now):
    """The small town at work."""
    return await town.office(settings, now)


@pytest.fixture(scope="session")
def catalogue():
    """The démarches that ship with Parvis, read once."""
    return read_catalogue(ROOT)


@pytest.fixture(scope="session")
def theme():
    return Theme(ROOT / "themes", "bordeaux")


@pytest.fixture
def hours():
    """The clock of the web tests: one second goes by each time it is read."""
    return Hours()


@pytest.fixture
async def app(empty_sqlite, tmp_path, catalogue, theme, hours):
    """The whole application on the shipped démarches, with an empty database."""
    shutil.copy(empty_sqlite, tmp_path / "parvis.sqlite3")
    settings = settings_for(tmp_path, PARVIS_DEMO="oui")
    served = create_app(settings, lambda at: open_office(catalogue, theme, settings, at), now=hours)
    async with served.router.lifespan_context(served):
        yield served


@pytest.fixture
async def robot(app, catalogue):
    """A browser window that knows only HTML."""
    async with browser(app) as client:
        yield Robot(client, catalogue.city.name)


class Hours:
    def __init__(self):
        self.at = datetime(2026, 5, 13, 16, 30, tzinfo=UTC)

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


def browser(app):
    """Another browser: its own cookies."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="https://demarches.ville.example", follow_redirects=True)


async def _execute(sql):
    connection = await asyncpg.connect(POSTGRES)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
