"""What is remembered, alike on both databases: settings, store, migrations, columns, batches."""

import asyncio
import os
import re
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest
from tortoise.exceptions import IntegrityError, ValidationError
from tortoise.transactions import in_transaction

from engine.errors import Overtaken, SettingsError
from engine.records import Case, Edition, Event, Pulse
from engine.records.batch import ANY, Batch, Row
from engine.records.store import migrate, missing_migrations, open_store
from engine.settings import load
from tests import town
from tests.conftest import settings_for

AT = datetime(2026, 5, 13, 16, 30, tzinfo=UTC)


# --- settings


def test_an_empty_environment_gives_an_installation_on_sqlite(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load({})
    assert settings.database == "sqlite"
    assert settings.database_url == f"sqlite://{tmp_path}/data/parvis.sqlite3"
    assert (settings.root / "processes").is_dir()
    assert not settings.tls
    assert not settings.data.exists()  # reading settings writes nothing


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("DATABASE_URL", "mysql://x", "DATABASE_URL"),
        ("DATABASE_URL", "n’importe quoi", "DATABASE_URL"),
        ("REDIS_URL", "http://x", "REDIS_URL"),
        ("PARVIS_URL", "demarches.ville.fr", "PARVIS_URL"),
        ("PARVIS_SMTP", "mail.ville.fr:25", "PARVIS_SMTP"),
        ("PARVIS_SMTP", "smtp://a:b@mail.ville.fr:port", "PARVIS_SMTP"),
        ("PARVIS_SENDER", "la ville", "PARVIS_SENDER"),
        ("PARVIS_DEMO", "peut-être", "PARVIS_DEMO"),
        ("PARVIS_CLAMAV", "antivirus:3310", "PARVIS_CLAMAV"),
        ("PARVIS_CLAMAV", "tcp://antivirus", "PARVIS_CLAMAV"),
        ("PARVIS_CLAMAV", "unix:clamd.ctl", "PARVIS_CLAMAV"),
        ("PARVIS_SECRET", "court", "PARVIS_SECRET"),
        ("PARVIS_ROOT", "/nulle/part", "PARVIS_ROOT"),
    ],
)
def test_a_wrong_variable_is_refused_in_french(name, value, word):
    with pytest.raises(SettingsError, match=word):
        load({name: value})


def test_the_mail_server_is_one_address(tmp_path):
    smtp = load({"PARVIS_SMTP": "smtp://nous%40ville:s%3Acret@mail.ville.fr:587?starttls"}).smtp
    assert (smtp.host, smtp.port, smtp.user, smtp.password) == ("mail.ville.fr", 587, "nous@ville", "s:cret")
    assert smtp.encryption == "starttls"
    assert "cret" not in repr(smtp)
    assert load({"PARVIS_SMTP": "smtps://mail.ville.fr"}).smtp.port == 465


def test_https_makes_cookies_secure_unless_said_otherwise():
    assert load({"PARVIS_URL": "https://demarches.ville.fr"}).tls
    assert not load({"PARVIS_URL": "https://demarches.ville.fr", "PARVIS_TLS": "non"}).tls


def test_the_secret_is_drawn_once_and_kept_for_this_account_only(tmp_path):
    first, second = load({"PARVIS_DATA": str(tmp_path)}), load({"PARVIS_DATA": str(tmp_path)})
    assert first.secret == second.secret
    assert len(first.secret) == 64
    assert os.stat(tmp_path / "secret").st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert load({"PARVIS_SECRET": "x" * 32}).secret == b"x" * 32


def test_settings_do_not_tell_their_secrets(tmp_path):
    settings = load({"DATABASE_URL": "postgres://u:motdepasse@h/b", "PARVIS_SECRET": "s" * 40})
    assert "motdepasse" not in repr(settings)
    assert "ssss" not in repr(settings)


# --- migrations


async def test_the_models_and_the_migrations_agree(settings):
    assert await missing_migrations(settings) == []


async def test_migrating_again_changes_nothing(settings):
    assert await migrate(settings) == []


async def test_processes_starting_together_migrate_once(tmp_path):
    settings = settings_for(tmp_path)
    applied = await asyncio.gather(*(asyncio.create_task(migrate(settings)) for _ in range(3)))
    assert sorted(bool(names) for names in applied) == [False, False, True]


