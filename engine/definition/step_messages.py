"""`message:` of an action or of what happens by itself -> who is told, in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.definition import cycle, schema, wording
from engine.definition.cycle import Tell
from engine.definition.cycle_scope import Shared
from engine.definition.located import Path
from engine.definition.process import Message
from engine.definition.scalar import many


def read(shared: Shared, entry: Mapping[str, Any], path: Path) -> Iterator[Tell]:
    written = entry.get("message")
    if written is None:
        return
    for index, one in enumerate(written if isinstance(written, list) else [written]):
        place = (*path, "message", index) if isinstance(written, list) else (*path, "message")
        yield from read_one(shared, {"modele": one} if isinstance(one, str) else one, place)


def read_one(shared: Shared, written: Any, path: Path) -> Iterator[Tell]:
    entry = shared.where.shaped(path, written, schema.STEP_MESSAGE)
    if not entry:
        return
    model, subject, body = entry.get("modele", ""), entry.get("objet", ""), entry.get("texte", "")
    for audience in many(entry.get("a")) or (cycle.CITIZEN,):
        if model and model in shared.messages:
            yield Tell(audience, message=shared.messages[model])
        elif model in wording.OCCASIONS:
            yield Tell(audience, occasion=model)
        elif model:
            known = [*shared.messages, *wording.OCCASIONS]
            sentence = f"« {model} » n’est pas un message de cette démarche."
            help = shared.where.nearest(model, known) or "Écrivez-le sous « messages: »."
            shared.where.report((*path, "modele"), "message-inconnu", sentence, help)
        elif not (subject and body) and len(entry) < len(written):
            return  # the key that seems to be missing may be the one that is told
        elif not (subject and body):
            sentence = "Un message a besoin d’un objet et d’un texte."
            shared.where.report(path, "message-incomplet", sentence, "Ajoutez « objet: » et « texte: ».")
        else:
            yield Tell(audience, message=Message("etape", subject, body))
    for key in ("objet", "texte"):
        if wording.quotes(entry.get(key, "")):
            shared.reader.quote_in_message(entry[key], (*path, key))
        for slip in wording.mistakes(entry.get(key, "")):
            shared.where.report_line((*path, key), slip.line, slip.code, slip.sentence, slip.help)
