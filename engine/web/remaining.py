"""« Où j’en suis » : what is done, what is left, what must be looked at again, and the documents announced as missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from engine.acts import renew
from engine.definition.process import Page
from engine.journey import Journey
from engine.web.page import now, page
from engine.web.recap import in_reading_order
from engine.web.step import begun, next_path, only_tells, page_path
from engine.web.uploads import is_file

DONE, TO_DO, AGAIN, LATER, TO_READ = "Fait", "À faire", "À vérifier de nouveau", "Plus tard", "À lire"
TONES = {DONE: "tag success", AGAIN: "tag warning", TO_DO: "tag"}


@dataclass(frozen=True)
class PageLine:
    """A page of the form as a line of the list: where it is, what is left to do there. No link while it cannot be opened."""

    title: str
    status: str
    path: str

    @property
    def tone(self) -> str:
        """How its status is drawn."""
        return TONES.get(self.status, "hint")


@dataclass(frozen=True)
class Progress:
    done: int
    total: int


@dataclass(frozen=True)
class Missing:
    """A document that the person said they do not have."""

    label: str
    path: str


async def remaining(request: Request) -> Response:
    """GET /demarches/{slug}/reste."""
    found = await begun(request, now(request))
    if isinstance(found, Response):
        return found
    context = {
        "process": found.process,
        "draft": found.draft,
        "lines": lines(found.journey),
        "progress": progress(found.journey),
        "missing": list(missing(found.journey)),
        "changes": await renew.offered(found.office, found.draft),
        "onward": next_path(found.journey),
        "ready": found.journey.next_page is None,
        "resumed": "repris" in request.query_params,
    }
    return page(request, "pages/reste.html", context)


def lines(journey: Journey) -> list[PageLine]:
    return [line(journey, one) for one in in_reading_order(journey.pages)]


def line(journey: Journey, one: Page) -> PageLine:
    status = status_of(journey, one)
    path = page_path(journey.process.slug, one.address) if journey.can_visit(one) else ""
    return PageLine(one.heading, status, path)


def status_of(journey: Journey, one: Page) -> str:
    if only_tells(journey, one) and not one.lists:
        return TO_READ
    if journey.faults(one) or journey.outdated(one):
        return AGAIN
    if journey.is_complete(one):
        return DONE
    if not journey.can_visit(one):
        return LATER
    return TO_DO


def progress(journey: Journey) -> Progress:
    """Counted without the pages that ask nothing."""
    asked = [status for one in journey.pages if (status := status_of(journey, one)) != TO_READ]
    return Progress(asked.count(DONE), len(asked))


def missing(journey: Journey) -> Iterator[Missing]:
    for one in journey.pages:
        held = journey.held(one)
        for question in journey.questions(one):
            if is_file(question) and isinstance(held.get(question.id), dict):
                yield Missing(question.label, page_path(journey.process.slug, one.address))
