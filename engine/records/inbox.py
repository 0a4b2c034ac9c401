"""Inbox: the cases of some services, what is due first on top, one sheet at a time.

Each service and state is read by its own index (unit, state, due_at), the heads are merged by the database: a sheet
costs the same whatever the number of cases behind it. Decides nothing about who may see what.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from engine.records.case import CLOSED, STATES, Case
from engine.records.notice import BY_HAND
from engine.records.sqlite_immediate import ImmediateClient

SHEET = 25
MOST = 1000
"""Cases counted; beyond, one knows that there are many."""
ARMS = 400
"""Services and states merged by one statement: SQLite takes 500."""
OPEN = tuple(state for state in STATES if state != CLOSED)
SHOWN = (
    *("reference", "slug", "edition_id", "unit", "assignee", "state", "priority"),
    *("contact_name", "outcome", "filed_at", "due_at", "closed_at"),
)
EPOCH, TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True)
class Wanted:
    """Which cases. Nothing said means: whatever it is; for the state: any that is open."""

    units: frozenset[str]
    slug: str = ""
    state: str = ""
    assignee: str = ""
    late: bool = False
    urgent: bool = False
    to_do: bool = False
    """Only where the service must still write, call or tell; closed cases may be among them."""

    @property
    def states(self) -> tuple[str, ...]:
        if self.state:
            return (self.state,)
        return STATES if self.to_do and not self.late else OPEN

    @property
    def heads(self) -> list[tuple[Sequence[str], Sequence[str]]]:
        """Services and states to read apart. What is still to do is rare: it is read at once."""
        units = sorted(self.units)
        if self.to_do:
            return [(units, self.states)] if units else []
        return [((unit,), (state,)) for unit, state in product(units, self.states)]


@dataclass(frozen=True)
class Mark:
    """The last line of a sheet, as an address holds it: the next sheet begins after it."""

    dated: bool
    instant: datetime
    reference: str

    @classmethod
    def of(cls, case: Case) -> Mark:
        return cls(case.due_at is not None, case.due_at or case.filed_at, case.reference)

    @classmethod
    def parse(cls, written: str) -> Mark | None:
        """None for anything that is not a mark of ours."""
        kind, _, rest = written.partition("_")
        ticks, _, reference = rest.partition("_")
        if kind not in ("e", "s") or not (ticks.isascii() and ticks.isdecimal()) or len(ticks) > 16:
            return None
        return cls(kind == "e", EPOCH + int(ticks) * TICK, reference)

    def __str__(self) -> str:
        return f"{'e' if self.dated else 's'}_{(self.instant - EPOCH) // TICK}_{self.reference}"


@dataclass(frozen=True)
class Sheet:
    cases: list[Case]
    after: Mark | None
    """Where the next sheet begins; None when there is none."""


async def read(wanted: Wanted, now: datetime, after: Mark | None = None, size: int = SHEET) -> Sheet:
    """Cases with a date, then those without (suspended clocks), earliest first. Closed ones: latest first."""
    found: list[str] = []
    if after is None or after.dated:
        found = await _head(wanted, True, after, now, size + 1)
        after = None
    if len(found) <= size and not wanted.late:
        found += await _head(wanted, False, after, now, size + 1 - len(found))
    cases = {case.reference: case for case in await Case.filter(reference__in=found).only(*SHOWN)}
    shown = [cases[reference] for reference in found[:size]]
    return Sheet(shown, Mark.of(shown[-1]) if len(found) > size else None)


async def count(wanted: Sequence[Wanted], now: datetime) -> list[int]:
    """How many cases of each kind, up to MOST."""
    statement, totals = _Statement(), []
    for rank, one in enumerate(wanted):
        source = _source(one, sorted(one.units) or [""], one.states, now, statement)
        totals.append(f"(SELECT COUNT(*) FROM (SELECT 1 {source} LIMIT {MOST}) AS seen) AS n{rank}")  # noqa: S608
    (row,) = await statement.run(f"SELECT {', '.join(totals)}")
    return [row[f"n{rank}"] for rank in range(len(wanted))]


# --- the statements: names of columns are ours, everything that comes from outside is a parameter


@dataclass
class _Statement:
    """The parameters of a statement, numbered or not as the database wants."""

    values: list[Any] = field(default_factory=list)
    postgres: bool = field(default_factory=lambda: not isinstance(Case._meta.db, ImmediateClient))

    def put(self, value: Any) -> str:
        self.values.append(value)
        return f"${len(self.values)}" if self.postgres else "?"

    def one_of(self, values: Sequence[str]) -> str:
        return f"({', '.join(map(self.put, values))})"

    async def run(self, sql: str) -> list[dict[str, Any]]:
        return list(await Case._meta.db.execute_query_dict(sql, self.values))


async def _head(wanted: Wanted, dated: bool, after: Mark | None, now: datetime, size: int) -> list[str]:
    """References of the first cases after the mark, among those with a date or among those without."""
    column, latest_first = "due_at" if dated else "filed_at", wanted.state == CLOSED
    way = "DESC" if latest_first else "ASC"
    first: list[tuple[Any, str]] = []
    for start in range(0, len(wanted.heads), ARMS):
        statement, arms = _Statement(), []
        for units, states in wanted.heads[start : start + ARMS]:
            source = _source(wanted, units, states, now, statement)
            tests = [f"due_at IS {'NOT ' if dated else ''}NULL"]
            tests += _beyond(after, column, latest_first, statement) if after else ()
            arms.append(
                f"SELECT * FROM (SELECT reference, {column} AS instant {source} AND {' AND '.join(tests)} "  # noqa: S608
                f"ORDER BY {column} {way}, reference {way} LIMIT {size}) AS head"
            )
        merged = f"{' UNION ALL '.join(arms)} ORDER BY 2 {way}, 1 {way} LIMIT {size}"
        first += [(row["instant"], row["reference"]) for row in await statement.run(merged)]
    first.sort(reverse=latest_first)
    return [reference for _, reference in first[:size]]


def _source(wanted: Wanted, units: Sequence[str], states: Sequence[str], now: datetime, statement: _Statement) -> str:
    """FROM and WHERE of the cases wanted, in these services and states."""
    tables, tests = "casefile", []
    if wanted.to_do:  # CROSS JOIN: SQLite then begins with the notices, which are few
        waiting = f"channel IN {statement.one_of(BY_HAND)} AND sent_at IS NULL AND next_at IS NULL "
        waiting += "AND withdrawn_at IS NULL AND failed_at IS NULL"  # word for word its partial index
        tables = f"(SELECT DISTINCT case_id FROM notice WHERE {waiting}) AS waiting CROSS JOIN casefile"  # noqa: S608
        tests.append("reference = waiting.case_id")
    tests += [f"unit IN {statement.one_of(units)}", f"state IN {statement.one_of(states)}"]
    if wanted.slug:
        tests.append(f"slug = {statement.put(wanted.slug)}")
    if wanted.urgent:
        tests.append("priority = 'urgente'")  # word for word its partial index
    if wanted.assignee:
        tests.append(f"assignee = {statement.put(wanted.assignee)}")
    if wanted.late:
        tests.append(f"due_at <= {statement.put(now.astimezone(UTC))}")
    return f"FROM {tables} WHERE {' AND '.join(tests)}"


def _beyond(mark: Mark, column: str, latest_first: bool, statement: _Statement) -> Iterator[str]:
    """Strictly after the mark, worded so that both databases walk the index from there."""
    side, seen = ("<=", ">=") if latest_first else (">=", "<=")
    yield f"{column} {side} {statement.put(mark.instant)}"
    yield (f"NOT ({column} = {statement.put(mark.instant)} AND reference {seen} {statement.put(mark.reference)})")
