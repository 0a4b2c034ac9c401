"""Where a person stands in a form: their draft, its pinned edition, the page asked for, and where to go next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from engine.acts.office import Office
from engine.definition.group import MARK, MOST, number_of
from engine.definition.process import Page, Process, Question
from engine.journey import Journey
from engine.records import Draft
from engine.web import uploads, visit
from engine.web.page import office, page, see
from engine.web.spoken import language_of

LONGEST_SHOWN = 5000
"""Characters of one input that are given back."""


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
    at: datetime
    mark: str = ""
    """The name of the instance that this form answers, in a repeated group."""

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.journey.questions(self.page)

    @property
    def held(self) -> Mapping[str, Any]:
        """The answers kept where this page is answered: the draft, or one instance of a group."""
        return self.journey.held(self.page)

    def renewed(self, draft: Draft) -> Step:
        """The same step with the answers just kept."""
        journey = self.office.journey(draft, self.process, self.journey.facts.channel, self.at)
        group = self.page.group
        number = number_of(draft.answers, group, self.mark) if group and self.page.number else 0
        return replace(self, draft=draft, journey=journey, page=journey.page(self.page.id, number) or self.page)

    @property
    def path(self) -> str:
        return page_path(self.process.slug, self.page.address, self.back)


@dataclass(frozen=True)
class Begun:
    """A form that this browser has begun and not sent."""

    office: Office
    draft: Draft
    process: Process
    journey: Journey

    @property
    def path(self) -> str:
        return f"/demarches/{self.process.slug}"


async def begun(request: Request, at: datetime) -> Begun | Response:
    """What this browser has begun of the démarche of this address, or what must be seen first."""
    slug, here = request.path_params["slug"], office(request)
    draft = await visit.draft_of(request, slug, at)
    if draft is None:
        return await lost(request, slug)
    if draft.reference:
        return see(request, f"/demarches/{slug}/recu")
    process = await here.process_of(draft, language_of(request))
    return Begun(here, draft, process, here.journey(draft, process, visit.channel(request, process), at))


async def arrive(request: Request, at: datetime) -> Step | Response:
    """The page asked for, or what must be seen first."""
    found = await begun(request, at)
    if isinstance(found, Response):
        return found
    here, draft, process, journey = found.office, found.draft, found.process, found.journey
    wanted, back = asked(request, journey), request.query_params.get("retour") == "verifier"
    if wanted is None or not journey.can_visit(wanted):
        return see(request, nearest_path(request, journey, back))
    mark = journey.held(wanted).get(MARK, "") if wanted.number else ""
    documents = await uploads.of_page(draft, wanted, mark)
    return Step(here, draft, process, journey, wanted, documents, back, at)


def asked(request: Request, journey: Journey) -> Page | None:
    """The page of this address. An answer to an instance that has moved up the list meanwhile is still heard."""
    id, number = request.path_params["page"], request.path_params.get("number", 0)
    if number and request.method == "POST":
        number = min(number, MOST + 1)
        while number > 1 and journey.page(id, number) is None:
            number -= 1
    return journey.page(id, number)


def nearest_path(request: Request, journey: Journey, back: bool) -> str:
    """For an instance that is not there, its list; else the first page that still wants something."""
    listed = journey.page(request.path_params["page"]) if request.path_params.get("number") else None
    if listed is not None and listed.lists and journey.can_visit(listed):
        return page_path(journey.process.slug, listed.address, back)
    return next_path(journey, back)


async def lost(request: Request, slug: str) -> Response:
    """No draft in this browser: resumed elsewhere, forgotten, too old, or cookies refused. What was typed is shown."""
    here = office(request)
    process = here.spoken(slug, language_of(request)) if slug in here.live else None
    gone = await visit.gone(request, slug)
    context = {"process": process, "slug": slug, "gone": gone, "typed": await typed_in(request, process)}
    if gone is not None:
        return page(request, "pages/repris-ailleurs.html", context, status=410)
    return page(request, "pages/brouillon-absent.html", context, status=404)


async def typed_in(request: Request, process: Process | None) -> list[tuple[str, str]]:
    """The words of a form that arrives too late, to be copied; never on a lent computer, where others may look on."""
    if request.method != "POST" or process is None or visit.is_mediated(request):
        return []
    asked = next((one for one in process.pages if one.id == request.path_params.get("page")), None)
    async with request.form() as form:
        return typed_lines(asked, form) if asked else []


def typed_lines(one: Page, form: FormData) -> list[tuple[str, str]]:
    """Each question of a page with the words that were written there, or the choices made."""
    lines = [(question.label, " ".join(said(question, form))) for question in one.questions if question.type.stores]
    return [(label, words) for label, words in lines if words]


def said(question: Question, form: FormData) -> list[str]:
    labels = {one.value: one.label for one in question.options.get("options", ())}
    values = (value for name in question.type.input_names(question) for value in form.getlist(name))
    return [labels.get(one, one[:LONGEST_SHOWN]) for one in values if isinstance(one, str) and one.strip()]


def next_path(journey: Journey, back: bool = False) -> str:
    """The first page that still wants something, or the check page."""
    slug, goal = journey.process.slug, journey.next_page
    return page_path(slug, goal.address, back) if goal else f"/demarches/{slug}/verifier"


def onward(step: Step) -> str:
    """The same page when an answer calls for one more question; else the next that has something to ask or to say."""
    journey = step.journey
    if not journey.is_complete(step.page):
        return step.path
    if journey.elsewhere and journey.elsewhere[0] is step.page:
        return f"/demarches/{step.process.slug}/ailleurs"
    if step.back:
        return next_path(journey, back=True)
    waiting = (one for one in journey.later(step.page) if not journey.is_complete(one) or only_tells(journey, one))
    goal = next(waiting, None)
    return page_path(step.process.slug, goal.address) if goal else f"/demarches/{step.process.slug}/verifier"


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
    before = page_before(step.journey, step.page)
    return page_path(slug, before.address) if before else f"/demarches/{slug}"


def page_before(journey: Journey, one: Page) -> Page | None:
    """The page one comes from: within an instance, its own pages; before its first one, the list when there is one."""
    before = journey.before(one)
    if one.number and one.group and not (before and before.group == one.group and before.number == one.number):
        listed = journey.listed(one.group)
        if listed and journey.can_visit(listed):
            return listed
        while before and before.group == one.group:
            before = journey.before(before)
    return before


def page_path(slug: str, address: str, back: bool = False) -> str:
    return f"/demarches/{slug}/page/{address}{'?retour=verifier' if back else ''}"
