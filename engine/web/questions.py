"""A page of questions as it is shown: with what the draft holds, what was just typed, what is wrong, what changed elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from engine.definition.process import Question
from engine.definition.verifications import Warned
from engine.fields.base import literal
from engine.fields.place import Placed
from engine.records import Jotting
from engine.web import conflict, from_link, group, jotting, lookup
from engine.web.appear import Place
from engine.web.form import FormView, form_view
from engine.web.page import page
from engine.web.step import Step, depends_on_itself, previous_path
from engine.web.uploads import is_file


def show(
    request: Request,
    step: Step,
    raws: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    answer: tuple[str, lookup.Answer] | None = None,
    searched: str = "",
    warnings: Sequence[Warned] = (),
    changes: Sequence[str] = (),
    conflicts: Sequence[conflict.Two] = (),
    carried: str = "",
    jotted: Jotting | None = None,
) -> Response:
    """The page; `raws` what is on the screen before it is an answer, `jotted` when it was typed another time."""
    questions = jotting.asked_with(step, raws) if jotted and raws else step.questions
    form = views(step, questions, raws, errors, answer).searched(searched)
    context = {
        **of_page(step, form),
        "form": form,
        "errors": form.errors,
        "warnings": warnings,
        "changes": changes,
        "conflicts": conflicts,
        "carried": carried or (conflict.carried(step) if jotted is None else jotted.seen),
        "jotted": jotted,
        "more": () if errors or warnings or searched else more(step),
    }
    refused = (errors or warnings) and request.method == "POST"
    return page(request, "pages/question.html", context, status=409 if conflicts else 422 if refused else 200)


def of_page(step: Step, form: FormView) -> dict[str, Any]:
    """What the page needs whatever has just been typed: where it stands, what its controls call for."""
    asked, reveals = step.page.questions, depends_on_itself(step.page)
    fields = {field.id: field for field in form.fields}
    searching = any(field.search for field in form.fields) or any(one.type.has_button(one) for one in asked)
    return {
        "step": step,
        "text": step.journey.text(step.page),
        "typing": f"{step.path.partition('?')[0]}/saisie",
        "targets": {field.id: field.first for field in form.fields},
        "places": [Place(one.id, one.when is not None or one.type.computed, fields.get(one.id)) for one in asked],
        "reveals": reveals,
        "live": reveals or searching,
        "searching": searching,
        "scripts": scripts(step),
        "with_files": any(is_file(question) for question in asked),
        "position": step.journey.stage(step.page),
        "mark": (step.mark or group.mark_of(step)) if step.page.number else "",
        "previous": previous_path(step),
    }


def views(
    step: Step,
    questions: Sequence[Question],
    raws: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    answer: tuple[str, lookup.Answer] | None = None,
) -> FormView:
    """These questions with what was just typed, else with what the draft holds; `answer` is that of a search."""
    known = step.journey.known(step.page)
    questions = [one for one in questions if not one.type.computed or (one.options["montrer"] and one.id in known)]
    kept = filled(step, questions)
    kept |= {one.id: one.type.show(one, known[one.id]) for one in questions if one.type.computed}
    form = form_view(step.page, questions, {**kept, **(raws or {})}, errors, step.documents)
    given = dict([answer] if answer else [])
    settings = step.office.settings
    fields = (
        lookup.with_search(field, one, search_path(step, one), settings, step.at, given.get(one.id))
        for field, one in zip(form.fields, questions, strict=True)
    )
    return FormView(tuple(fields))


def filled(step: Step, questions: Sequence[Question]) -> dict[str, Any]:
    """What the draft holds, or else what is proposed, as the controls show it."""
    return {
        one.id: one.type.fill(one, step.held[one.id] if one.id in step.held else default_of(step, one))
        for one in questions
        if one.type.stores
    }


def search_path(step: Step, question: Question) -> str:
    path, _, query = step.path.partition("?")
    return f"{path}/adresses/{question.id}{'?' if query else ''}{query}"


def scripts(step: Step) -> list[str]:
    """Static files that add comfort to the questions of this page, those yet to appear included."""
    kinds = [one.type for one in step.page.questions]
    searching = step.office.settings.addresses and any(isinstance(kind, Placed) for kind in kinds)
    return sorted({kind.script for kind in kinds if kind.script} | ({"adresses.js"} if searching else set()))


def default_of(step: Step, question: Question) -> Any:
    """What a link or `valeur` writes in a question not seen yet; nothing when it does not suit."""
    if (given := from_link.given(step.draft.answers, question)) is not None:
        return given
    try:
        return literal(question, question.default) if question.default else None
    except ValueError:
        return None


def more(step: Step) -> list[Question]:
    """Questions that an answer has just called for on a page already answered."""
    answers, stored = step.held, [one for one in step.questions if one.type.stores]
    if not any(one.id in answers for one in stored):
        return []
    return [one for one in stored if one.when is not None and one.id not in answers]
