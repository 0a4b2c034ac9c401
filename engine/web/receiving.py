"""One file at a time, sent by a script while the page stays: kept at once, so that one failure costs one file.

Without scripts the same files come with the whole form (uploads.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import draft as drafts
from engine.definition import group as groups
from engine.definition.process import Question
from engine.errors import NotAllowed, Refusal
from engine.fields.base import FilingDay
from engine.web import group, questions, uploads
from engine.web.page import announce, now, page
from engine.web.step import Step, arrive


async def receive(request: Request) -> Response:
    """POST …/page/{page}/documents/{question} : the list of documents as it stands, and what is to be said of it."""
    step = await arrive(request, now(request))
    if isinstance(step, Response):
        return Response(status_code=409)
    async with request.form() as form:
        step = await group.meant(step, form) or step
        wanted = request.path_params["question"]
        question = next((one for one in step.page.questions if one.id == wanted and uploads.is_file(one)), None)
        if question is None:
            raise HTTPException(404)
        try:
            refused = await uploads.receive(
                step.office, step.draft, [question], step.documents, form, step.at, step.mark
            )
            await hold_instance(step)
        except NotAllowed:  # sent meanwhile from another window
            return Response(status_code=409)
    return show(request, step, question, refused.get(question.id, ""))


async def hold_instance(step: Step) -> None:
    """A new instance of a repeated group begins with its first file, else nothing would lead back to it."""
    repeated, mark = step.page.group, step.mark
    if repeated is None or groups.number_of(step.draft.answers, repeated, mark) or not any(step.documents.values()):
        return
    wanted = repeated

    def edit(held: Mapping[str, Any]) -> dict[str, Any]:
        return dict(held) if groups.number_of(held, wanted, mark) else groups.put(held, wanted, mark, {})

    await drafts.change(step.draft, edit, step.at)


def show(request: Request, step: Step, question: Question, refused: str) -> Response:
    raw: dict[str, Any] = {"documents": uploads.given(step.documents, question), "absent": ""}
    words = refused or too_many(step, question, raw)
    [field] = questions.views(step, [question], {question.id: raw}).fields
    response = page(request, "partials/documents.html", {"field": field}, status=422 if words else 200)
    return announce(request, response, words) if words else response


def too_many(step: Step, question: Question, raw: dict[str, Any]) -> str:
    """Why the documents of this question cannot be taken together; nothing when they can."""
    try:
        question.type.clean(question, raw, FilingDay(step.office.calendar.day_of(step.at), step.office.calendar))
    except Refusal as refusal:
        return refusal.sentence
    return ""
