"""`eligibilite:` of a page -> those the démarche is not for, with the words that send them to the right one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.definition import condition, schema
from engine.definition.located import Path
from engine.definition.process import Elsewhere

if TYPE_CHECKING:
    from engine.definition.build import Reader


def read(
    reader: Reader, written: list[Any], path: Path, named: Mapping[str, condition.Condition]
) -> tuple[Elsewhere, ...]:
    """`path` is that of the list."""
    found = [one(reader, entry, (*path, index), named) for index, entry in enumerate(written)]
    return tuple(each for each in found if each is not None)


def one(reader: Reader, written: Any, path: Path, named: Mapping[str, condition.Condition]) -> Elsewhere | None:
    entry = reader.where.shaped(path, written, schema.ELSEWHERE)
    when = condition.parse(entry["si"], (*path, "si"), reader.scope(named)) if "si" in entry else None
    if when is None or "message" not in entry:
        return None  # what is wrong has been reported
    return Elsewhere(when, entry["message"], entry.get("vers", ""))
