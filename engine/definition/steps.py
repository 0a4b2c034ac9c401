"""`etapes:` -> the life cycle of a case. What is wrong is reported and left out.

Actions written under `partout` are those of every open step; a step that names one of them changes only what it
writes. `comme: ville` takes an action of the city's own cycle (processes/_etapes.yaml).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.definition import actions, cycle, deadlines, schema, step_messages
from engine.definition.actions import EVERYWHERE, HERE, Draft
from engine.definition.condition import Condition
from engine.definition.cycle import After, Cycle, Step
from engine.definition.cycle_scope import Shared
from engine.definition.located import Path
from engine.definition.process import Message
from engine.definition.scalar import duration, many

if TYPE_CHECKING:
    from engine.definition.build import Reader

RESERVED = (EVERYWHERE, HERE, cycle.BEFORE)
"""Words of this section that cannot name a step."""
LONGEST_NAME = 40


def read(
    reader: Reader,
    written: Mapping[str, Any],
    named: Mapping[str, Condition],
    messages: Mapping[str, Message],
    city: Mapping[str, Any],
) -> Cycle | None:
    """None when there is no step to speak of. `city` is what `comme: ville` may name, as it is written."""
    shared, root = Shared(reader, named, messages, city), dict(written)
    shared.common = everywhere(shared, root.pop(EVERYWHERE, None))
    shared.steps = {id: entry for id, entry in root.items() if is_name(shared, id, ("etapes", id))}
    return read_steps(shared)


def read_steps(shared: Shared) -> Cycle | None:
    entries = {id: shared.where.shaped(("etapes", id), one, schema.STEP) for id, one in shared.steps.items()}
    drafts = {id: actions.drafts(shared, id, entry) for id, entry in entries.items()}
    steps = {id: read_step(shared, id, entry, drafts[id]) for id, entry in entries.items()}
    if not steps:
        return None
    first = next(iter(steps))
    steps[first] = replace(steps[first], first=True)
    return Cycle(steps, dict(shared.asked))


def is_name(shared: Shared, id: str, path: Path) -> bool:
    if id in RESERVED or len(id) > LONGEST_NAME or not schema.STEP_NAME.fullmatch(id):
        sentence = f"« {id} » ne peut pas être le nom d’une étape."
        help = f"Écrivez des minuscules sans accent, des chiffres et des tirets, {LONGEST_NAME} caractères au plus."
        shared.where.report(path, "etape-nom", sentence, help, key=True)
        return False
    return True


def everywhere(shared: Shared, written: Any) -> Mapping[str, Any]:
    if written is None:
        return {}
    entry = shared.where.shaped(("etapes", EVERYWHERE), written, schema.EVERYWHERE)
    return entry.get("actions", {})


def read_step(shared: Shared, id: str, entry: Mapping[str, Any], drafts: Mapping[str, Draft]) -> Step:
    path = ("etapes", id)
    return Step(
        id,
        entry.get("nom") or id.replace("-", " ").capitalize(),
        entry.get("usager", ""),
        waits=entry.get("attend") == cycle.CITIZEN,
        outcome=entry.get("fin", ""),
        quiet=shared.yes_no(entry, "discret", path),
        correctable=shared.yes_no(entry, "corrigeable", path, True),
        actions={name: actions.read(shared, name, draft) for name, draft in drafts.items()},
        afters=tuple(
            after(shared, one, (*path, "apres", index), index + 1) for index, one in enumerate(entry.get("apres", []))
        ),
        deadlines=deadlines.read_all(shared.reader, entry.get("delais", {}), (*path, "delais")),
    )


def after(shared: Shared, written: Any, path: Path, position: int) -> After:
    entry = shared.where.shaped(path, written, schema.AFTER)
    to = entry.get("vers", "")
    if entry and not (set(entry) & {"vers", "faire", "message", "priorite"}):
        sentence = "Rien ne se passe : il n’y a ni « vers », ni « message »."
        shared.where.report(path, "apres-vide", sentence, "Ajoutez « vers: » avec le nom d’une étape.")
    return After(
        position,
        duration(shared.where, entry, "delai", path),
        to if to and shared.leads(to, (*path, "vers")) else "",
        shared.condition(entry, path),
        tuple(step_messages.read(shared, entry, path)),
        entry.get("priorite", ""),
        many(entry.get("faire")),
    )
