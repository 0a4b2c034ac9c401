"""Names typed by a person against the names that exist: accents and case aside, then the nearest one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

LIKENESS = 0.72
"""Below this share of common letters a suggestion would be a guess."""


def canonical(written: str, allowed: Iterable[str]) -> tuple[str | None, bool]:
    """(the allowed name meant, whether it is written exactly so); (None, False) when there is none."""
    names = list(allowed)
    if written in names:
        return written, True
    folded = fold(written)
    return next((name for name in names if fold(name) == folded), None), False


def nearest(written: str, allowed: Iterable[str]) -> str | None:
    """The allowed name a person most likely meant: plural, beginning of the word, a few letters apart."""
    wanted = _bare(written)
    best, likeness = None, LIKENESS
    for name in allowed:
        found = _likeness(wanted, _bare(name), likeness)
        if found > likeness:
            best, likeness = name, found
    return best


def fold(name: str) -> str:
    """Without accents, case, ligatures or invisible characters: « Délai » and « delai » are the same name."""
    if name.isascii():  # most names, and nothing in them to take away
        return name.lower().strip()
    spread = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    kept = (letter for letter in spread if unicodedata.category(letter) not in ("Mn", "Cf"))
    return "".join(kept).replace("’", "'").strip()


@lru_cache(4096)
def _bare(name: str) -> str:
    """Also without the marks of plural and the kind of hyphen."""
    words = fold(name).replace("-", "_").replace(" ", "_").split("_")
    return "_".join(word.removesuffix("s") or word for word in words)


def _likeness(wanted: str, name: str, least: float) -> float:
    """From 0 to 1; what cannot be above `least` is not worked out."""
    if not wanted:
        return 0.0
    if wanted == name:
        return 1.0
    if len(wanted) >= 3 and name.startswith(wanted):
        return 0.95
    if len(name) >= 3 and wanted.startswith(name + "_"):
        return 0.9
    if len(wanted) >= 4 and name.endswith("_" + wanted):
        return 0.85
    letters = SequenceMatcher(None, wanted, name, autojunk=False)
    if letters.real_quick_ratio() <= least or letters.quick_ratio() <= least:
        return 0.0
    return letters.ratio()
