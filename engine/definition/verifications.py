"""`verifications:` of a page -> cross-checks: the condition of the fault, its message, the questions at fault."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.definition import schema
from engine.definition.located import Path
from engine.definition.process import Check, Page
from engine.definition.scalar import many

if TYPE_CHECKING:
    from engine.definition.build import Built, Reader
    from engine.definition.city import City
    from engine.definition.condition import Condition
    from engine.definition.form import FormReader


def read(reader: FormReader, page: str, written: Any, path: Path) -> tuple[Check, ...]:
    """The sound ones, still without their condition: those are read once every question is known."""
    entries = written if isinstance(written, list) else ()
    found = (read_one(reader, f"{page}/{index}", entry, (*path, index)) for index, entry in enumerate(entries))
    return tuple(check for check in found if check is not None)


def read_one(reader: FormReader, id: str, written: Any, path: Path) -> Check | None:
    entry = reader.where.shaped(path, written, schema.CHECK)
    if "si" not in entry or "message" not in entry:
        return None
    message, worded = reader.text(entry["message"], (*path, "message"))
    reader.written_conditions[path] = entry["si"]
    blocking = reader.yes_no(entry, "bloquant", path, default=True)
    return Check(id, path, message, many(entry.get("questions")), blocking, wording=worded)


def with_conditions(reader: Reader, page: Page, named: Mapping[str, Condition]) -> tuple[Check, ...]:
    judged = (replace(check, when=reader.when(check.path, named)) for check in page.checks)
    return tuple(check for check in judged if check.when is not None)


def checks_name_their_page(built: Built, city: City) -> None:
    """The message stands beside a question of the page: elsewhere nobody would read it."""
    known = {question.id for question in built.process.questions()}
    for page in built.process.pages:
        own = [question.id for question in page.questions if question.type.stores]
        for check in page.checks:
            for name in check.questions:
                if name in own or built.lost.question(name):
                    continue
                path = (*check.path, "questions")
                if isinstance(places := place_of(built, check, name), tuple):
                    path = places
                if name in known:
                    sentence = f"« {name} » n’est pas demandée sur la page « {page.title} »."
                    help = f"Nommez une question de cette page : {', '.join(own)}."
                    built.where.report(path, "question-hors-page", sentence, help)
                else:
                    sentence = f"« {name} » n’est pas une question de cette démarche."
                    built.where.report(path, "question-inconnue", sentence, built.where.nearest(name, own))


def place_of(built: Built, check: Check, name: str) -> Path | None:
    """Where one of several names is written."""
    index = check.questions.index(name)
    path = (*check.path, "questions", index)
    return path if path in built.where.spots else None


# --- judged, on the answers of someone


@dataclass(frozen=True)
class Warned:
    """A verification that warns without blocking. `key` names it with the answers it was judged on."""

    key: str
    sentence: str
    questions: tuple[str, ...]


def told(checks: Iterable[Check], asked: Sequence[str], say: Callable[[Check], str]) -> dict[str, str]:
    """Sentences by question, in the order asked; the first check of a question speaks."""
    found: dict[str, str] = {}
    for check in checks:
        for id in at_fault(check, asked):
            found.setdefault(id, say(check))
    return {id: found[id] for id in asked if id in found}


def at_fault(check: Check, asked: Sequence[str]) -> tuple[str, ...]:
    """The questions on the screen to correct: those named, else those looked at, else the first one."""
    assert check.when is not None
    for names in (check.questions, check.when.sources):
        if here := tuple(id for id in asked if id in names):
            return here
    return tuple(asked[:1])


def key_of(check: Check, answers: Mapping[str, Any]) -> str:
    """What was warned, and on which answers: other answers are warned again."""
    assert check.when is not None
    seen = [check.id, check.message, {id: answers.get(id) for id in sorted(check.when.sources)}]
    return hashlib.sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:20]
