"""Two windows on one draft: pages merge in silence, one question answered twice is never settled without its person.

A form carries, in short, the answers it showed. When it comes back, an answer that changed meanwhile in another
window, and here too, is a conflict: neither value is written over the other. Pure.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

SIZE = 6
"""Letters that stand for an answer: 36 bits."""
NOTHING = "-" * SIZE
HERE, THERE = "ici", "autre"


@dataclass(frozen=True)
class Seen:
    """What a form showed of each answer, and what its person decided about those that changed meanwhile."""

    shown: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)
    """`ici.<what stood there>` or `autre.<what stood there>`: a decision is about two values, not about one."""
    free: frozenset[str] = frozenset()
    """Questions that cannot conflict: their answer is what we hold, whatever a window says (documents)."""


@dataclass(frozen=True)
class Merged:
    values: Mapping[str, Any]
    """To write now."""
    conflicts: tuple[str, ...]
    """Questions that their person must settle first."""


def short(held: Mapping[str, Any], id: str) -> str:
    """What stands for the answer to one question; something of its own when there is none."""
    if id not in held:
        return NOTHING
    written = json.dumps(held[id], ensure_ascii=False, sort_keys=True, default=str)
    return urlsafe_b64encode(hashlib.sha256(written.encode()).digest())[:SIZE].decode()


def carried(held: Mapping[str, Any], ids: Iterable[str]) -> str:
    """What a form carries of the answers it shows."""
    return "".join(short(held, id) for id in ids)


def read(written: str, ids: Iterable[str]) -> dict[str, str]:
    """What a form says it showed; a form that says nothing of use showed nothing."""
    ids = list(ids)
    whole = written if len(written) == SIZE * len(ids) else ""
    return {id: whole[SIZE * rank : SIZE * (rank + 1)] or NOTHING for rank, id in enumerate(ids)}


def merge(held: Mapping[str, Any], values: Mapping[str, Any], seen: Seen) -> Merged:
    """Which of these values to write over those held."""
    kept, conflicts = dict[str, Any](), list[str]()
    for id, value in values.items():
        there, here, shown = short(held, id), short(values, id), seen.shown.get(id)
        decision, _, about = seen.settled.get(id, "").partition(".")
        settled = about == there
        if shown is None or id in seen.free or there in (shown, here, NOTHING) or (settled and decision == HERE):
            kept[id] = value
        elif here != shown and not settled:
            conflicts.append(id)
    return Merged(kept, tuple(conflicts))
