"""A démarche has changed since the person began: what changes, and the choice to go on as before or to move to it."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from engine.acts import renew
from engine.journey import Journey
from engine.records import Draft
from engine.web import visit
from engine.web.page import now, office, page, see
from engine.web.step import lost, next_path, page_path

CHOICE, WHERE = "choix-page", "ou-page"
MOVE = "nouvelle"


async def version(request: Request) -> Response:
    """GET or POST /demarches/{slug}/version : POST chooses; GET tells what could not be kept."""
    slug, at = request.path_params["slug"], now(request)
    draft = await visit.draft_of(request, slug, at)
    if draft is None:
        return await lost(request, slug)
    if draft.reference:
        return see(request, f"/demarches/{slug}/recu")
    if request.method == "POST":
        async with request.form() as form:
            choice, where = str(form.get(CHOICE, "")), str(form.get(WHERE, ""))
        if choice == MOVE:
            draft = await renew.renew(office(request), draft, at)
            return see(
                request, f"/demarches/{slug}/version" if any(renew.lost_of(draft)) else await onward(request, draft)
            )
        await renew.decline(office(request), draft, at)
        return see(
            request, page_path(slug, where) if re.fullmatch(r"[\w-]+(/\d+)?", where) else await onward(request, draft)
        )
    process = await office(request).process_of(draft)
    forgotten = list(renew.lost_of(draft))
    if not forgotten:
        return see(request, await onward(request, draft))
    context = {"process": process, "forgotten": forgotten, "onward": await onward(request, draft)}
    return page(request, "pages/version.html", context)


async def onward(request: Request, draft: Draft) -> str:
    """Where the draft goes on."""
    here = office(request)
    process = await here.process_of(draft)
    facts = here.facts(draft.answers, visit.channel(request, process), now(request))
    return next_path(Journey(process, facts))
