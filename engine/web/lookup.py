"""Looking for an address: the words leave in a POST, the suggestions come back sealed, and none is ever needed.

With scripts, suggestions appear under the field; without, « Chercher l’adresse » shows the page again with them. What
is chosen is believed because of our seal, never because a browser says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from engine.definition.process import Question
from engine.errors import SourceSilent
from engine.fields.place import Placed, Taken, taken_from
from engine.settings import Settings
from engine.web.form import FieldView, Search, Suggestion
from engine.web.guard import client
from engine.web.seal import seal, unseal

PURPOSE = "adresse"
KEPT = timedelta(days=40)
"""Longer than a draft."""
ALLOWED = "90/minute"
"""From one connection, keystrokes included: a whole media library may share it."""
SILENT = "La recherche d’adresse ne répond pas. Écrivez l’adresse vous-même : cela suffit."
NOTHING = "Aucune adresse trouvée. Vérifiez la rue et la ville, ou écrivez l’adresse vous-même."
TOO_MANY = "Beaucoup de recherches en peu de temps. Écrivez l’adresse vous-même : cela suffit."


@dataclass(frozen=True)
class Answer:
    """What a search gave, with its sentence."""

    words: str
    found: tuple[Taken, ...] = ()
    note: str = ""

    @property
    def announced(self) -> str:
        if not self.found:
            return self.note
        return "Une adresse proposée." if len(self.found) == 1 else f"{len(self.found)} adresses proposées."


def input_name(question: Question) -> str:
    kind = question.type
    part = kind.searched if isinstance(kind, Placed) else ""
    return f"{question.id}-{part or 'cherche'}"


async def search(request: Request, question: Question, form: FormData) -> Answer:
    typed = form.get(input_name(question))
    words = typed if isinstance(typed, str) else ""
    try:
        await request.app.state.limits.spend("adresses", client(request), allowed=ALLOWED)
        found = await request.app.state.addresses.search(words)
    except SourceSilent:
        return Answer(words, note=SILENT)
    except HTTPException:
        return Answer(words, note=TOO_MANY)
    if not isinstance(question.type, Placed) or not question.type.searched:
        found = tuple(one for one in found if one.street)  # a town alone is no postal address
    return Answer(words, found, "" if found or not words.strip() else NOTHING)


def settled(question: Question, raw: Any, form: FormData, secret: bytes, at: datetime) -> Any:
    """What was typed, with the address chosen among those we proposed; a choice that is not ours is as if absent."""
    kind = question.type
    if not isinstance(kind, Placed):
        return raw
    if chosen := taken_from(opened(form.get(f"{question.id}-choisie"), secret, at)):
        return kind.taken(raw, chosen)
    return {**raw, "trouve": opened(raw.get("trouve"), secret, at)}


def opened(sealed: Any, secret: bytes, at: datetime) -> str:
    return (unseal(secret, PURPOSE, sealed, at) or "") if isinstance(sealed, str) and sealed else ""


def closed(words: str, secret: bytes, at: datetime) -> str:
    return seal(secret, PURPOSE, words, at + KEPT) if words else ""


def with_search(
    field: FieldView, question: Question, url: str, settings: Settings, at: datetime, answer: Answer | None = None
) -> FieldView:
    """The field with what it needs to look for an address at `url`, and what was found there.

    The field itself when its type has no use for it.
    """
    if not isinstance(question.type, Placed):
        return field
    if isinstance(field.raw, Mapping) and field.raw.get("trouve"):
        field = replace(field, raw={**field.raw, "trouve": closed(field.raw["trouve"], settings.secret, at)})
    if not settings.addresses:
        return field
    found = tuple(suggestion(one, settings.secret, at) for one in answer.found) if answer else ()
    words, note = (answer.words, answer.note) if answer else ("", "")
    return replace(field, search=Search(url, words, found, note, answer is not None), blank=False)


def suggestion(one: Taken, secret: bytes, at: datetime) -> Suggestion:
    parts = {"texte": one.text, "voie": one.street, **one.stored()}
    shown = {f"data-{key.replace('_', '-')}": parts[key] for key in SHOWN if parts.get(key)}
    return Suggestion(closed(json.dumps(parts), secret, at), one.text, shown)


SHOWN = ("texte", "voie", "code_postal", "commune")
"""What a script may put in the inputs at once; the server reads the seal."""
