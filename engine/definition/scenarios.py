"""`scenarios:` -> what each one answers and expects; played by engine/rehearsal.py."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from engine.definition import schema
from engine.definition.located import Path
from engine.definition.process import Scenario
from engine.definition.scalar import read_moment
from engine.fields.date import not_a_date

if TYPE_CHECKING:
    from engine.definition.build import Reader


def read(reader: Reader, written: list[Any]) -> tuple[Scenario, ...]:
    found = [scenario(reader, entry, ("scenarios", index)) for index, entry in enumerate(written)]
    return tuple(one for one in found if one is not None)


def scenario(reader: Reader, written: Any, path: Path) -> Scenario | None:
    entry = reader.where.shaped(path, written, schema.SCENARIO)
    expected = reader.where.shaped((*path, "attendu"), entry.get("attendu", {}), schema.EXPECTED)
    if not {"nom", "depose", "reponses"} <= set(entry):
        return None
    filed_at = read_moment(entry["depose"])
    if filed_at is None:
        written, sentence = entry["depose"], not_a_date(entry["depose"], "2026-05-13 18:30")
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            sentence = f"« {written} » n’a pas d’heure : écrivez par exemple {written} 10:00."
        reader.where.report((*path, "depose"), "date-forme", sentence, "Écrivez le jour, une espace, puis l’heure.")
        return None
    return Scenario(entry["nom"], filed_at, entry.get("canal", "web"), entry["reponses"], expected)
