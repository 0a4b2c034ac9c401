"""Answering, page after page: nothing already given is lost, whatever else is wrong on the page.

Plain POST, 303, GET. With scripts, /apercu shows at once the question that an answer calls for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import draft as drafts
from engine.acts import renew
from engine.acts.discard import let_go
from engine.definition.process import Question
from engine.definition.verifications import Warned
from engine.errors import Erased, NotAllowed
from engine.fields.place import Placed
from engine.web import conflict, from_link, group, jotting, lookup, uploads, visit
from engine.web.appear import ASKED, Place, announced
from engine.web.guard import client
from engine.web.page import announce, asks_fragment, now, office, page, see
from engine.web.questions import filled, show, views
from engine.web.step import Step, arrive, lost, onward, page_path
from engine.web.uploads import is_file

SEARCHED = "propositions"
"""Names the question whose list is being searched, on its button and in the address of its proposals."""
NARROWED = "filtre-"
"""Begins the name under which a filtered list says which answers chose it."""
ANYWAY = "malgre-page"
"""Carries the warnings that a person has read, on the button « Continuer quand même »."""
FORGET = "oublier-page"
SEEN, MOST_SEEN = "_vu", 50
"""Where the draft remembers them: no question can have that id."""
DRAFTS_ALLOWED = "200/hour"
"""From one connection: a whole media library may share it."""


async def start(request: Request) -> Response:
    """POST /demarches/{slug}/commencer : an empty draft, and its first page. What was begun before is forgotten."""
    slug, at, here = request.path_params["slug"], now(request), office(request)
    await request.app.state.limits.spend("brouillons", client(request), allowed=DRAFTS_ALLOWED)
    before = await visit.draft_of(request, slug, at)
    async with request.form(max_files=0) as form:
        typed = dict(form)
    process = here.offered(slug).process
    carried = from_link.carried(process, here.city.portal, typed)
    if carried and before is not None and before.reference is None:
        return see(request, f"/demarches/{slug}")  # what was begun is not thrown away for the words of a search
    proposed = {**from_link.proposed(process, typed), **carried}
    draft, token = await drafts.start(here, slug, at, {from_link.PROPOSED: proposed} if proposed else {})
    if before is not None:
        await let_go(here, before, at)
    process = await here.process_of(draft)
    response = see(request, page_path(slug, process.pages[0].id))
    visit.keep_draft(request, response, slug, token)
    return response


async def form_page(request: Request) -> Response:
    """GET or POST /demarches/{slug}/page/{page}."""
    at = now(request)
    step = await arrive(request, at)
    if isinstance(step, Response):
        return step
    if step.page.lists:
        return await group.listing(request, step)
    if request.method != "POST":
        outdated = step.journey.outdated(step.page) if step.back else {}
        errors = {**step.journey.faults(step.page), **outdated}
        raws, jotted = await jotting.recall(step, filled(step, step.page.questions))
        changes = await renew.offered(step.office, step.draft)
        return show(request, step, raws, errors=errors, changes=changes, jotted=jotted)
    async with request.form() as form:
        wanted = await group.meant(step, form)
        if wanted is None:
            return group.gone(request, step, form)
        try:
            if SEARCHED in request.query_params:
                return propose(request, wanted, form)
            return await answer(request, wanted, form, at)
        except Erased:
            return await lost(request, step.process.slug)
        except NotAllowed:  # sent meanwhile from another window
            return see(request, f"/demarches/{step.process.slug}/recu")


async def preview(request: Request) -> Response:
    """POST …/apercu : the questions that appear or go with the answers now on the screen. Nothing is kept.

    Only what changes is sent back: the control in use is never swapped.
    """
    step = await arrive(request, now(request))
    if isinstance(step, Response):
        return Response(status_code=409)
    async with request.form() as form:
        step = await group.meant(step, form) or step
        values = step.journey.check(step.page, read(step, form)).values
        asked = set(form.getlist(ASKED))
        marks = {one.id: form.get(f"{NARROWED}{one.id}") for one in step.page.questions}
    wanted = {one.id: step.journey.asked_with(step.page, one, values) for one in step.page.questions}
    changed = [
        one.id
        for one in step.page.questions
        if one.when and ((one.id in asked) != (wanted[one.id] is not None) or marks[one.id] != mark_of(wanted[one.id]))
    ]
    if not changed:
        return Response(status_code=204)
    known = {**step.journey.known(step.page), **values}
    appeared = views(step, [step.journey.worded(one, known) for id in changed if (one := wanted[id])]).fields
    fields = {field.id: field for field in appeared}
    places = [Place(id, True, fields.get(id)) for id in changed]
    return announce(request, page(request, "partials/reveal.html", {"places": places}), announced(appeared))


async def find_address(request: Request) -> Response:
    """POST …/adresses/{question}: the addresses like what is typed; with scripts the list alone, without the whole page.

    Nothing is kept and nothing is refused. GET is a page asked for again.
    """
    step = await arrive(request, now(request))
    if isinstance(step, Response):
        return step
    question = next((one for one in step.questions if one.id == request.path_params["question"]), None)
    if request.method != "POST" or question is None or not isinstance(question.type, Placed):
        return see(request, step.path)
    async with request.form() as form:
        step = await group.meant(step, form) or step
        found = await lookup.search(request, question, form)
        raws = {question.id: question.type.fill(question, None), **read(step, form)}
    if not asks_fragment(request):
        return show(request, step, raws, answer=(question.id, found))
    [field] = views(step, [question], raws, answer=(question.id, found)).fields
    return announce(request, page(request, "partials/addresses.html", {"field": field}), found.announced)


def mark_of(question: Question | None) -> str | None:
    """The answers that chose what the question proposes."""
    return question.options.get("filtre_par") if question else None


def propose(request: Request, step: Step, form: FormData) -> Response:
    """POST …?propositions=quartier : what is found for the words typed so far. Nothing is kept.

    Only the proposals are sent back: the control in use is never swapped.
    """
    raws = read(step, form)
    values = step.journey.check(step.page, raws).values
    id = request.query_params[SEARCHED]
    asked = next((one for one in step.page.questions if one.id == id and id in raws), None)
    question = step.journey.asked_with(step.page, asked, values) if asked else None
    if question is None:
        return Response(status_code=204)
    field = views(step, [question], {id: raws[id]}).fields[0]
    return announce(request, page(request, "partials/proposals.html", {"field": field}), field.told)


# --- what they typed


async def answer(request: Request, step: Step, form: FormData, at: datetime) -> Response:
    """Keep what is right, show again what is not, go on when nothing is wrong."""
    values = step.journey.check(step.page, read(step, form)).values
    files = [one for one in on_screen(step, form) if is_file(one) and visible_with(step, one, values)]
    removed = await uploads.remove(step.office, step.draft, files, step.documents, form)
    refused = await uploads.receive(step.office, step.draft, files, step.documents, form, at, step.mark)
    raws = read(step, form)  # once more: the documents just received are part of the answers
    checked = step.journey.check(step.page, raws)
    emptied = {removed: raws[removed]["documents"] or None} if removed else {}
    unseen = to_be_seen(step, checked.warnings, form)
    kept = {**emptied, **checked.values, **({} if unseen else seen(step, checked.warnings))}
    before = conflict.seen(step, form)
    draft, conflicts = await group.keep(step, kept, at, before)
    step = step.renewed(draft)
    if step.page.lists:  # another window filled the list meanwhile: it says so
        return see(request, step.path)
    if conflicts:
        both = conflict.pairs(step, kept, conflicts, visit.is_mediated(request))
        carried = conflict.still_carried(step, before, conflicts)
        return show(request, step, raws, {**checked.errors, **refused}, conflicts=both, carried=carried)
    errors, pause = {**checked.errors, **refused}, group.paused(form)
    await keep_typed(step, raws if errors or unseen else {}, at)
    if pause:
        return see(request, f"/demarches/{step.process.slug}/{pause}")
    if removed:
        return see(request, f"{step.path}#{removed}-champ")
    if searched := form.get(SEARCHED):
        return show(request, step, raws, {}, searched=str(searched))
    if errors:
        return show(request, step, raws, errors)
    if unseen:
        return show(request, step, raws, warnings=unseen)
    return see(request, onward(step))


async def keep_typed(step: Step, raws: Mapping[str, Any], at: datetime) -> None:
    """What is on the screen and is not an answer yet; nothing once it is one."""
    await jotting.keep(step, raws, filled(step, step.page.questions), conflict.carried(step), at)


async def typing(request: Request) -> Response:
    """POST …/saisie : what is typed and not sent yet, kept as it is (brouillon.js); or the button that forgets it."""
    at = now(request)
    step = await arrive(request, at)
    if isinstance(step, Response):
        return Response(status_code=204) if request.method == "POST" else step
    if request.method != "POST":
        return see(request, step.path)
    async with request.form(max_files=0) as form:
        if FORGET in form:
            await keep_typed(step, {}, at)
            return see(request, step.path)
        wanted = None if step.page.lists else await group.meant(step, form)
        if wanted is not None and not visit.is_mediated(request):
            await request.app.state.limits.spend("saisie", str(step.draft.id), allowed=jotting.SAVES_ALLOWED)
            before = conflict.seen(wanted, form)
            shown = filled(wanted, wanted.page.questions)
            await jotting.keep(wanted, read(wanted, form), shown, "".join(before.shown.values()), at)
    return Response(status_code=204)


def to_be_seen(step: Step, warnings: Sequence[Warned], form: FormData) -> tuple[Warned, ...]:
    """Warnings not read yet for these very answers; a person who says « Continuer quand même » has read them."""
    known = {*step.held.get(SEEN, ()), *str(form.get(ANYWAY, "")).split()}
    return tuple(one for one in warnings if one.key not in known)


def seen(step: Step, warnings: Sequence[Warned]) -> dict[str, list[str]]:
    """What the draft remembers of the warnings read, the latest ones."""
    if not warnings:
        return {}
    keys = [*step.held.get(SEEN, ()), *(one.key for one in warnings)]
    return {SEEN: list(dict.fromkeys(keys))[-MOST_SEEN:]}


def on_screen(step: Step, form: FormData) -> list[Question]:
    """Questions of this page that the form asked. Anything else that was posted is not even looked at."""
    marked = form.getlist(ASKED)
    return [one for one in step.journey.stored(step.page) if one.when is None or one.id in marked]


def read(step: Step, form: FormData) -> dict[str, Any]:
    """What was typed, by question; documents are those we hold, not those the browser names."""
    raws = {}
    for question in on_screen(step, form):
        typed = question.type.read(question, form)
        raws[question.id] = lookup.settled(question, typed, form, step.office.settings.secret, step.at)
        if is_file(question):
            raws[question.id]["documents"] = uploads.given(step.documents, question)
    return raws


def visible_with(step: Step, question: Question, values: Mapping[str, Any]) -> bool:
    return step.journey.shown_with(step.page, question, values)
