"""Drafts: answers given page after page, found again by a token that only the browser keeps."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tortoise.exceptions import DoesNotExist

from engine.acts.admit import closed
from engine.acts.office import Office
from engine.errors import Erased, NotAllowed, Overtaken
from engine.records import Draft
from engine.records.batch import Batch
from engine.records.lookup import lookup

KEPT = timedelta(days=30)
"""How long a draft waits for the person, counted again at each page."""

ERASED = "Cette demande vient d’être effacée dans une autre fenêtre. Vous pouvez la recommencer."
SENT = "Cette demande a déjà été envoyée : ses réponses ne changent plus."


async def start(
    office: Office, slug: str, now: datetime, answers: Mapping[str, Any] | None = None
) -> tuple[Draft, str]:
    """An empty draft of the edition in force, and its token. NotAllowed when the démarche is closed."""
    live = office.offered(slug)
    if why := await closed(live.process, office.calendar.day_of(now)):
        raise NotAllowed(why)
    edition = live.edition
    token = secrets.token_urlsafe(32)
    draft = await Draft.create(
        token_hash=token_hash(token),
        slug=slug,
        edition_id=edition.id,
        answers=dict(answers or {}),
        created_at=now,
        updated_at=now,
        expires_at=now + KEPT,
    )
    return draft, token


async def find(token: str, now: datetime, office: Office | None = None) -> Draft | None:
    """The draft of this token, sent or not; None when it is unknown or has expired.

    Answers that the office still has in memory, at the same version, are not read again: a long form has many.
    """
    draft = await lookup(Draft, "token_hash", token_hash(token), office.still_known if office else None)
    return draft if draft is not None and draft.expires_at > now else None


async def save(draft: Draft, answers: Mapping[str, Any], now: datetime) -> Draft:
    """Keep the answers of one page. Two tabs at once each keep theirs; the last one wins a same question."""
    return await change(draft, lambda held: {**held, **answers}, now)


async def change(draft: Draft, edit: Callable[[Mapping[str, Any]], dict[str, Any]], now: datetime) -> Draft:
    """Keep what `edit` makes of the answers held. Another tab was faster: `edit` is asked again, on what it left."""
    while draft.reference is None:
        merged = edit(draft.answers)
        batch = Batch().change(
            Draft,
            {"id": draft.id, "version": draft.version, "reference": None},
            {"answers": merged, "version": draft.version + 1, "updated_at": now, "expires_at": now + KEPT},
        )
        try:
            await batch.write()
        except Overtaken:
            await again(draft)
            continue
        draft.answers, draft.version = merged, draft.version + 1
        draft.updated_at, draft.expires_at = now, now + KEPT
        return draft
    raise NotAllowed(SENT)


async def again(draft: Draft) -> None:
    """Read a draft once more: another window was faster. Erased when it has taken it away."""
    try:
        await draft.refresh_from_db()
    except DoesNotExist:
        raise Erased(ERASED) from None


def token_hash(token: str) -> str:
    """What is stored of a token: stealing the database opens no draft."""
    return hashlib.sha256(token.encode()).hexdigest()
