"""The demo's mailbox: what would have been sent, to be read instead of received."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from engine.records import Notice
from engine.web.page import page

SHOWN = 60


async def mails(request: Request) -> Response:
    """GET /-/courriels : the latest messages, latest first. Only exists in the demo."""
    latest = await Notice.all().order_by("-id").limit(SHOWN)
    return page(request, "pages/courriels.html", {"notices": latest})
