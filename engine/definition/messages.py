"""`messages:` -> the words of the démarche for each occasion, checked in their sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.definition import schema, wording
from engine.definition.process import Message

if TYPE_CHECKING:
    from engine.definition.build import Reader


def read(reader: Reader, written: Mapping[str, Any]) -> dict[str, Message]:
    found = {}
    for name, entry in reader.where.canonical(("messages",), written, wording.OCCASIONS).items():
        path = ("messages", name)
        if name not in wording.OCCASIONS:
            help = reader.where.nearest(name, wording.OCCASIONS) or f"Messages : {', '.join(wording.OCCASIONS)}."
            reader.where.report(
                path, "message-inconnu", f"« {name} » n’est pas un message de la ville.", help, key=True
            )
            continue
        message = reader.where.shaped(path, entry, schema.MESSAGE)
        for key in ("objet", "texte"):
            text = message.get(key, "")
            if wording.quotes(text):
                reader.quote_in_message(text, (*path, key))
            for slip in wording.mistakes(text):
                reader.where.report_line((*path, key), slip.line, slip.code, slip.sentence, slip.help)
        found[name] = Message(name, message.get("objet", ""), message.get("texte", ""))
    return found
