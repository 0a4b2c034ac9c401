"""A digital mediator helps several people in a row on one computer: each person begins with an empty browser."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from engine.web import visit
from engine.web.browse import families
from engine.web.forget import end_visit
from engine.web.page import office, page


async def welcome(request: Request) -> Response:
    """GET /mediation."""
    return page(request, "pages/mediation.html", {"families": families(office(request).on_offer())})


async def next_person(request: Request) -> Response:
    """POST /mediation/personne : the visit of the person before is over, whatever they left open."""
    response = await end_visit(request, "/")
    visit.mediate(request, response)
    return response


async def finish(request: Request) -> Response:
    """POST /mediation/fin : the computer becomes an ordinary one again."""
    response = await end_visit(request, "/mediation")
    visit.stop_mediating(response)
    return response
