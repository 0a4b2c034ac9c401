"""A démarche being put together from its file and those of its blocks: what each part was written in stays known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.definition.lists import Shelf
from engine.definition.located import Located, Lost, Path, walk
from engine.definition.source import Source
from engine.errors import Spot

if TYPE_CHECKING:
    from engine.definition.inclusion import Inclusion


@dataclass
class Expansion:
    """The definition while blocks are put in: what it becomes, where each part was written, what went wrong."""

    written: Located
    block: Callable[[str], Source | None]
    nearest: Callable[[str], str]
    where: Located
    files: dict[str, Source]
    shelf: Shelf = field(default_factory=Shelf)
    """The lists of the city."""
    lost: Lost = field(default_factory=Lost)
    conditions: dict[str, Any] = field(default_factory=dict)
    """Those that blocks bring."""
    checks: list[tuple[Inclusion, int]] = field(default_factory=list)
    """Verifications brought by the blocks of the page being read."""
    asked: dict[Any, tuple[str, Spot]] = field(default_factory=dict)
    """The block that brought each question, and where it was included."""

    def graft(
        self, source: Located, value: Any, old: Path, new: Path, named: Callable[[Any], Any] = lambda part: part
    ) -> None:
        """Positions of everything in `value`, written at `old` in a source, are known under `new` here.

        `named` is how the questions of a block are called where it is included.
        """
        for path in walk(value, old):
            inside = path[len(old) :]
            for there in {(*new, *inside), (*new, *map(named, inside))}:
                if path in source.spots:
                    self.where.spots[there] = source.spots[path]
                if path in source.key_spots:
                    self.where.key_spots[there] = source.key_spots[path]

    def take(self, file: Source) -> Located:
        """A file whose parts come in."""
        self.files[file.file] = file
        self.where.widths |= widths(file)
        return located(file, self.where)


def located(file: Source, into: Located) -> Located:
    """A file with its own places, whose mistakes are told with the others."""
    return Located(file.data, dict(file.spots), dict(file.key_spots), into.problems, into.widths)


def widths(file: Source) -> dict[Spot, int]:
    return {file.spots[path]: width for path, width in file.widths.items()}


def lose_block(work: Expansion) -> None:
    """A block that cannot be read: no question can be said not to exist any more."""
    work.lost.any_question = work.lost.any_condition = True
