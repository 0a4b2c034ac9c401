"""Leaving: nothing of the person stays in this browser, and nothing of anyone else is touched.

Answers not sent are discarded: nobody could ever open them again. Those that a resume code opens wait for it alone.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from engine.acts.discard import let_go
from engine.web import visit
from engine.web.page import now, office, page, see


async def leave(request: Request) -> Response:
    """POST /terminer : end the visit of this person; a mediator goes back to their own page."""
    return await end_visit(request, "/mediation" if visit.is_mediated(request) else "/termine")


async def end_visit(request: Request, path: str) -> Response:
    """The browser forgets the person, then looks at this page."""
    at = now(request)
    for draft in await visit.drafts_of(request, at):
        await let_go(office(request), draft, at)
    response = see(request, path)
    visit.forget_person(request, response)
    return response


async def left(request: Request) -> Response:
    """GET /termine."""
    return page(request, "pages/termine.html")
