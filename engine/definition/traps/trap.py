"""The words shared by the traps: where the reader stopped, what it took, and what a trap says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.errors import ERROR

Lines = Sequence[str]

Place = tuple[int, int]
"""Line and column, both from 0."""


class Scalar(NamedTuple):
    """One text of the file, as the reader took it."""

    text: str
    start: Place
    end: Place
    style: str
    """Empty for a plain text; the quote, or the « | » and « > », otherwise."""
    is_key: bool
    flow: Place | None
    """The bracket it stands in."""


class Mark(NamedTuple):
    """An anchor (&), an alias (*) or a tag (!) and its name."""

    sign: str
    name: str
    place: Place
    flow: Place | None


@dataclass
class Taken:
    """Everything the reader took from a file, in reading order."""

    scalars: list[Scalar] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    lonely: list[Scalar] = field(default_factory=list)
    """Keys alone in their group, with a text as value: « - Le lieu : précisez »."""


@dataclass(frozen=True)
class Stop:
    """Where the reader stopped, and what it was doing: quote, escape, mark, colon, no-colon, key or ""."""

    place: Place
    doing: str
    began: Place
    """Where the quote, the bracket or the block it was reading began."""
    scalar: Scalar | None = None
    """The last text it took."""
    flow: Place | None = None
    """The innermost bracket still open."""


@dataclass(frozen=True)
class Trap:
    """One mistake. `changes` gives the lines as they should be read."""

    place: Place
    code: str
    sentence: str
    help: str = ""
    width: int = 1
    level: str = ERROR
    changes: Mapping[int, str] = field(default_factory=dict)


def corrected(lines: str) -> str:
    """Help that holds the line ready to paste."""
    return f"Écrivez :\n{lines}"


def also(numbers: Sequence[int]) -> str:
    """« (aussi lignes 4, 7 et 9) », for a mistake made the same way on other lines."""
    shown = [str(number + 1) for number in numbers[:8]] + ["suivantes"] * (len(numbers) > 8)
    if not shown:
        return ""
    if len(shown) == 1:
        return f" (aussi ligne {shown[0]})"
    return f" (aussi lignes {', '.join(shown[:-1])} et {shown[-1]})"
