"""The communes of France with their postcodes, from the file that the installation makes (themes/assets.py). Offline."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from engine.fields.entries import Entries, Entry

PLACES = (Path(__file__).with_suffix(".tsv"), Path(sys.prefix) / "share/parvis/communes.tsv")
"""Beside this module once built, else where pip puts shared data. One line per commune: code INSEE, name, number of
the département, name of the région, postcodes between spaces."""


@cache
def communes() -> Entries:
    """One entry for each postcode of each commune; read once, at the first use. Raises RuntimeError when not built."""
    path = next((place for place in PLACES if place.is_file()), None)
    if path is None:
        raise RuntimeError("Il manque la liste des communes : relancez « pip install -e . » dans le dossier de Parvis.")
    return Entries(read(path))


def read(path: Path) -> Iterator[Entry]:
    for line in path.read_text("utf-8").splitlines():
        insee, name, department, region, postcodes = line.split("\t")
        for postcode in postcodes.split():
            brought = {
                "code_insee": insee,
                "code_postal": postcode,
                "nom": name,
                "departement": department,
                "region": region,
            }
            yield Entry(f"{insee}-{postcode}", f"{name} ({postcode})", columns=brought)
