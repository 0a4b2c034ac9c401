"""The entries of a list, and how one is found from what a person types of its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.fields.choix import Option
from engine.names import fold


@dataclass(frozen=True)
class Entry(Option):
    """One line of a list. `columns` holds what it brings with it, typed as their questions store it."""

    columns: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)
    also: str = ""
    """Other words it is found by: a postcode, a former name."""


class Entries:
    """The entries of a question, in the order they are proposed; known by value and found by words."""

    def __init__(self, entries: Iterable[Entry] = ()):
        self.all = tuple(entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @cached_property
    def by_value(self) -> dict[str, Entry]:
        return {entry.value: entry for entry in self.all}

    @cached_property
    def _searched(self) -> tuple[str, ...]:
        """Each entry as one line of bare words, every word after a space."""
        return tuple(f" {plain(f'{entry.label} {entry.also}')}" for entry in self.all)

    def found(self, typed: str) -> list[Entry]:
        """Entries with a word that begins like each word typed; those whose name begins so come first."""
        words = plain(typed).split()
        if not words:
            return []
        starts = [f" {word}" for word in words]
        kept = [place for place, line in enumerate(self._searched) if all(start in line for start in starts)]
        whole = " ".join(words)
        kept.sort(key=lambda place: self._rank(place, whole))
        return [self.all[place] for place in kept]

    def _rank(self, place: int, whole: str) -> int:
        line = self._searched[place]
        if plain(self.all[place].label) == whole or line.startswith(f" {whole} "):
            return 0
        return 1 if line.startswith(f" {whole}") else 2

    def exactly(self, typed: str) -> list[Entry]:
        """Entries whose whole name was typed."""
        return self._named.get(plain(typed), []) if typed else []

    @cached_property
    def _named(self) -> dict[str, list[Entry]]:
        named: dict[str, list[Entry]] = {}
        for entry, line in zip(self.all, self._searched, strict=True):
            named.setdefault(plain(entry.label) if entry.also else line[1:], []).append(entry)
        return named


def plain(words: str) -> str:
    """« L’Haÿ-les-Roses (94240) » -> « l hay les roses 94240 »: what is compared."""
    return " ".join(re.findall(r"\w+", fold(words)))
