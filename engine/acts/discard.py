"""Discarding: answers that the person gave up are forgotten at once, files included. What was sent stays sent."""

from __future__ import annotations

import asyncio

from engine.acts import attach
from engine.acts.office import Office
from engine.records import Document, Draft


async def discard(office: Office, draft: Draft) -> None:
    """Forget a draft that was never sent; one that has just been sent in another window is left alone."""
    office.forget(draft)
    documents = await Document.filter(draft_id=draft.id, case_id=None)
    if await Draft.filter(id=draft.id, reference=None).delete():
        for document in documents:
            await document.delete()
            await asyncio.to_thread(attach.path(office, document).unlink, missing_ok=True)
