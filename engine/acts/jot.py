"""Keeping what was typed on a page and not sent, as it was typed: bounded, apart from the answers, soon forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from engine.records import Draft, Jotting

LARGEST = 64_000
"""Characters of one page."""
MOST = 60
"""Pages of one draft."""


async def jot(draft: Draft, place: str, typed: Mapping[str, Any], seen: str, now: datetime) -> bool:
    """Keep what is typed there now, over what was. False when it is too much to keep, or all was sent already."""
    if draft.reference is not None or len(json.dumps(typed)) > LARGEST:
        return False
    kept: dict[str, Any] = {"typed": dict(typed), "seen": seen, "at": now}
    if await Jotting.filter(draft_id=draft.id, place=place).update(**kept):
        return True
    if await Jotting.filter(draft_id=draft.id).count() >= MOST:
        return False
    try:
        await Jotting.create(draft_id=draft.id, place=place, **kept)
    except IntegrityError:  # another window was faster, or the draft has just been given up: the next one is near
        return False
    return True


async def jotted(draft: Draft, place: str) -> Jotting | None:
    return await Jotting.get_or_none(draft_id=draft.id, place=place)


async def rub_out(draft: Draft, place: str) -> None:
    """Once the page is answered. Looked for first: most of the time there is nothing."""
    if await Jotting.exists(draft_id=draft.id, place=place):
        await Jotting.filter(draft_id=draft.id, place=place).delete()
