"""Checking, sending, and the receipt: what was sent, to whom, by when we answer, what can be done if we do not."""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import merge
from engine.acts.submit import submit
from engine.journey import Journey
from engine.records import Case, Document, Draft
from engine.routing import route
from engine.web import told, visit
from engine.web.catalogue import promise
from engine.web.page import now, office, page, see
from engine.web.recap import recap
from engine.web.spoken import language_of
from engine.web.step import begun, lost, next_path, page_path

TRAP, CONFIRMED, READ = "site-page", "confirmation-page", "relu-page"
TOO_FAST = timedelta(seconds=3)
"""Nobody reads and answers a whole form in less."""


async def review(request: Request) -> Response:
    """GET or POST /demarches/{slug}/verifier : everything to read again, then one button."""
    slug, at, here = request.path_params["slug"], now(request), office(request)
    found = await begun(request, at)
    if isinstance(found, Response):
        return found
    draft, process, journey, language = found.draft, found.process, found.journey, language_of(request)
    channel = journey.facts.channel
    if journey.next_page is not None:
        return see(request, next_path(journey))
    if outdated := next((one for one in journey.pages if journey.outdated(one)), None):
        return see(request, page_path(slug, outdated.address, back=True))
    if request.method == "POST":
        async with request.form() as form:
            automatic, unread = seems_automatic(form, draft, at), form.get(READ) not in (None, read_of(journey))
        if automatic and not unread:
            return page(request, "pages/confirmer.html", {"process": process})
        if not unread:
            await submit(here, draft, channel, at, language)
            return see(request, f"/demarches/{slug}/recu")
    destination = route(process, here.facts(journey.answers, channel, at, language))
    context = {
        "process": process,
        "sections": recap(journey, await Document.filter(draft_id=draft.id), masked=visit.is_mediated(request)),
        "unit": here.city.unit(destination.unit),
        "promise": promise(here, process, at),
        "last_page": journey.pages[-1],
        "outline": journey.outline,
        "read": read_of(journey),
        "unread": request.method == "POST",
    }
    return page(request, "pages/verifier.html", context, status=409 if request.method == "POST" else 200)


def read_of(journey: Journey) -> str:
    """What stands for the answers that were read again: another window may change them before they are sent."""
    return merge.short({"answers": journey.answers}, "answers")


def seems_automatic(form: FormData, draft: Draft, at: datetime) -> bool:
    """A robot fills the field that nobody sees, or answers faster than anyone reads. It is asked to confirm.

    The draft knows when it was opened: no time needs to travel through the form, so none can be forged.
    """
    if form.get(CONFIRMED) == "oui":
        return False
    return bool(form.get(TRAP)) or at - draft.created_at < TOO_FAST


async def receipt(request: Request) -> Response:
    """GET /demarches/{slug}/recu : the accusé de réception électronique (CRPA R112-11-1)."""
    slug = request.path_params["slug"]
    draft = await visit.draft_of(request, slug, now(request))
    if draft is None:
        return await lost(request, slug)
    if not draft.reference:
        return see(request, f"/demarches/{slug}/verifier")
    case = await Case.get(reference=draft.reference)
    return page(request, "pages/recu.html", await told.whole(office(request), case, now(request), language_of(request)))
