"""Leaving: nothing of the person stays in this browser, and nothing of anyone else is touched."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from engine.web import visit
from engine.web.page import page, see


async def leave(request: Request) -> Response:
    """POST /terminer : end the visit of this person; a mediator goes back to their own page."""
    response = see(request, "/mediation" if visit.is_mediated(request) else "/termine")
    visit.forget_person(request, response)
    return response


async def left(request: Request) -> Response:
    """GET /termine."""
    return page(request, "pages/termine.html")
