"""Repeated groups on the screen: the list of those added, adding one more, taking one away.

An instance is known by a name of its own that its form carries: two windows never take one child for another, and
the same form sent twice changes the same instance.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import attach, renew
from engine.acts import draft as drafts
from engine.acts.merge import Seen, merge
from engine.definition import group as groups
from engine.definition.group import MARK, Group, Instance
from engine.definition.process import Question
from engine.errors import NotAllowed
from engine.journey import Journey
from engine.records import Draft
from engine.web import uploads
from engine.web.form import ErrorLine
from engine.web.page import now, page, see
from engine.web.step import Step, arrive, next_path, onward, page_path, previous_path, typed_lines
from engine.web.visit import is_mediated

NAMED = "instance-page"
"""Names, on the form itself, the instance that is on the screen; « + » says that it was new."""
NAME = r"\+?[0-9a-f]{8}"
PAUSE, PAUSES = "pause-page", ("plus-tard", "reste")
LONGEST = 80
"""Characters of what an instance is called by in a list."""


@dataclass(frozen=True)
class Item:
    """One instance in the list."""

    number: int
    name: str
    """What tells it from the others; nothing when nothing does yet."""
    complete: bool
    change: str
    remove: str


def new_mark() -> str:
    return f"+{secrets.token_hex(4)}"


def mark_of(step: Step) -> str:
    """The name of the instance of this page, a new one when nothing of it is kept yet."""
    return str(step.held.get(MARK) or new_mark())


async def meant(step: Step, form: FormData) -> Step | None:
    """The step this form was written for, wherever its instance now stands.

    None when it was taken away in another window, or when the list has become full.
    """
    group, written = step.page.group, form.get(NAMED)
    if group is None:
        return step
    if not isinstance(written, str) or not re.fullmatch(NAME, written):
        return replace(step, mark=mark_of(step).lstrip("+"))
    mark = written.lstrip("+")
    number = groups.number_of(step.draft.answers, group, mark)
    if not number and written.startswith("+"):
        number = len(groups.instances(step.draft.answers, group)) + 1
    there = step.journey.page(step.page.id, number) if number else None
    if there is None:
        return None
    return replace(step, page=there, mark=mark, documents=await uploads.of_page(step.draft, there, mark))


async def keep(step: Step, values: Mapping[str, Any], at: datetime, seen: Seen) -> tuple[Draft, tuple[str, ...]]:
    """Keep the answers of one page, in its instance when it is repeated; and which questions another window answered.

    The merge is made again on what another window has just left, until one write holds.
    """
    group, conflicts = step.page.group, list[str]()
    known = bool(group and groups.number_of(step.draft.answers, group, step.mark))

    def edit(held: Mapping[str, Any]) -> dict[str, Any]:
        number = groups.number_of(held, group, step.mark) if group else 0
        if known and not number:
            return dict(held)  # taken away meanwhile: it does not come back
        there = groups.instances(held, group)[number - 1] if group and number else {} if group else held
        merged = merge(there, values, seen)
        conflicts[:] = merged.conflicts
        return groups.put(held, group, step.mark, merged.values) if group else {**held, **merged.values}

    return await drafts.change(step.draft, edit, at), tuple(conflicts)


def paused(form: FormData) -> str:
    """Where a person goes who leaves the form for now: `plus-tard` or `reste`; nothing when they go on."""
    wanted = form.get(PAUSE)
    return wanted if isinstance(wanted, str) and wanted in PAUSES else ""


# --- the list


async def listing(request: Request, step: Step) -> Response:
    """GET or POST /demarches/{slug}/page/{page} of a repeated page: who was added, then go on."""
    if request.method != "POST":
        return show_list(request, step, changes=await renew.offered(step.office, step.draft))
    async with request.form() as form:
        if wanted := paused(form):
            return see(request, f"/demarches/{step.process.slug}/{wanted}")
    group = step.page.group
    assert group is not None
    draft = step.draft
    if group.id not in draft.answers:
        draft = await drafts.change(draft, lambda held: {group.id: [], **held}, now(request))
    step = step.renewed(draft)
    count = len(groups.instances(draft.answers, group))
    if count < group.least:
        return show_list(request, step, f"Il en faut au moins {group.least} : vous avez ajouté {group.count(count)}.")
    unfinished = (one for one in step.journey.pages if one.group == group and not step.journey.is_complete(one))
    if waiting := next(unfinished, None):
        return see(request, page_path(step.process.slug, waiting.address, step.back))
    return see(request, onward(step))


def gone(request: Request, step: Step, form: FormData) -> Response:
    """Answers to an instance that was taken away in another window, or that no longer fits: given back, not kept."""
    listed = step.journey.listed(step.page.group) if step.page.group else None
    if listed is None:
        return see(request, next_path(step.journey, step.back))
    typed = [] if is_mediated(request) else typed_lines(step.page, form)
    return show_list(request, replace(step, page=listed), typed=typed)


def show_list(
    request: Request,
    step: Step,
    error: str = "",
    changes: Sequence[str] = (),
    typed: Sequence[tuple[str, str]] | None = None,
) -> Response:
    """`typed` is what was written for an instance that is not there any more."""
    group = step.page.group
    assert group is not None
    held = groups.instances(step.draft.answers, group)
    can_add = len(held) < group.most
    context = {
        "step": step,
        "group": group,
        "items": [item(step, number) for number in range(1, len(held) + 1)],
        "errors": (ErrorLine("#ajouter-page" if can_add else "#liste-page", error),) if error else (),
        "changes": changes,
        "gone": typed is not None,
        "typed": typed or (),
        "previous": previous_path(step),
        "text": step.journey.text(step.page),
        "add": page_path(step.process.slug, f"{step.page.id}/{len(held) + 1}", step.back) if can_add else "",
        "removable": len(held) > group.least,
    }
    return page(request, "pages/groupe.html", context, status=422 if error else 200 if typed is None else 409)


def item(step: Step, number: int) -> Item:
    group = step.page.group
    assert group is not None
    instance = groups.instances(step.draft.answers, group)[number - 1]
    pages = [one for one in step.journey.pages if one.group == group and one.number == number]
    waiting = next((one for one in pages if not step.journey.is_complete(one)), None)
    first = waiting or (pages[0] if pages else step.page)
    change = page_path(step.process.slug, first.address, step.back)
    remove = page_path(step.process.slug, f"{step.page.id}/{number}/retirer", step.back)
    return Item(number, name_of(step.journey, group, instance), waiting is None, change, remove)


def name_of(journey: Journey, group: Group, instance: Instance) -> str:
    """What tells an instance from the others: its name, else its first answer."""
    asked = [
        question
        for question in journey.process.members(group.id)
        if (value := instance.get(question.id)) is not None and is_public(question, value)
    ]
    texts = [question for question in asked if question.type.name == "texte"]
    person = [
        str(instance[question.id])
        for part in ("prenom", "nom")
        for question in texts
        if question.id == part or question.id.endswith(f"_{part}") or question.id.startswith(f"{part}_")
    ][:2]
    if not person and asked:
        first = next(iter(texts), asked[0])
        person = first.type.show(first, instance[first.id]).splitlines()[:1]
    return " ".join(person)[:LONGEST]


def is_public(question: Question, value: Any) -> bool:
    """Whether an answer may be read aloud in a list: an account or a tax number names nobody."""
    return question.type.mask(question, value) == question.type.show(question, value)


# --- taking away


async def remove(request: Request) -> Response:
    """GET or POST /demarches/{slug}/page/{page}/{number}/retirer : asked once more, then done."""
    at = now(request)
    step = await arrive(request, at)
    if isinstance(step, Response):
        return step
    group = step.page.group
    assert group is not None
    listed = step.journey.listed(group)
    back = page_path(step.process.slug, listed.address, step.back) if listed else next_path(step.journey)
    if MARK not in step.held:
        return see(request, back)
    if request.method != "POST":
        context = {"step": step, "group": group, "mark": step.held[MARK], "cancel": back}
        return page(request, "pages/retirer.html", {**context, "name": name_of(step.journey, group, step.held)})
    async with request.form() as form:
        mark = str(form.get(NAMED, ""))
    if listed and len(groups.instances(step.draft.answers, group)) <= group.least:
        kept = f"Il en faut au moins {group.least}. Vous pouvez modifier les réponses, ou en ajouter avant de retirer."
        return show_list(request, replace(step, page=listed), kept)
    if groups.number_of(step.draft.answers, group, mark):
        await take_away(step, group, mark, at)
    return see(request, back)


async def take_away(step: Step, group: Group, mark: str, at: datetime) -> None:
    """The answers first: a file is only forgotten once nothing names it any more."""
    try:
        draft = await drafts.change(step.draft, lambda held: groups.without(held, group, mark), at)
    except NotAllowed:  # sent meanwhile from another window
        return
    await attach.detach_instance(step.office, draft, mark)