async def test_migrating_a_populated_database_keeps_every_row_and_index(store, settings, office, now):
    case = await town.case(office, now)
    await Event.create(case_id=case.reference, at=now, kind="note")
    before = await indexes(settings)
    await migrate(settings)
    assert await Event.filter(case_id=case.reference).count() == 3
    assert await indexes(settings) == before
    assert len(before) > 15


async def indexes(settings):
    query = "SELECT name FROM sqlite_master WHERE type = 'index'"
    if settings.database == "postgres":
        query = "SELECT indexname AS name FROM pg_indexes WHERE schemaname = current_schema()"
    return sorted(row["name"] for row in await Case._meta.db.execute_query_dict(query))


async def test_a_migration_that_breaks_in_the_middle_leaves_nothing(tmp_path, monkeypatch):
    from engine.migrations import __path__ as shipped

    folder = tmp_path / "broken_migrations"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    shutil.copy(f"{next(iter(shipped))}/0001_initial.py", folder)
    (folder / "0002_broken.py").write_text(
        "from tortoise import migrations\n"
        "from tortoise.migrations import operations as ops\n"
        "class Migration(migrations.Migration):\n"
        "    dependencies = [('records', '0001_initial')]\n"
        "    operations = [ops.RunSQL('CREATE TABLE half (id INT)'), ops.RunSQL('NONSENSE')]\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("engine.records.store.APP", {"models": ["engine.records"], "migrations": folder.name})
    settings = settings_for(tmp_path / "data")
    with pytest.raises(Exception, match="NONSENSE"):
        await migrate(settings)
    connection = sqlite3.connect(settings.data / "parvis.sqlite3")
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    assert [name for (name,) in tables if not name.startswith("sqlite_")] == []


# --- columns and batches


async def test_instants_are_kept_in_utc_whatever_zone_they_come_from(store):
    paris_noon = datetime(2026, 5, 13, 12, tzinfo=timezone(timedelta(hours=2)))
    await Pulse.create(name="a", at=paris_noon)
    await Pulse.create(name="b", at=datetime(2026, 5, 13, 10, 30, tzinfo=UTC))
    assert [pulse.name for pulse in await Pulse.all().order_by("at")] == ["a", "b"]
    assert (await Pulse.get(name="a")).at == paris_noon
    assert await Pulse.filter(at__lte=paris_noon).count() == 1


async def test_an_instant_without_its_zone_is_refused(store):
    with pytest.raises(ValidationError):
        await Pulse.create(name="a", at=datetime(2026, 5, 13, 12))  # noqa: DTZ001


async def test_json_comes_back_as_it_was_key_order_included(store):
    report = {"é": [1, None, {"z": True, "a": "\n\u202f"}], "a": ""}
    await Pulse.create(name="a", at=AT, report=report)
    stored = (await Pulse.get(name="a")).report
    assert stored == report
    assert list(stored) == list(report)


async def test_a_batch_is_written_whole_or_not_at_all(store):
    await Pulse.create(name="a", at=AT, report={"n": 0})
    batch = Batch().insert(Pulse(name="b", at=AT))
    batch.change(Pulse, {"name": "a", "at": AT + timedelta(seconds=1)}, {"report": {"n": 1}})
    with pytest.raises(Overtaken):
        await batch.write()
    assert [pulse.name for pulse in await Pulse.all()] == ["a"]
    with pytest.raises(IntegrityError):
        await Batch().insert(Pulse(name="c", at=AT), Pulse(name="a", at=AT)).write()
    assert [pulse.name for pulse in await Pulse.all()] == ["a"]


async def test_a_long_batch_leaves_in_several_statements_and_keeps_its_order(store, office, now):
    case = await town.case(office, now)
    events = [Event(case_id=case.reference, at=now, kind=f"k{n:04}", text="t") for n in range(1500)]
    pulses = [Pulse(name=f"p{n}", at=AT) for n in range(1500)]
    await Batch().insert(*events[:700]).insert(*pulses).insert(*events[700:]).write()
    kinds = await Event.filter(case_id=case.reference, text="t").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [event.kind for event in events]
    assert await Pulse.all().count() == 1500


async def test_a_row_with_an_unknown_column_or_too_long_a_text_is_refused(store):
    with pytest.raises(ValueError, match="nam"):
        Batch().insert(Row(Pulse, {"nam": "a", "at": AT}))
    with pytest.raises(ValidationError):
        Batch().insert(Row(Pulse, {"name": "a" * 41, "at": AT}))


async def test_a_batch_may_expect_any_number_of_rows(store):
    await Batch().change(Pulse, {"name": "nobody"}, {"at": AT}, expect=ANY).write()


async def test_a_batch_inside_a_transaction_follows_it(store):

    async def undone():
        async with in_transaction():
            await Batch().insert(Pulse(name="a", at=AT)).write()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undone()
    assert await Pulse.all().count() == 0


async def test_of_two_changes_from_the_same_state_one_wins(store, office, now):
    case = await town.case(office, now)

    async def change(n):
        try:
            await Batch().advance(case, assignee=f"a{n}").write()
        except Overtaken:
            return 0
        return 1

    assert sum(await asyncio.gather(*(change(n) for n in range(8)))) == 1
    assert (await Case.get(reference=case.reference)).version == 1


async def test_many_writers_in_several_connections_lose_nothing(settings, now):
    """Read, decide, compare and set, again if overtaken: 4 connections, 60 increments, 60 counted."""
    async with open_store(settings):
        await Edition.create(slug="n", fingerprint="0", sources={}, created_at=now)

    async def writer():
        async with open_store(settings):
            for _ in range(15):
                while True:
                    edition = await Edition.get(slug="n")
                    after = str(int(edition.fingerprint) + 1)
                    seen = {"id": edition.id, "fingerprint": edition.fingerprint}
                    try:
                        await Batch().change(Edition, seen, {"fingerprint": after}).write()
                        break
                    except Overtaken:
                        continue

    await asyncio.gather(*(asyncio.create_task(writer()) for _ in range(4)))
    async with open_store(settings):
        assert (await Edition.get(slug="n")).fingerprint == "60"


async def test_a_cancelled_transaction_leaves_no_lock(store, settings):
    async def slow():
        async with in_transaction():
            await Pulse.create(name="a", at=AT)
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(Pulse.create(name="b", at=AT), 5)
    assert [pulse.name for pulse in await Pulse.all()] == ["b"]


async def test_a_store_opened_for_everyone_serves_tasks_born_elsewhere(settings):
    import contextvars

    outside = contextvars.copy_context()
    async with open_store(settings, everywhere=True):
        task = asyncio.get_running_loop().create_task(Pulse.create(name="a", at=AT), context=outside)
        await task
        assert await Pulse.all().count() == 1


async def test_deleting_a_case_takes_its_journal_with_it_and_keeps_the_draft(store, office, now):
    case = await town.case(office, now)
    draft_id = case.draft_id
    await Case.filter(reference=case.reference).delete()
    assert await Event.all().count() == 0
    from engine.records import Draft, Notice

    assert await Notice.all().count() == 0
    assert (await Draft.get(id=draft_id)).reference == case.reference


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT * FROM rung WHERE wake_at <= '2026' ORDER BY wake_at LIMIT 500", "rung_due"),
        ("SELECT * FROM notice WHERE next_at <= '2026' ORDER BY next_at LIMIT 1", "notice_due"),
        ("SELECT * FROM casefile WHERE unit = 'a' AND state = 'b' ORDER BY due_at LIMIT 50", "unit"),
        ("SELECT * FROM event WHERE case_id = 'x' ORDER BY id", "case_id"),
        (
            "SELECT case_id FROM notice WHERE sent_at IS NULL AND next_at IS NULL AND withdrawn_at IS NULL "
            "AND failed_at IS NULL AND channel IN ('lettre', 'sms')",
            "notice_to_do",
        ),
        ("SELECT * FROM clock WHERE case_id = 'x'", "clock"),
        ("SELECT * FROM notice WHERE case_id = 'x'", "case_id"),
    ],
)
def test_what_is_asked_every_minute_has_its_index(empty_sqlite, sql, index):
    connection = sqlite3.connect(empty_sqlite)
    plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}"))
    connection.close()
    assert "USING INDEX" in plan, plan
    assert re.search(index, plan), plan
    assert "TEMP B-TREE" not in plan, plan
