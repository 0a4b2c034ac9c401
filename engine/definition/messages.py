"""`messages:` -> the words of the démarche for each occasion, checked in their sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.definition import schema, wording
from engine.definition.process import Message
from engine.names import nearest

if TYPE_CHECKING:
    from engine.definition.build import Reader


def read(reader: Reader, written: Mapping[str, Any]) -> dict[str, Message]:
    found = {}
    own = named_by_steps(steps_of(reader.where.data))
    unknown = own - {*written} - {*wording.OCCASIONS}
    for name, entry in reader.where.canonical(("messages",), written, wording.OCCASIONS).items():
        path = ("messages", name)
        meant = any(nearest(one, [name]) for one in unknown)  # told where the step names it
        if name not in wording.OCCASIONS and name not in own and not meant:
            sentence = f"« {name} » n’est pas un message de la ville, et aucune étape ne l’envoie."
            help = reader.where.nearest(name, wording.OCCASIONS)
            help = help or f"Messages de la ville : {', '.join(wording.OCCASIONS)}."
            reader.where.report(path, "message-inconnu", sentence, help, key=True)
            continue
        message = reader.where.shaped(path, entry, schema.MESSAGE)
        for key in ("objet", "texte", "sms"):
            text = message.get(key, "")
            if wording.quotes(text):
                reader.quote_in_message(text, (*path, key))
            for slip in wording.mistakes(text):
                reader.where.report_line((*path, key), slip.line, slip.code, slip.sentence, slip.help)
        found[name] = Message(name, message.get("objet", ""), message.get("texte", ""), message.get("sms", ""))
    return found


def steps_of(data: Mapping[str, Any]) -> Any:
    """The life cycle as written, even under a name that is told."""
    key = next((key for key in data if schema.meant(key, schema.PROCESS) == "etapes"), "")
    return data.get("etapes", data.get(key))


def named_by_steps(written: Any) -> set[str]:
    """Names of the messages that the life cycle sends: a démarche may write others than those of the city."""
    if isinstance(written, list):
        return set().union(*map(named_by_steps, written))
    if not isinstance(written, Mapping):
        return set()
    found = set().union(*map(named_by_steps, written.values()))
    for key in ("message", "modele"):
        named = written.get(key)
        found |= {one for one in (named if isinstance(named, list) else [named]) if isinstance(one, str)}
    return found
