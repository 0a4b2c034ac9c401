"""Names of our language for things that others name freely: ids of questions, keys of options, files."""

from __future__ import annotations

import re
from collections.abc import Container

from engine.definition.condition import RESERVED
from engine.imports.words import one_line
from engine.names import fold

TAKEN = {*RESERVED, "parametre", "reponse", "agent", "etape", "public", "oui", "non"}
EMPTY_WORDS = {
    "le",
    "la",
    "les",
    "l",
    "de",
    "du",
    "des",
    "d",
    "un",
    "une",
    "et",
    "ou",
    "a",
    "au",
    "aux",
    "en",
    "votre",
    "vos",
    "vous",
    "est",
    "que",
    "qu",
    "quel",
    "quelle",
    "ce",
    "cette",
    "pour",
    "par",
    "si",
    "il",
    "elle",
    "sur",
    "dans",
    "avez",
    "s",
}


def bare(text: str, separator: str = "_") -> str:
    return re.sub(r"[^a-z0-9]+", separator, fold(text).encode("ascii", "ignore").decode()).strip(separator)


def of_label(text: str, words: int = 4) -> str:
    """The words that matter of a label."""
    parts = [part for part in bare(one_line(text)).split("_") if part]
    kept = [part for part in parts if part not in EMPTY_WORDS] or parts
    return "_".join(kept[:words])


def question_id(name: str, label: str, taken: Container[str], kind: str = "question", prefix: str = "") -> str:
    """The name of a question: the source's own when it can be ours."""
    found = bare(name) or of_label(label) or bare(kind)
    if prefix:
        found = f"{prefix}_{found}"
    if not re.match(r"[a-z]", found):
        found = f"q_{found}"
    if found in TAKEN:
        found = f"votre_{found}"
    return unique(found[:56].strip("_"), taken, "_")


def option_key(id: str, label: str, taken: Container[str]) -> str:
    """The key of an option: short, and easy to read in a condition."""
    found = bare(id) if len(id) <= 40 else ""
    found = found or of_label(label, 5) or bare(id)[:40] or "option"
    return unique(found[:50].strip("_"), taken, "_")


def slug(text: str, fallback: str = "demarche") -> str:
    return bare(one_line(text), "-")[:60].strip("-") or fallback


def unique(name: str, taken: Container[str], separator: str) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name}{separator}{number}" in taken:
        number += 1
    return f"{name}{separator}{number}"
