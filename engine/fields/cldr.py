"""The countries and languages of the world with their French names, from the CLDR (Babel's only home)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from babel import Locale
from babel.localedata import locale_identifiers

from engine.fields.base import option
from engine.fields.entries import Entries, Entry, plain
from engine.names import nearest

NOT_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Codes of the CLDR that are no place where one lives or is born."""
EUROPEAN_UNION = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
SIGNED = {"fsl": "langue des signes française", "ase": "langue des signes américaine", "ils": "signes internationaux"}
"""Languages that people speak with us and that the CLDR does not name in French."""
OPTIONS: Mapping[str, Any] = {
    "exclure": {**option("Les codes à ne pas proposer, par exemple [FR]."), "type": ["list", "string"]},
    "seulement": {**option("Les seuls codes à proposer, par exemple [FR, BE, CH]."), "type": ["list", "string"]},
}


@cache
def countries() -> tuple[Entry, ...]:
    names = {
        code: name
        for code, name in Locale("fr").territories.items()
        if re.fullmatch(r"[A-Z]{2}", code) and code not in NOT_COUNTRIES
    }
    return tuple(
        Entry(code, name, columns={"code": code, "nom": name, "union_europeenne": code in EUROPEAN_UNION}, also=code)
        for code, name in in_order(names, "FR")
    )


@cache
def languages() -> tuple[Entry, ...]:
    """Those in use: two letters, or known enough that software speaks them."""
    used = {identifier.split("_")[0] for identifier in locale_identifiers()}
    names = {
        code: name
        for code, name in Locale("fr").languages.items()
        if re.fullmatch(r"[a-z]{2,3}", code) and (len(code) == 2 or code in used)
    }
    return tuple(
        Entry(code, name[:1].upper() + name[1:], columns={"code": code, "nom": name})
        for code, name in in_order({**names, **SIGNED}, "fr")
    )


def in_order(names: Mapping[str, str], first: str) -> list[tuple[str, str]]:
    """In the order of the French alphabet, the usual one before the others."""
    return sorted(names.items(), key=lambda item: (item[0] != first, plain(item[1])))


def chosen(known: tuple[Entry, ...], options: Mapping[str, Any]) -> Entries:
    """Those the démarche proposes. Raises ValueError((key, French sentence))."""
    only, without = codes(known, "seulement", options), codes(known, "exclure", options)
    kept = [entry for entry in known if (not only or entry.value in only) and entry.value not in without]
    if not kept:
        raise ValueError("exclure", "Il ne reste rien à proposer.")
    return Entries(kept)


def codes(known: Iterable[Entry], key: str, options: Mapping[str, Any]) -> frozenset[str]:
    written = options.get(key) or []
    by_code = {entry.value.casefold(): entry for entry in known}
    found = set()
    for one in [written] if isinstance(written, str) else written:
        entry = by_code.get(one.casefold()) if isinstance(one, str) else None
        if entry is None:
            close = nearest(str(one), [entry.label for entry in by_code.values()])
            code = next((entry.value for entry in by_code.values() if entry.label == close), "")
            meant = f" : écrivez « {code} » pour {close}." if close else " : écrivez des codes, par exemple [FR, BE]."
            raise ValueError(key, f"« {one} » n’est pas un code connu{meant}")
        found.add(entry.value)
    return frozenset(found)
