"""Fair figures: two things timed in turn, in the same run, so that a slower minute slows both. Prints ratios."""

from __future__ import annotations

import gc
import os
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Once = Callable[[], Awaitable[Any]]


BUSY = os.environ.get("PARVIS_BENCH") == "processeur"
"""On a machine shared with other programs: count the time of the processor, ours and our children's, not the clock's.

What a database server does is then left out, and so is what waits."""


def clock() -> float:
    """Seconds, of which only differences mean something."""
    if not BUSY:
        return time.perf_counter()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@dataclass(frozen=True)
class Pair:
    """Seconds per call of the floor and of ours, as medians of rounds; `ratio` is speed against the floor."""

    floor: float
    ours: float
    ratio: float
    lowest: float
    highest: float


async def pair(floor: Once, ours: Once, *, rounds: int = 15, calls: int = 60) -> Pair:
    """Time both in turn, `calls` at a time. The first round only warms up."""
    timed = [(await per_call(floor, calls), await per_call(ours, calls)) for _ in range(rounds + 1)][1:]
    ratios = sorted(base / mine for base, mine in timed)
    return Pair(
        statistics.median(base for base, _ in timed),
        statistics.median(mine for _, mine in timed),
        statistics.median(ratios),
        ratios[0],
        ratios[-1],
    )


async def per_call(act: Once, calls: int) -> float:
    gc.collect()
    start = clock()
    for _ in range(calls):
        await act()
    return (clock() - start) / calls


def told(name: str, found: Pair, wanted: float) -> str:
    verdict = "tenu" if found.ratio >= wanted else "manqué"
    return (
        f"{name:<44} {found.ratio:5.2f} × le plancher [{found.lowest:.2f} – {found.highest:.2f}]   "
        f"voulu ≥ {wanted:.2f} : {verdict}   ({found.ours * 1e6:,.0f} µs contre {found.floor * 1e6:,.0f} µs)"
    )


def most(name: str, found: Pair, wanted: float | None) -> str:
    """How many times the second of the pair the first one costs; `wanted` None only informs."""
    verdict = "" if wanted is None else f"voulu ≤ {wanted:.2f} × : {'tenu' if found.ratio <= wanted else 'manqué'}"
    return (
        f"{name:<44} {found.ratio:5.2f} × l’autre    [{found.lowest:.2f} – {found.highest:.2f}]   "
        f"{verdict}   ({found.floor * 1e6:,.0f} µs contre {found.ours * 1e6:,.0f} µs)"
    )


@dataclass(frozen=True)
class Rounds:
    """Seconds of one thing done several times."""

    median: float
    lowest: float
    highest: float


def rounds(work: Callable[[], object], times: int = 5) -> Rounds:
    """Time the same work again and again."""
    taken = []
    for _ in range(times):
        gc.collect()
        start = clock()
        work()
        taken.append(clock() - start)
    return Rounds(statistics.median(taken), min(taken), max(taken))


def limit(name: str, value: float, unit: str, wanted: float, around: tuple[float, float] | None = None) -> str:
    """`around` is the lowest and the highest of the rounds."""
    verdict = "tenu" if value <= wanted else "manqué"
    spread = f"[{around[0]:.2f} – {around[1]:.2f}]" if around else ""
    return f"{name:<44} {value:5.2f} {unit:<13} {spread}   voulu ≤ {wanted:g} {unit} : {verdict}"


def lasted(name: str, found: Rounds, wanted: float, *, unit: str = "s") -> str:
    scale = {"s": 1, "ms": 1000}[unit]
    around = (found.lowest * scale, found.highest * scale)
    return limit(name, found.median * scale, unit, wanted, around)
