"""What a condition becomes: our data, or always, or never; and what had to be let go of.

When something is let go of, what remains holds at least as often as the source: a question is shown too much rather
than hidden wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any] | bool


@dataclass(frozen=True)
class Outcome:
    data: Any
    lost: tuple[str, ...] = ()
    """Why something is missing, one French clause each."""
    near: tuple[str, ...] = ()
    """What changed a little."""

    @property
    def exact(self) -> bool:
        return not self.lost


ALWAYS, NEVER = Outcome(True), Outcome(False)


def lost(why: str) -> Outcome:
    return Outcome(True, (why,))


def gathered(parts: Iterable[Outcome]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parts = list(parts)
    missing = dict.fromkeys(one for part in parts for one in part.lost)
    near = dict.fromkeys(one for part in parts for one in part.near)
    return tuple(missing), tuple(near)


def every(parts: Iterable[Outcome]) -> Outcome:
    """All of them."""
    parts = list(parts)
    if any(part.data is False for part in parts):
        return NEVER
    kept = distinct(part.data for part in parts if part.data is not True)
    missing, near = gathered(parts)
    if not kept:
        return Outcome(True, missing, near)
    if len(kept) == 1:
        return Outcome(kept[0], missing, near)
    keys = [key for one in kept for key in one]
    if (
        len(set(keys)) == len(keys)
        and not {*keys} & {"tous", "au_moins_un", "aucun"}
        and all(len(one) == 1 for one in kept)
    ):
        return Outcome({key: value for one in kept for key, value in one.items()}, missing, near)
    flat = [inner for one in kept for inner in (one["tous"] if set(one) == {"tous"} else [one])]
    return Outcome({"tous": distinct(flat)}, missing, near)


def some(parts: Iterable[Outcome]) -> Outcome:
    """At least one of them."""
    parts = list(parts)
    missing, near = gathered(parts)
    if any(part.data is True for part in parts):
        return Outcome(True, missing, near)
    kept = distinct(part.data for part in parts if part.data is not False)
    if not kept:
        return Outcome(False, missing, near)
    flat = [inner for one in kept for inner in (one["au_moins_un"] if set(one) == {"au_moins_un"} else [one])]
    kept = distinct(joined(flat))
    if any({"aucun": [one]} in kept for one in kept):
        return Outcome(True, missing, near)
    return Outcome(kept[0] if len(kept) == 1 else {"au_moins_un": kept}, missing, near)


def none_of(part: Outcome) -> Outcome:
    """The contrary. Of what was partly let go of, the contrary cannot be told."""
    if part.lost:
        return Outcome(True, part.lost, part.near)
    if isinstance(part.data, bool):
        return Outcome(not part.data, (), part.near)
    if set(part.data) == {"aucun"} and len(part.data["aucun"]) == 1:
        return Outcome(part.data["aucun"][0], (), part.near)
    inner = part.data["au_moins_un"] if set(part.data) == {"au_moins_un"} else [part.data]
    return Outcome({"aucun": inner}, (), part.near)


def distinct(parts: Iterable[Any]) -> list[Any]:
    kept: list[Any] = []
    for one in parts:
        if one not in kept:
            kept.append(one)
    return kept


def joined(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`{a: x}` or `{a: y}` is `{a: [x, y]}`."""
    values: dict[str, list[Any]] = {}
    others = []
    for one in parts:
        key, value = next(iter(one.items()))
        if len(one) == 1 and key not in ("tous", "au_moins_un", "aucun") and not isinstance(value, dict):
            values.setdefault(key, []).extend(value if isinstance(value, list) else [value])
        else:
            others.append(one)
    merged = {key: distinct(found) for key, found in values.items()}
    return [{key: found[0] if len(found) == 1 else found} for key, found in merged.items()] + others
