"""Batch: rows to insert and rows to change, written together or not at all, in as few trips as possible.

Acts read, decide, then write one Batch: no transaction waits for anything else, and every change says
which state it expects (compare-and-set), so that two people or two workers never both win.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tortoise.models import Model
from tortoise.transactions import in_transaction

from engine.errors import Overtaken
from engine.records import sql
from engine.records.case import Case
from engine.records.sql import Row
from engine.records.sqlite_immediate import ImmediateClient, ImmediateWrapper

__all__ = ["ANY", "Batch", "Row"]

ANY = None
"""For `change(expect=)`: any number of rows may match."""

MOST = 2000
"""Values in one statement; a longer insertion leaves in several."""


@dataclass
class _Insertion:
    model: type[Model]
    rows: list[list[Any]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows) * len(self.rows[0])

    @property
    def values(self) -> list[Any]:
        return [value for row in self.rows for value in row]


@dataclass
class _Change:
    statement: str
    values: list[Any]
    expect: int | None

    def check(self, count: int) -> None:
        if self.expect not in (ANY, count):
            raise Overtaken(self.statement)


class Batch:
    def __init__(self) -> None:
        self._postgres = not isinstance(Case._meta.db, ImmediateClient | ImmediateWrapper)
        self._steps: list[_Insertion | _Change] = []
        self._inserted: list[Model] = []

    def insert(self, *rows: Model | Row) -> Batch:
        """New rows. The `id` that the database gives them stays unknown: a Row is enough for most."""
        for row in rows:
            self._insertion(row.model if isinstance(row, Row) else type(row)).rows.append(
                sql.values_of(row, self._postgres)
            )
            if not isinstance(row, Row):
                self._inserted.append(row)
        return self

    def add(self, other: Batch) -> Batch:
        """What another batch holds, after what this one does."""
        for step in other._steps:
            if isinstance(step, _Change):
                self._steps.append(step)
            else:
                self._insertion(step.model).rows.extend(step.rows)
        self._inserted += other._inserted
        return self

    def _insertion(self, model: type[Model]) -> _Insertion:
        """Rows of one model leave together, in the order given: so are they numbered."""
        for step in reversed(self._steps):
            if isinstance(step, _Change):
                break
            if step.model is model:
                return step
        self._steps.append(step := _Insertion(model))
        return step

    def change(
        self, model: type[Model], where: Mapping[str, Any], to: Mapping[str, Any], *, expect: int | None = 1
    ) -> Batch:
        """UPDATE of the rows equal to `where` (None: IS NULL). Any other count than `expect` undoes all."""
        self._steps.append(_Change(*sql.update(model, where, to, self._postgres), expect))
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
        """One trip for the whole batch: its thread runs this."""
        for step in self._steps:
            if isinstance(step, _Change):
                step.check(connection.execute(step.statement, step.values).rowcount)
                continue
            for small in _cut(step):
                connection.execute(sql.insert(small.model, len(small.rows)), small.values)

    async def _write_postgres(self) -> None:
        """One trip per change, one for the insertions that follow each other."""
        async with in_transaction() as connection:
            for step in self._by_trips():
                if isinstance(step, _Change):
                    count, _ = await connection.execute_query(step.statement, step.values)
                    step.check(count)
                else:
                    statement = sql.insert_together(tuple((one.model, len(one.rows)) for one in step))
                    await connection.execute_query(statement, [value for one in step for value in one.values])

    def _by_trips(self) -> Iterator[_Change | list[_Insertion]]:
        trip: list[_Insertion] = []
        for step in self._steps:
            for small in [step] if isinstance(step, _Change) else _cut(step):
                full = isinstance(small, _Change) or sum(map(len, trip)) + len(small) > MOST
                if full and trip:
                    yield trip
                    trip = []
                if isinstance(small, _Change):
                    yield small
                else:
                    trip.append(small)
        if trip:
            yield trip


def _cut(step: _Insertion) -> Iterator[_Insertion]:
    """The same insertion in pieces that fit in one statement."""
    most = MOST // len(step.rows[0])
    for start in range(0, len(step.rows), most):
        yield _Insertion(step.model, step.rows[start : start + most])
