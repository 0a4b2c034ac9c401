"""`delais:` -> deadlines with their rungs. What is wrong is reported and left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.definition import schema
from engine.definition.located import Path
from engine.definition.process import Deadline, Moment, Rung
from engine.definition.scalar import duration, many
from engine.names import fold

if TYPE_CHECKING:
    from engine.definition.build import Reader


def read(reader: Reader, written: Mapping[str, Any]) -> tuple[Deadline, ...]:
    if "reponse" not in written and (close := [k for k in written if fold(k) == "reponse"]):
        reader.where.rename(("delais",), close[0], "reponse", written[close[0]])
        written = {"reponse" if k == close[0] else k: v for k, v in written.items()}
    return read_all(reader, written, ("delais",))


def read_all(reader: Reader, written: Mapping[str, Any], path: Path) -> tuple[Deadline, ...]:
    """The promises of a démarche, or of one of its steps."""
    found = [deadline(reader, name, entry, (*path, name)) for name, entry in written.items()]
    return tuple(one for one in found if one is not None)


def deadline(reader: Reader, name: str, written: Any, path: Path) -> Deadline | None:
    entry = reader.where.shaped(path, written, schema.DEADLINE)
    target = duration(reader.where, entry, "objectif", path)
    if target is None:
        return None
    rungs = [rung(reader, one, (*path, "paliers", i), i + 1) for i, one in enumerate(entry.get("paliers", []))]
    return Deadline(
        name,
        target,
        frozenset(entry.get("suspendu_pendant", ())),
        entry.get("reprise") == "recommencer",
        tuple(one for one in rungs if one is not None),
    )


def rung(reader: Reader, written: Any, path: Path, position: int) -> Rung | None:
    entry = reader.where.shaped(path, written, schema.RUNG)
    if "a" not in entry:
        return None
    try:
        moment = Moment.parse(entry["a"])
    except ValueError as error:
        share = entry["a"].strip()
        help = f"Écrivez « a: {share} % »." if share.isdecimal() and 1 <= int(share) <= 100 else ""
        reader.where.report((*path, "a"), "palier-moment", str(error), help)
        return None
    remind, escalate, warn = (many(entry.get(key)) for key in ("relancer", "escalader", "prevenir"))
    if len(entry) == len(written) and not (remind or escalate or warn):
        sentence = f"Le palier « {moment.text} » ne prévient personne."
        reader.where.report(path, "palier-sans-destinataire", sentence, "Ajoutez « relancer: referent ».")
    return Rung(position, moment, remind, escalate, bool(warn))
