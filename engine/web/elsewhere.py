"""« Cette démarche n’est pas pour vous » : why, which one is, and how to correct an answer given too fast."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from engine.definition.process import Elsewhere, Page, Process
from engine.web.page import now, office, page, see
from engine.web.step import begun, next_path, page_path


async def elsewhere(request: Request) -> Response:
    """GET /demarches/{slug}/ailleurs"""
    found = await begun(request, now(request))
    if isinstance(found, Response):
        return found
    process, journey = found.process, found.journey
    if journey.elsewhere is None:
        return see(request, next_path(journey))
    where, right = journey.elsewhere
    return show(request, process, where, right, journey.elsewhere_told(where, right))


def show(request: Request, process: Process, where: Page, right: Elsewhere, message: str = "") -> Response:
    """`message` is that of `right` as this person reads it."""
    here = office(request)
    other = here.spoken(right.slug, process.language) if right.slug in here.live else None
    context = {
        "process": process,
        "message": message or right.message,
        "other": other,
        "back": page_path(process.slug, where.address),
    }
    return page(request, "pages/ailleurs.html", context)
