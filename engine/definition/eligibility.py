"""`eligibilite:` of a page -> those the démarche is not for, with the words that send them to the right one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.definition import condition_reading, schema
from engine.definition.located import Path
from engine.definition.process import Elsewhere

if TYPE_CHECKING:
    from engine.definition.build import Reader
    from engine.definition.condition import Condition
    from engine.definition.form import FormReader
    from engine.definition.wording import Wording

Words = tuple[str, "Wording | None"]
"""A message, and how it is filled when it quotes answers."""


def words(reader: FormReader, written: Any, path: Path) -> list[Words]:
    """The messages of a page, in their order; "" for those that cannot be read, which is told with their entry."""
    entries = written if isinstance(written, list) else ()
    found = [entry.get("message") if isinstance(entry, Mapping) else None for entry in entries]
    return [
        reader.text(message, (*path, index, "message")) if isinstance(message, str) else ("", None)
        for index, message in enumerate(found)
    ]


def read(
    reader: Reader, written: list[Any], path: Path, named: Mapping[str, Condition], said: list[Words]
) -> tuple[Elsewhere, ...]:
    """`path` is that of the list, `said` its messages already read."""
    found = [one(reader, entry, (*path, index), named, said[index]) for index, entry in enumerate(written)]
    return tuple(each for each in found if each is not None)


def one(reader: Reader, written: Any, path: Path, named: Mapping[str, Condition], said: Words) -> Elsewhere | None:
    entry = reader.where.shaped(path, written, schema.ELSEWHERE)
    when = condition_reading.parse(entry["si"], (*path, "si"), reader.scope(named)) if "si" in entry else None
    if when is None or "message" not in entry:
        return None  # what is wrong has been reported
    message, wording = said
    return Elsewhere(when, message, entry.get("vers", ""), wording)
