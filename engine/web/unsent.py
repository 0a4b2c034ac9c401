"""« Mes demandes commencées » : what this browser has begun and not sent, to go on or to erase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from engine.acts.discard import discard
from engine.errors import DefinitionError
from engine.web import visit
from engine.web.page import now, office, page, see
from engine.web.remaining import Progress, progress
from engine.web.spoken import language_of
from engine.web.step import begun, next_path


@dataclass(frozen=True)
class Unsent:
    slug: str
    title: str
    until: datetime
    progress: Progress
    onward: str


async def unsent(request: Request) -> list[Unsent]:
    """The latest first. Never on a lent computer: the list would tell who was there before."""
    if visit.is_mediated(request):
        return []
    at, here = now(request), office(request)
    drafts = [draft for draft in await visit.drafts_of(request, at) if draft.reference is None]
    found = []
    for draft in sorted(drafts, key=lambda one: one.updated_at, reverse=True):
        try:
            process = await here.process_of(draft, language_of(request))
        except DefinitionError:  # a stored text that this version no longer reads: the door stays open
            continue
        journey = here.journey(draft, process, visit.channel(request, process), at)
        found.append(Unsent(draft.slug, process.title, draft.expires_at, progress(journey), next_path(journey)))
    return found


async def erase(request: Request) -> Response:
    """GET or POST /demarches/{slug}/effacer : asked once more, then done."""
    found = await begun(request, now(request))
    if isinstance(found, Response):
        return found
    if request.method != "POST":
        return page(request, "pages/effacer.html", {"process": found.process, "onward": next_path(found.journey)})
    await discard(found.office, found.draft)
    response = see(request, "/")
    visit.drop_draft(response, found.draft.slug)
    return response
