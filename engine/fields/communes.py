"""The communes of France with their postcodes, from the file that the installation makes (themes/assets.py). Offline.

There are 35,500 pairs: what a search compares is made for all of them at once, an entry only when it is looked at.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache, cached_property
from pathlib import Path

from engine.fields.entries import Entries, Entry

PLACES = (Path(__file__).with_suffix(".tsv"), Path(sys.prefix) / "share/parvis/communes.tsv")
"""Beside this module once built, else where pip puts shared data. One line per commune: code INSEE, name, number of
the département, name of the région, postcodes between spaces."""


@cache
def communes() -> Communes:
    """One entry for each postcode of each commune; read once, at the first use. Raises RuntimeError when not built."""
    path = next((place for place in PLACES if place.is_file()), None)
    if path is None:
        raise RuntimeError("Il manque la liste des communes : relancez « pip install -e . » dans le dossier de Parvis.")
    return Communes(path.read_text("utf-8"))


class Communes(Entries):
    """`text` is the whole file."""

    def __init__(self, text: str):
        super().__init__()
        self._rows = [line.split("\t") for line in text.splitlines()]
        self._pairs = [(row, postcode) for row, one in enumerate(self._rows) for postcode in one[4].split()]

    def prepare(self) -> None:
        """Make what searches look at, so that none waits for it."""
        self.found("a")
        self.of_insee("33063")

    @cached_property
    def all(self) -> tuple[Entry, ...]:
        return tuple(self.at(place) for place in range(len(self)))

    def __len__(self) -> int:
        return len(self._pairs)

    def at(self, place: int) -> Entry:
        row, postcode = self._pairs[place]
        insee, name, department, region, _ = self._rows[row]
        brought = {
            "code_insee": insee,
            "code_postal": postcode,
            "nom": name,
            "departement": department,
            "region": region,
        }
        return Entry(f"{insee}-{postcode}", f"{name} ({postcode})", columns=brought)

    def of(self, value: str) -> Entry | None:
        insee, _, postcode = value.partition("-")
        return next((entry for entry in self.of_insee(insee) if entry.columns["code_postal"] == postcode), None)

    def of_insee(self, code: str) -> list[Entry]:
        """The entries of one commune, by its code INSEE."""
        return [self.at(place) for place in self._by_insee.get(code, ())]

    @cached_property
    def _by_insee(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, (row, _) in enumerate(self._pairs):
            places.setdefault(self._rows[row][0], []).append(place)
        return places

    @cached_property
    def searched(self) -> tuple[str, ...]:
        names = plain_lines("\n".join(row[1] for row in self._rows))
        return tuple(f" {names[row]} {postcode}" for row, postcode in self._pairs)

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        named: dict[str, list[int]] = {}
        for place, line in enumerate(self.searched):
            named.setdefault(line[1:], []).append(place)
        return named


def plain_lines(text: str) -> list[str]:
    """What `plain` gives of each line, for all of them at once: forty times faster."""
    spread = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    bare = re.sub(r"[^\w\n]+", " ", re.sub("[\u0300-\u036f]", "", spread))
    return [line.strip() for line in bare.split("\n")]
