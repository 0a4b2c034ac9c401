"""The catalogue without searching: by family, by moment of life, from A to Z, and the map of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from engine.acts.office import Office
from engine.definition.process import Process
from engine.language import FRENCH, Translated, french_of
from engine.names import fold
from engine.web.page import office, page
from engine.web.spoken import language_of


@dataclass(frozen=True)
class Shelf:
    """Démarches that stand together under a title: a family or a moment of life."""

    path: str
    title: str
    processes: tuple[Process, ...]
    summary: str = ""


async def every(request: Request) -> Response:
    """GET /demarches : all of them, from A to Z."""
    processes = office(request).on_offer(language_of(request))
    letters = [(letter, list(group)) for letter, group in groupby(processes, key=initial)]
    return page(request, "pages/demarches.html", {"letters": letters, "count": len(processes)})


async def family(request: Request) -> Response:
    """GET /familles/{family}."""
    return shelf(request, families(office(request).on_offer(language_of(request))), "pages/famille.html")


async def life_event(request: Request) -> Response:
    """GET /moments/{moment}."""
    return shelf(request, events(office(request), language_of(request)), "pages/moment.html")


def shelf(request: Request, shelves: Iterable[Shelf], template: str) -> Response:
    """The one at this address, and its neighbours."""
    known = list(shelves)
    own = next((one for one in known if one.path == request.url.path), None)
    if own is None:
        raise HTTPException(
            404, "Cette page a peut-être changé de nom. Toutes les démarches sont sur la page d’accueil."
        )
    return page(request, template, {"shelf": own, "others": [one for one in known if one is not own]})


async def site_map(request: Request) -> Response:
    """GET /plan-du-site."""
    here, language = office(request), language_of(request)
    context = {"families": families(here.on_offer(language)), "events": events(here, language)}
    return page(request, "pages/plan-du-site.html", context)


async def robots(request: Request) -> Response:
    """GET /robots.txt : search engines are welcome in the catalogue, not in anyone's pages."""
    base = office(request).settings.url
    closed = ("/agents", "/suivi", "/mediation", "/termine", "/-/", "/demarches/*/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {base}/sitemap.xml", ""]
    return PlainTextResponse("\n".join(lines))


async def sitemap(request: Request) -> Response:
    """GET /sitemap.xml : the public pages. Every path is made of plain letters: nothing to escape."""
    here = office(request)
    shelves = [*families(here.on_offer()), *events(here)]
    paths = ["/", "/demarches", *(one.path for one in shelves), *(f"/demarches/{slug}" for slug in sorted(here.live))]
    paths += ["/modalites", "/accessibilite", "/donnees-personnelles", "/plan-du-site"]
    entries = "".join(f"<url><loc>{here.settings.url}{path}</loc></url>" for path in paths)
    whole = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    return Response(whole, media_type="application/xml")


def families(processes: Iterable[Process]) -> list[Shelf]:
    """By the French name of their family, told in the reader's language as soon as one démarche is."""

    def french(process: Process) -> str:
        return fold(french_of(process.family))

    groups = (list(group) for _, group in groupby(sorted(processes, key=french), key=french))
    return [Shelf(family_path(group[0]), best_told(one.family for one in group), tuple(group)) for group in groups]


def family_path(process: Process) -> str:
    """The address of the family of a démarche, whatever the language it is read in."""
    name = re.sub(r"[^a-z0-9]+", "-", fold(french_of(process.family))).strip("-")[:80]
    return f"/familles/{name or 'autres'}"


def best_told(names: Iterable[str]) -> str:
    """A translation when there is one."""
    known = list(names)
    return next((name for name in known if isinstance(name, Translated)), known[0])


def events(here: Office, language: str = FRENCH) -> list[Shelf]:
    """The moments of life in the order of the city; one without démarches is not shown."""
    offered = here.on_offer(language)
    found = (
        (event, tuple(process for process in offered if event.id in process.moments))
        for event in here.city.portal.told(language)
    )
    return [Shelf(f"/moments/{event.id}", event.title, own, event.summary) for event, own in found if own]


def initial(process: Process) -> str:
    """The letter it is filed under."""
    return fold(process.title)[:1].upper()
