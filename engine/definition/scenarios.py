"""`scenarios:` -> what each one answers and expects; played by engine/rehearsal.py."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.definition import schema
from engine.definition.located import Path
from engine.definition.process import Done, Scenario
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
    filed_at = moment(reader, entry["depose"], (*path, "depose"))
    until = moment(reader, entry["jusqu_a"], (*path, "jusqu_a")) if "jusqu_a" in entry else None
    done = [action(reader, one, (*path, "actions", index), index) for index, one in enumerate(entry.get("actions", []))]
    if filed_at is None:
        return None
    actions = tuple(one for one in done if one is not None)
    return Scenario(entry["nom"], filed_at, entry.get("canal", "web"), entry["reponses"], expected, actions, until)


def action(reader: Reader, written: Any, path: Path, position: int) -> Done | None:
    entry = reader.where.shaped(path, written, schema.SCENARIO_ACTION)
    at = moment(reader, entry["le"], (*path, "le")) if "le" in entry else None
    if at is None or "faire" not in entry:
        return None
    answers = {**entry.get("reponses", {}), **({"motif": entry["motif"]} if "motif" in entry else {})}
    who, to, text = entry.get("par", "referent"), entry.get("vers", ""), entry.get("texte", "")
    return Done(position, at, entry["faire"], who, to, text, answers)


def moment(reader: Reader, written: str, path: Path) -> datetime | None:
    found = read_moment(written)
    if found is None:
        sentence = not_a_date(written, "2026-05-13 18:30")
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            sentence = f"« {written} » n’a pas d’heure : écrivez par exemple {written} 10:00."
        reader.where.report(path, "date-forme", sentence, "Écrivez le jour, une espace, puis l’heure.")
    return found
