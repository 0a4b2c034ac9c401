"""The pages the law asks for, written from the démarches themselves: they cannot disagree with what is done."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from engine.web.catalogue import free_request, ways
from engine.web.page import office, page


async def accessibility(request: Request) -> Response:
    """GET /accessibilite : the statement of loi 2005-102, article 47."""
    return page(request, "pages/accessibilite.html")


async def personal_data(request: Request) -> Response:
    """GET /donnees-personnelles : purpose, basis, retention and recipients of each démarche (RGPD 13)."""
    return page(request, "pages/donnees-personnelles.html", {"processes": office(request).on_offer()})


async def ways_to_reach(request: Request) -> Response:
    """GET /modalites : how each service may be reached, electronically and otherwise (CRPA R112-9)."""
    city = office(request).city
    known = [(process, city.unit(process.unit), ways(process)) for process in office(request).on_offer()]
    return page(request, "pages/modalites.html", {"known": known, "to_write": free_request(request)})
