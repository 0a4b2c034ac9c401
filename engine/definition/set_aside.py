"""`conseils_ignores:` -> the advices that a démarche sets aside, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from engine.definition import schema
from engine.definition.process import SetAside

if TYPE_CHECKING:
    from engine.definition.build import Reader


def read(reader: Reader, written: Iterable[Any]) -> tuple[SetAside, ...]:
    found = []
    for index, one in enumerate(written):
        entry = reader.where.shaped(("conseils_ignores", index), one, schema.SET_ASIDE)
        if "code" in entry:
            found.append(SetAside(index, entry["code"], entry.get("raison", ""), entry.get("sur", "")))
    return tuple(found)
