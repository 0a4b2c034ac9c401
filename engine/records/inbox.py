"""Inbox: the cases of some services, what is due first on top, one sheet at a time.

Each service and state is read by its own index (unit, state, due_at) and the heads are merged: a sheet costs the
same whatever the number of cases behind it. Decides nothing about who may see what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from engine.records.case import CLOSED, STATES, Case
from engine.records.notice import BY_HAND, Notice

SHEET = 25
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
    to_do: bool = False
    """Only where the service must still write, call or tell; closed cases may be among them."""

    @property
    def states(self) -> tuple[str, ...]:
        if self.state:
            return (self.state,)
        return STATES if self.to_do else OPEN

    def narrow(self, found: QuerySet[Case], now: datetime) -> QuerySet[Case]:
        """Everything but the service and the state."""
        if self.slug:
            found = found.filter(slug=self.slug)
        if self.assignee:
            found = found.filter(assignee=self.assignee)
        if self.late:
            found = found.filter(state__in=OPEN, due_at__lt=now)
        if self.to_do:
            found = found.filter(reference__in=Subquery(still_to_do().values("case_id")))
        return found

    async def count(self, now: datetime) -> int:
        return await self.narrow(Case.filter(unit__in=sorted(self.units), state__in=self.states), now).count()


def still_to_do() -> QuerySet[Notice]:
    """Letters to write, calls to make, words to give at a desk."""
    return Notice.filter(channel__in=BY_HAND, sent_at=None, withdrawn_at=None)


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
        if kind not in ("e", "s") or not ticks.isdecimal() or len(ticks) > 17:
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
    """Cases with a date, then those without (suspended clocks), the earliest first. Closed ones: the latest first."""
    found: list[Case] = []
    if after is None or after.dated:
        found = await head(wanted, True, after, now, size + 1)
        after = None
    if len(found) <= size and not wanted.late:
        found += await head(wanted, False, after, now, size + 1 - len(found))
    return Sheet(found[:size], Mark.of(found[size - 1]) if len(found) > size else None)


async def head(wanted: Wanted, dated: bool, after: Mark | None, now: datetime, size: int) -> list[Case]:
    """The first cases after the mark, among those with a date or among those without."""
    column, latest_first = "due_at" if dated else "filed_at", wanted.state == CLOSED
    order = (f"-{column}", "-reference") if latest_first else (column, "reference")
    found: list[Case] = []
    for unit, state in product(sorted(wanted.units), wanted.states):
        cases = wanted.narrow(Case.filter(unit=unit, state=state, due_at__isnull=not dated), now)
        if after:
            cases = cases.filter(*beyond(after, column, "lte" if latest_first else "gte"))
        found += await cases.order_by(*order).limit(size).only(*SHOWN)
    found.sort(key=lambda case: (getattr(case, column), case.reference), reverse=latest_first)
    return found[:size]


def beyond(mark: Mark, column: str, side: str) -> tuple[Q, Q]:
    """Strictly after the mark, worded so that both databases walk the index from there."""
    seen = "gte" if side == "lte" else "lte"
    tied = Q(**{column: mark.instant, f"reference__{seen}": mark.reference})
    return Q(**{f"{column}__{side}": mark.instant}), ~tied
