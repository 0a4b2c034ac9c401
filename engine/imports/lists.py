"""Choices: written in the question when they are few, in a file of `forms/listes/` when they bring columns or are many.

When the source only names a list that is elsewhere, the lines that conditions look for are kept, to be completed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from engine.imports.model import Choice
from engine.imports.naming import bare, option_key, unique
from engine.imports.words import one_line

FEW = 30
TO_COMPLETE = "À compléter"


def keyed(choices: Iterable[Choice]) -> dict[str, Choice]:
    """Each choice under the key of its option; labels without HTML, repeated ones once."""
    found: dict[str, Choice] = {}
    seen: set[tuple[str, str]] = set()
    for one in choices:
        label = one_line(one.label) or one_line(one.id)
        if not label or (one.id, label) in seen:
            continue
        seen.add((one.id, label))
        found[option_key(one.id, label, found)] = Choice(one.id, label, one.hint, one.columns)
    return found


def sought(literals: Iterable[tuple[str, str]]) -> list[Choice]:
    """The lines that conditions look for, each by its words, its raw value, or one of its columns."""
    found: dict[str, Choice] = {}
    for aspect, value in literals:
        if not value:
            continue
        if aspect in ("texte", "brut"):
            same = found.get(value.casefold()) or Choice(value, value)
            found[value.casefold()] = same
        else:
            label = f"{TO_COMPLETE} ({aspect} : {value})"
            found[f"{aspect}={value}"] = Choice(bare(f"{aspect}_{value}") or "ligne", label, columns={aspect: value})
    return list(found.values())


def csv_of(choices: dict[str, Choice], columns: Iterable[str]) -> str:
    """The file of a list: `code`, `libelle`, then what each line brings."""
    names: dict[str, str] = {}
    for column in columns:
        names[column] = unique(bare(column) or "colonne", {"code", "libelle", *names.values()}, "_")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["code", "libelle", *names.values()])
    for key, choice in choices.items():
        writer.writerow([key, choice.label, *(one_line(choice.columns.get(column, "")) for column in names)])
    return out.getvalue()


def columns_of(choices: Iterable[Choice]) -> list[str]:
    return list(dict.fromkeys(column for choice in choices for column in choice.columns))
