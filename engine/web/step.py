"""Where a person stands in a form: their draft, its pinned edition, the page asked for, and where to go next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from engine.acts.office import Office
from engine.definition.process import Page, Process, Question
from engine.journey import Journey
from engine.records import Draft
from engine.web import uploads, visit
from engine.web.page import office, page, see


@dataclass(frozen=True)
class Step:
    """One person on one page of a form, as their draft stands."""

    office: Office
    draft: Draft
    process: Process
    journey: Journey
    page: Page
    documents: uploads.Received
    back: bool
    """True when they came from the check page and go back to it."""

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.journey.questions(self.page)

    def renewed(self, draft: Draft) -> Step:
        """The same step with the answers just kept."""
        facts = replace(self.journey.facts, answers=draft.answers)
        return replace(self, draft=draft, journey=Journey(self.process, facts))

    @property
    def path(self) -> str:
        return page_path(self.process.slug, self.page.id, self.back)


async def arrive(request: Request, at: datetime) -> Step | Response:
    """The page asked for, or what must be seen first."""
    slug, here = request.path_params["slug"], office(request)
    draft = await visit.draft_of(request, slug, at)
    if draft is None:
        return lost(request, slug)
    if draft.reference:
        return see(request, f"/demarches/{slug}/recu")
    process = await here.process_of(draft)
    journey = Journey(process, here.facts(draft.answers, visit.channel(request, process), at))
    wanted, back = journey.page(request.path_params["page"]), request.query_params.get("retour") == "verifier"
    if wanted is None or not journey.can_visit(wanted):
        return see(request, next_path(journey, back))
    documents = await uploads.of_draft(draft) if any(map(uploads.is_file, wanted.questions)) else {}
    return Step(here, draft, process, journey, wanted, documents, back)


def lost(request: Request, slug: str) -> Response:
    """No draft in this browser: forgotten, too old, or cookies refused."""
    live = office(request).live.get(slug)
    context = {"process": live.process if live else None, "slug": slug}
    return page(request, "pages/brouillon-absent.html", context, status=404)


def next_path(journey: Journey, back: bool = False) -> str:
    """The first page that still wants something, or the check page."""
    slug, goal = journey.process.slug, journey.next_page
    return page_path(slug, goal.id, back) if goal else f"/demarches/{slug}/verifier"


def onward(step: Step) -> str:
    """The same page when an answer calls for one more question; else the next that has something to ask or to say."""
    journey = step.journey
    if not journey.is_complete(step.page):
        return step.path
    if journey.elsewhere and journey.elsewhere[0] is step.page:
        return f"/demarches/{step.process.slug}/ailleurs"
    if step.back:
        return next_path(journey, back=True)
    later = journey.pages[journey.pages.index(step.page) + 1 :]
    waiting = (one for one in later if not journey.is_complete(one) or only_tells(journey, one))
    goal = next(waiting, None)
    return page_path(step.process.slug, goal.id) if goal else f"/demarches/{step.process.slug}/verifier"


def only_tells(journey: Journey, one: Page) -> bool:
    return not any(question.type.stores for question in journey.questions(one))


def depends_on_itself(page: Page) -> bool:
    """True when an answer of the page may show or hide another of its questions."""
    own = {question.id for question in page.questions}
    return any(question.when is not None and question.when.sources & own for question in page.questions)


def previous_path(step: Step) -> str:
    slug = step.process.slug
    if step.back:
        return f"/demarches/{slug}/verifier"
    before = step.journey.before(step.page)
    return page_path(slug, before.id) if before else f"/demarches/{slug}"


def page_path(slug: str, page_id: str, back: bool = False) -> str:
    return f"/demarches/{slug}/page/{page_id}{'?retour=verifier' if back else ''}"
