"""What people of the services must write, call or hand over: the messages that nothing sends by itself."""

from __future__ import annotations

from collections.abc import Collection

from tortoise.expressions import Q

from engine.records.notice import BY_HAND, Notice

MOST = 200


async def waiting(units: Collection[str], channel: str = "", most: int = MOST) -> list[Notice]:
    """Those of these services and of the relay places they hold, oldest first, each with its case."""
    ours = Q(case__unit__in=list(units)) | Q(desk__in=list(units))
    found = Notice.filter(ours, sent_at=None, next_at=None, withdrawn_at=None, failed_at=None)
    found = found.filter(channel__in=[channel] if channel else list(BY_HAND))
    return await found.order_by("id").limit(most).select_related("case")
