"""Finding a démarche: the list by family, the search by one's own words, the start page of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from engine import french
from engine.acts import admit, observe, renew
from engine.acts.office import Office
from engine.definition.process import Process
from engine.names import nearest
from engine.promise import Promise, project
from engine.search.words import LONGEST
from engine.web import browse, from_link, visit
from engine.web.asked import documents
from engine.web.page import announce, asks_fragment, now, office, page
from engine.web.spoken import language_of
from engine.web.step import depends_on_itself, next_path
from engine.web.unsent import unsent

SHORTEST = 3
"""Letters to type before the list follows."""
FEW = 12
"""Up to so many démarches, the first page tells what each one is for."""


async def catalogue(request: Request) -> Response:
    """GET / : every démarche by family, or those that answer the words typed; the list alone while one types."""
    typed = request.query_params.get("q", "").strip()[:LONGEST]
    if asks_fragment(request) and len(typed) < SHORTEST:
        typed = ""
    finder = office(request).finder(language_of(request))
    found = finder.find(typed)
    context = {
        "typed": typed,
        "found": found,
        "near": finder.near(typed) if typed and not found else [],
        "families": browse.families(finder.processes),
        "events": browse.events(office(request), language_of(request)),
        "few": len(finder.processes) <= FEW,
        "to_write": free_request(request),
        "unsent": [] if typed else await unsent(request),
    }
    answered = page(request, "pages/catalogue.html", context, fragment="partials/found.html")
    return announce(request, answered, counted(found) if typed else "Toutes les démarches")


def counted(found: Sequence[Process]) -> str:
    return french.count(len(found), "démarche") if found else "Aucune démarche"


async def start_page(request: Request) -> Response:
    """GET /demarches/{slug} : what it takes, who answers and by when, what happens to the answers."""
    at, here = now(request), office(request)
    slug = request.path_params["slug"]
    if slug not in here.live:
        return unknown(request, slug)
    process = here.spoken(slug, language_of(request))
    closed = await admit.closed(process, here.calendar.day_of(at))
    known = {"observed": await observe.observed(process), **await unfinished(request, slug, at)}
    return show_start(request, process, closed, known)


NOTHING_BEGUN: Mapping[str, object] = {"resume": "", "sent": "", "observed": None}


def show_start(
    request: Request, process: Process, closed: str, begun: Mapping[str, object] = NOTHING_BEGUN
) -> Response:
    """The start page; `closed` says why the démarche takes no request, `begun` what this browser already has of it
    and how long answers have taken."""
    here = office(request)
    context = {
        "process": process,
        "unit": here.city.unit(process.unit),
        "family_path": browse.family_path(process),
        "documents": documents(process),
        "promise": promise(here, process, now(request)),
        "proposed": from_link.proposed(process, request.query_params),
        "closed": closed,
        "reveals": any(depends_on_itself(one) for one in process.pages),
        **begun,
    }
    return page(request, "pages/demarche.html", context)


async def unfinished(request: Request, slug: str, at: datetime) -> dict[str, object]:
    """Where this browser's own draft goes on, or the reference of what it has already sent."""
    draft = await visit.draft_of(request, slug, at)
    if draft is None:
        return {"resume": "", "sent": ""}
    if draft.reference:
        return {"resume": "", "sent": draft.reference}
    process = await office(request).process_of(draft, language_of(request))
    journey = office(request).journey(draft, process, visit.channel(request, process), at)
    changes = await renew.offered(office(request), draft)
    return {"resume": next_path(journey), "sent": "", "changes": changes}


def unknown(request: Request, slug: str) -> Response:
    """The démarche whose address looks most like the one asked for, if any."""
    live = office(request).live
    near = nearest(slug, live)
    return page(
        request,
        "pages/inconnue.html",
        {"near": office(request).spoken(near, language_of(request)) if near else None},
        status=404,
    )


def free_request(request: Request) -> Process | None:
    """The démarche that welcomes whatever fits nowhere else, if the city names one."""
    here = office(request)
    slug = here.city.portal.free_request
    return here.spoken(slug, language_of(request)) if slug in here.live else None


def promise(here: Office, process: Process, at: datetime) -> Promise | None:
    """The answer's date if the request were sent now."""
    deadline = process.answer_deadline
    return project(deadline, here.calendar, at, ()) if deadline else None


WAYS = {
    "telephone": "Par téléphone",
    "guichet": "Sur place",
    "courriel": "Par courriel",
    "courrier": "Par lettre",
    "terminal": "Avec une personne qui vous aide, sur un ordinateur de la ville",
}


def ways(process: Process) -> list[str]:
    """The other channels of the démarche, in words, the human ones first."""
    return [WAYS[name] for name in WAYS if name in process.channels]
