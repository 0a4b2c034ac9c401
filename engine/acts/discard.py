"""Discarding: answers that the person gave up are forgotten at once, files included. What was sent stays sent."""

from __future__ import annotations

from datetime import datetime

from engine.acts import attach, remind
from engine.acts.office import Office
from engine.acts.resume import leave_to_code
from engine.records import Document, Draft


async def discard(office: Office, draft: Draft) -> bool:
    """Forget a draft that was never sent; one that has just been sent in another window is left alone.

    Its codes, and what was typed and not sent, go with it.
    """
    office.forget(draft)
    documents = await Document.filter(draft_id=draft.id, case_id=None)
    if not await Draft.filter(id=draft.id, reference=None).delete():
        return False
    for document in documents:
        await attach.forget(office, document)
    await remind.forget(draft)
    return True


async def let_go(office: Office, draft: Draft, now: datetime) -> None:
    """This browser gives the draft up: one that a resume code opens waits for it, any other is forgotten."""
    if not await leave_to_code(office, draft, now):
        await discard(office, draft)
