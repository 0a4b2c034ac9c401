"""The entries of a list, and how one is found from what a person types of its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, overload

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
        self._given = tuple(entries)
        self._latest: tuple[str, list[int]] = ("", [])

    @property
    def all(self) -> tuple[Entry, ...]:
        return self._given

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def at(self, place: int) -> Entry:
        """The entry of this place in the order, from 0."""
        return self.all[place]

    def of(self, value: str) -> Entry | None:
        return self.by_value.get(value)

    @cached_property
    def by_value(self) -> dict[str, Entry]:
        return {entry.value: entry for entry in self.all}

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """Each entry as one line of bare words, every word after a space."""
        return tuple(f" {plain(f'{entry.label} {entry.also}')}" for entry in self.all)

    def found(self, typed: str) -> Sequence[Entry]:
        """Entries with a word that begins like each word typed; those whose name begins so come first."""
        whole = plain(typed)
        latest, places = self._latest
        if latest != whole:  # a page asks several times for the same words
            places = self._places(whole)
            self._latest = (whole, places)
        return Found(self, places)

    def _places(self, whole: str) -> list[int]:
        if not whole:
            return []
        longest, *others = sorted((f" {word}" for word in dict.fromkeys(whole.split())), key=len, reverse=True)
        kept = [place for place, line in enumerate(self.searched) if longest in line]
        if others:
            kept = [place for place in kept if all(word in self.searched[place] for word in others)]
        begins, name = f" {whole}", f" {whole} "
        ranks: tuple[list[int], list[int], list[int]] = ([], [], [])
        for place in kept:
            line = self.searched[place]
            ranks[0 if line == begins or line.startswith(name) else 1 if line.startswith(begins) else 2].append(place)
        return [*ranks[0], *ranks[1], *ranks[2]]

    def exactly(self, typed: str) -> list[Entry]:
        """Entries whose whole name was typed."""
        return [self.at(place) for place in self._named.get(plain(typed), ())] if typed else []

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        named: dict[str, list[int]] = {}
        for place, (entry, line) in enumerate(zip(self.all, self.searched, strict=True)):
            named.setdefault(plain(entry.label) if entry.also else line[1:], []).append(place)
        return named


class Found(Sequence[Entry]):
    """What a search found, best first; an entry is made when it is looked at."""

    def __init__(self, entries: Entries, places: Sequence[int]):
        self._entries, self._places = entries, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, wanted: int) -> Entry: ...
    @overload
    def __getitem__(self, wanted: slice) -> Sequence[Entry]: ...
    def __getitem__(self, wanted: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(wanted, slice):
            return Found(self._entries, self._places[wanted])
        return self._entries.at(self._places[wanted])


def plain(words: str) -> str:
    """« L’Haÿ-les-Roses (94240) » -> « l hay les roses 94240 »: what is compared."""
    return " ".join(re.findall(r"\w+", fold(words)))
