"""Tortoise's SQLite engine with BEGIN IMMEDIATE, whole batches in one trip, and no lock left behind.

A deferred BEGIN loses read-modify-write transactions between processes; see docs/decisions. Knows no model.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
    translate_exceptions,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError


class ImmediateWrapper(SqliteTransactionWrapper):
    """One transaction. Scripts stay inside it: `executescript` would commit it silently."""

    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as exc:
            raise OperationalError(exc) from exc

    async def execute_script(self, query: str) -> None:
        for statement in _statements(query):
            await self.execute_query(statement)

    @translate_exceptions
    async def run(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """`work` inside the transaction already open."""
        async with self.acquire_connection() as connection:
            await connection._execute(work, connection._conn)


class ImmediateContext(SqliteTransactionContext):
    __slots__ = ()

    async def __aenter__(self) -> Any:
        await self._trxlock.acquire()
        token = None
        try:
            await self.ensure_connection()
            token = self.token = get_connections().set(self.connection_name, self.connection)
            await self.connection.begin()
        except BaseException:
            if token is not None:
                get_connections().reset(token)
            connection = self.connection._connection
            if connection is not None and connection.in_transaction:
                await connection.rollback()
            self._trxlock.release()
            raise
        return self.connection


class ImmediateClient(SqliteClient):
    def _in_transaction(self) -> ImmediateContext:
        return ImmediateContext(ImmediateWrapper(self), self._lock)

    @translate_exceptions
    async def run(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """`work` as one transaction, in one trip: the write lock is held for microseconds."""

        def whole(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            try:
                work(connection)
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

        async with self.acquire_connection() as connection:
            await connection._execute(whole, connection._conn)


def _statements(script: str) -> Sequence[str]:
    """The statements of a script, cut where SQLite itself says one is complete."""
    found, current = [], ""
    for piece in script.split(";"):
        current += piece + ";"
        if sqlite3.complete_statement(current):
            found.append(current.strip())
            current = ""
    return [statement for statement in found if statement != ";"]


client_class = ImmediateClient
