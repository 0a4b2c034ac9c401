"""Batch: rows to insert and rows to change, written together or not at all, in as few trips as possible.

Acts read, decide, then write one Batch: no transaction waits for anything else, and every change says
which state it expects (compare-and-set), so that two people or two workers never both win.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from tortoise.models import Model
from tortoise.transactions import in_transaction

from engine.errors import Overtaken
from engine.records.case import Case
from engine.records.sqlite_immediate import ImmediateClient, ImmediateWrapper

ANY = None
"""For `changing(expect=)`: any number of rows may match."""


@dataclass
class _Step:
    sql: str
    rows: list[list[Any]] = field(default_factory=list)
    expect: int | None = None


class Batch:
    def __init__(self) -> None:
        self._postgres = not isinstance(Case._meta.db, ImmediateClient | ImmediateWrapper)
        self._steps: list[_Step] = []
        self._inserted: list[Model] = []

    def insert(self, *rows: Model) -> Batch:
        """Rows of the same model that follow each other leave in one statement. Their `id` stays unknown."""
        self._inserted += rows
        for row in rows:
            model = type(row)
            sql, names = _insertion(model, self._postgres)
            if not self._steps or self._steps[-1].sql != sql:
                self._steps.append(_Step(sql))
            fields = model._meta.fields_map
            self._steps[-1].rows.append([fields[name].to_db_value(getattr(row, name), row) for name in names])
        return self

    def change(
        self, model: type[Model], where: Mapping[str, Any], to: Mapping[str, Any], *, expect: int | None = 1
    ) -> Batch:
        """UPDATE of the rows equal to `where` (None: IS NULL). Any other count than `expect` undoes all."""
        written = [name for name, value in where.items() if value is not None]
        empty = tuple(name for name, value in where.items() if value is None)
        sql = _update(model, tuple(to), tuple(written), empty, self._postgres)
        fields = model._meta.fields_map
        values = [fields[name].to_db_value(value, model) for name, value in to.items()]
        values += [fields[name].to_db_value(where[name], model) for name in written]
        self._steps.append(_Step(sql, [values], expect))
        return self

    def hold(self, case: Case) -> Batch:
        """Write only if the case has not changed since it was read, without changing it."""
        same = {"version": case.version}
        return self.change(Case, {"reference": case.reference, **same}, same)

    def advance(self, case: Case, **to: Any) -> Batch:
        """Change the case if it is still as it was read. Written first: whoever is late learns it at once."""
        where = {"reference": case.reference, "version": case.version}
        self.change(Case, where, {**to, "version": case.version + 1})
        self._steps.insert(0, self._steps.pop())
        return self

    def add(self, other: Batch) -> Batch:
        """Everything another batch would write, after what this one holds."""
        self._steps += other._steps
        self._inserted += other._inserted
        return self

    async def write(self) -> None:
        """Everything, in one transaction. Overtaken when an expected row was no longer as it was read."""
        connection = Case._meta.db
        if isinstance(connection, ImmediateClient | ImmediateWrapper):
            await connection.run(self._write_sqlite)
        else:
            await self._write_postgres()
        for row in self._inserted:
            row._saved_in_db = row.pk is not None

    def _write_sqlite(self, connection: sqlite3.Connection) -> None:
        for step in self._steps:
            if len(step.rows) > 1:
                connection.executemany(step.sql, step.rows)
                continue
            cursor = connection.execute(step.sql, step.rows[0])
            if step.expect not in (ANY, cursor.rowcount):
                raise Overtaken(step.sql)

    async def _write_postgres(self) -> None:
        async with in_transaction() as connection:
            for step in self._steps:
                if len(step.rows) > 1:
                    await connection.execute_many(step.sql, step.rows)
                    continue
                count, _ = await connection.execute_query(step.sql, step.rows[0])
                if step.expect not in (ANY, count):
                    raise Overtaken(step.sql)


@cache
def _insertion(model: type[Model], postgres: bool) -> tuple[str, tuple[str, ...]]:
    meta = model._meta
    names = tuple(name for name in meta.fields_db_projection if not meta.fields_map[name].generated)
    columns = ", ".join(f'"{meta.fields_db_projection[name]}"' for name in names)
    values = ", ".join(_mark(position, postgres) for position in range(1, len(names) + 1))
    return f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({values})', names  # noqa: S608


@lru_cache(maxsize=256)
def _update(
    model: type[Model], to: tuple[str, ...], where: tuple[str, ...], empty: tuple[str, ...], postgres: bool
) -> str:
    meta = model._meta
    marks = (_mark(position, postgres) for position in range(1, len(to) + len(where) + 1))
    column = meta.fields_db_projection
    changes = ", ".join(f'"{column[name]}" = {next(marks)}' for name in to)
    tests = [f'"{column[name]}" = {next(marks)}' for name in where]
    tests += [f'"{column[name]}" IS NULL' for name in empty]
    return f'UPDATE "{meta.db_table}" SET {changes} WHERE {" AND ".join(tests)}'  # noqa: S608


def _mark(position: int, postgres: bool) -> str:
    return f"${position}" if postgres else "?"
