"""A page of the form drawn in one state, without any draft: what an author looks at. Drawn by the form's own handler."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import structlog
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import sample
from engine.acts.office import Office
from engine.definition import verifications
from engine.definition.catalogue import compile_edition
from engine.definition.group import MARK
from engine.definition.process import Page, Process, Scenario
from engine.definition.verifications import Warned
from engine.journey import Journey
from engine.language import FRENCH, LANGUAGES
from engine.records import Document, Draft
from engine.web import filling, group, questions
from engine.web.page import page
from engine.web.specimen import EXAMPLES
from engine.web.step import Step
from engine.web.uploads import Received, is_file

log = structlog.get_logger()

EMPTY, FILLED, WRONG, CHECKED = "vide", "remplie", "erreurs", "controle-"
INVENTED = 240_000
"""Bytes of a document that nobody gave."""


@dataclass(frozen=True)
class Drawing:
    """A démarche to draw, filled with a scenario or with nothing."""

    office: Office
    process: Process
    scenario: Scenario | None
    at: datetime
    language: str = FRENCH

    @cached_property
    def answers(self) -> dict[str, Any]:
        return sample.answers_of(self.process, self.scenario)

    def journey(self, answers: Mapping[str, Any]) -> Journey:
        channel = self.scenario.channel if self.scenario else "web"
        return Journey(self.process, replace(self.office.facts(answers, channel, self.at), language=self.language))

    def speaking(self, language: str) -> Drawing:
        """The same démarche as it reads in one of its languages. Raises DefinitionError for a faulty file."""
        if language not in self.process.languages:
            return self
        spoken = compile_edition(self.process.slug, self.process.sources, language)
        return replace(self, process=spoken, language=language)

    def reaching(self, id: str, number: int) -> Drawing:
        """Filled with the first scenario that comes to this page; if none does, what hides it is lifted."""
        others = [replace(self, scenario=one) for one in (self.scenario, *self.process.scenarios)]
        return next((one for one in others if one.journey(one.answers).page(id, number)), self.lifting(id))

    def lifting(self, id: str) -> Drawing:
        return replace(self, process=replace(self.process, pages=tuple(map(lifted(id), self.process.pages))))

    def without(self, wanted: Page) -> dict[str, Any]:
        """The answers, those of this page aside."""
        own = {question.id for question in wanted.questions}
        if not wanted.group:
            return {id: value for id, value in self.answers.items() if id not in own}
        if wanted.lists:
            return {**self.answers, wanted.group.id: []}
        held = [dict(one) for one in self.answers.get(wanted.group.id) or ()]
        for one in held[wanted.number - 1 : wanted.number]:
            for id in own:
                one.pop(id, None)
        return {**self.answers, wanted.group.id: held}

    def step(self, id: str, number: int, state: str) -> Step | None:
        """Someone on that page; None when it does not exist."""
        wanted = self.journey(self.answers).page(id, number)
        if wanted is None:
            return None
        answers = self.without(wanted) if state in (EMPTY, WRONG) else self.answers
        journey = self.journey(answers)
        wanted = journey.page(id, number) or wanted
        draft = Draft(slug=self.process.slug, answers=answers, version=0)
        mark = str(journey.held(wanted).get(MARK, "")) if wanted.number else ""
        return Step(self.office, draft, self.process, journey, wanted, papers(journey, wanted), False, self.at, mark)


def lifted(id: str) -> Any:
    """What hides a page and its questions, taken away from that page only."""

    def lift(one: Page) -> Page:
        questions = tuple(replace(question, when=None) for question in one.questions)
        return replace(one, when=None, questions=questions) if one.id == id else one

    return lift


def papers(journey: Journey, wanted: Page) -> Received:
    """The documents that a scenario names, as if they had been received."""
    held = journey.held(wanted)
    named = {one.id: held.get(one.id) for one in journey.questions(wanted) if is_file(one)}
    return {
        id: [Document(id=name, name=name, size=INVENTED) for name in names]
        for id, names in named.items()
        if isinstance(names, list)
    }


def draw(request: Request, drawing: Drawing) -> Response:
    """The page and the state that the address asks for. A faulty file may describe a page that cannot be drawn."""
    id, number = request.path_params["page"], request.path_params.get("number", 0)
    if id not in {one.id for one in drawing.process.pages}:
        raise HTTPException(404)
    state = request.query_params.get("etat", EMPTY)
    try:
        drawing = drawing.speaking(request.query_params.get("langue", FRENCH)).reaching(id, number)
        step = drawing.step(id, number, state)
        if step is not None:
            request.state.spoken = LANGUAGES[drawing.language]
            return in_state(request, step, state)
    except HTTPException:
        raise
    except Exception as error:  # whatever a faulty definition leads to
        log.error("drawing", kind=type(error).__name__, exc_info=error)
    return page(request, "pages/apercu-impossible.html", {"process": drawing.process}, status=404)


def in_state(request: Request, step: Step, state: str) -> Response:
    if step.page.lists:
        return group.show_list(request, step)
    if state == WRONG:
        raws, errors = wrong(step)
        return questions.show(request, step, raws, errors)
    if state.startswith(CHECKED):
        return crossed(request, step, state.removeprefix(CHECKED))
    return questions.show(request, step)


def wrong(step: Step) -> tuple[dict[str, Any], dict[str, str]]:
    """What is said to someone who answers nothing, and something impossible where nothing is allowed."""
    shown: list[tuple[str, str | UploadFile]] = [(filling.ASKED, one.id) for one in step.questions]
    raws = filling.read(step, FormData(shown))
    errors = dict(step.journey.check(step.page, raws).errors)
    for question in step.questions:
        if question.id in raws and question.id not in errors and question.type.name in EXAMPLES:
            tried = {**raws, question.id: EXAMPLES[question.type.name].wrong}
            found = step.journey.check(step.page, tried).errors
            if question.id in found:
                raws, errors[question.id] = tried, found[question.id]
    return raws, {one.id: errors[one.id] for one in step.questions if one.id in errors}


def crossed(request: Request, step: Step, number: str) -> Response:
    """One verification of the page, as if it had just found these answers at fault."""
    checks = step.page.checks
    if not number.isdecimal() or not 0 < int(number[:4]) <= len(checks):
        raise HTTPException(404)
    check, asked = checks[int(number) - 1], [one.id for one in step.questions if one.type.stores]
    known = step.journey.known(step.page)
    sentence = step.journey.sentence(check, known)
    if check.blocking:
        return questions.show(request, step, errors=verifications.told([check], asked, lambda _: sentence))
    warned = Warned(verifications.key_of(check, known), sentence, verifications.at_fault(check, asked))
    return questions.show(request, step, warnings=[warned])
