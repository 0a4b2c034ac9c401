"""Following a request: reference and code in, then where it stands, until when, why, and messages both ways."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import attach, move, offer, play, tracking
from engine.acts.complete import Missing
from engine.acts.examine import examine
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import WRITE, Action
from engine.definition.process import Process, Question
from engine.errors import NotAllowed, Overtaken, Refusal
from engine.fields.base import FilingDay
from engine.fields.base import text as typed_text
from engine.fields.fichier import DEFAULT_FORMATS, LARGEST, accepted
from engine.records import Case, Document, Event
from engine.records.lookup import by_key
from engine.web import corrected, told, visit, withdrawing
from engine.web.acting import Typed
from engine.web.appear import ASKED, announced
from engine.web.delivery import to_person
from engine.web.drawers import NOTHING, changed, ends_badly, error_lines, for_citizen
from engine.web.followed import followed
from engine.web.form import ErrorLine
from engine.web.guard import client
from engine.web.page import announce, now, office, page, see
from engine.web.spoken import language_of
from engine.web.uploads import ANY_DOCUMENT, sent

CASE = "/suivi/dossier"
FROM_ONE_CONNECTION, ON_ONE_CASE = "30/15minutes", "10/15minutes"
MESSAGES = "20/hour"
AGAIN = timedelta(hours=1)
"""The same words sent twice within this time are one message."""

NONE = MappingProxyType[str, str]({})
NOT_FOUND = (
    "Nous ne trouvons pas de demande avec cette référence et ce code. Vérifiez-les sur votre accusé de réception."
)


async def find(request: Request) -> Response:
    """GET or POST /suivi : the reference and the code, typed as people type them."""
    if request.method != "POST":
        return page(request, "pages/suivi.html", {"reference": "", "code": "", "refused": ""})
    async with request.form(max_files=0) as form:
        reference, code = typed_text(form.get("reference"), 40), typed_text(form.get("code"), 40)
        to_copy = form.get("vers") == "copie"
    limits = request.app.state.limits
    await limits.spend("suivi", client(request), allowed=FROM_ONE_CONNECTION)
    await limits.spend("suivi-dossier", tracking.written(tracking.told_apart(reference, code)[0]), allowed=ON_ONE_CASE)
    case = await tracking.find(office(request), *tracking.told_apart(reference, code))
    if case is None:
        typed = {"reference": reference, "code": code, "refused": NOT_FOUND}
        errors = [ErrorLine("#reference", NOT_FOUND)]
        return page(request, "pages/suivi.html", {**typed, "errors": errors}, status=422)
    response = see(request, f"{CASE}/copie" if to_copy else CASE)
    visit.follow(request, response, case, now(request))
    return response


@followed
async def case(request: Request) -> Response:
    """GET /suivi/dossier."""
    return await show(request, request.state.case)


async def show(
    request: Request,
    found: Case,
    typed: str = "",
    refused: str = "",
    *,
    used: Action | None = None,
    filled: Typed = NOTHING,
    errors: Mapping[str, str] = NONE,
    act_refused: str = "",
    unfit: Mapping[str, str] = NONE,
    more: Sequence[Question] = (),
) -> Response:
    here = office(request)
    context = await told.followed(here, found, now(request), language_of(request))
    drawn = await for_citizen(here, context["process"], found, used, filled, errors, now(request), more)
    known = [ErrorLine("#message", refused)] if refused else error_lines(drawn, errors)
    known = [*known, *unfit_lines(context["missing"], unfit)]
    context |= {
        "unfit": unfit,
        "accepted": accepted,
        "added": request.method == "GET" and request.query_params.get("ajoute") == "oui",
        "drawers": drawn,
        "live": any(one.reveals for one in drawn),
        "acted": said_done(context["process"], request),
        "act_refused": act_refused,
        **await corrected.for_tracking(here, context["process"], found, request.query_params.get("correction", "")),
        "opinion_given": request.query_params.get("avis") == "donne",
        "message_sent": request.method == "GET" and request.query_params.get("message") == "envoye",
        "typed": typed,
        "refused": refused,
        "errors": known,
        **ANY_DOCUMENT,
    }
    return page(request, "pages/dossier.html", context, status=409 if act_refused else 422 if known or more else 200)


def unfit_lines(missing: Sequence[Missing], unfit: Mapping[str, str]) -> list[ErrorLine]:
    """Why a document that was waited for was refused, beside its place; beside the message when it has none."""
    ranks = {one.key: rank for rank, one in enumerate(missing, 1)}
    return [ErrorLine(f"#attendu-{ranks[key]}" if key in ranks else "#message", why) for key, why in unfit.items()]


def said_done(process: Process, request: Request) -> str:
    action = cycle_of(process).action(request.query_params.get("fait", "")) if request.method == "GET" else None
    return action.done if action and action.by_citizen else ""


@followed
async def act(request: Request) -> Response:
    """POST /suivi/dossier/action/{act} : what the life cycle lets the person do."""
    at, here = now(request), office(request)
    found = request.state.case
    process = await here.process_of(found)
    name = request.path_params["act"]
    wanted = cycle_of(process).step(found.step).actions.get(name) or cycle_of(process).action(name)
    if wanted is None or not wanted.by_citizen or wanted.does(WRITE):
        raise HTTPException(404)
    async with request.form() as form:
        typed = Typed.of(wanted, form)
    day = FilingDay(here.calendar.day_of(at), here.calendar)
    questions = wanted.asked(offer.facts(here, found), typed.given(wanted, day))
    filled, errors = typed.checked(cycle_of(process), wanted, questions, day)
    if errors and ends_badly(cycle_of(process), wanted):
        return await withdrawing.show(request, found, wanted, typed, errors)
    if errors:
        return await show(request, found, used=wanted, filled=typed, errors=errors)
    if more := typed.called(questions):
        return await show(request, found, used=wanted, filled=typed, more=more)
    try:
        await play.citizen(here, found, wanted.id, filled, at)
    except NotAllowed as refusal:
        await found.refresh_from_db()
        return await show(request, found, used=wanted, filled=typed, act_refused=str(refusal))
    return see(request, f"{CASE}?fait={wanted.id}")


async def preview(request: Request) -> Response:
    """POST /suivi/dossier/action/{act}/apercu : the questions that appear or go. Nothing is kept."""
    found = await visit.followed_case(request, now(request))
    process = await office(request).process_of(found) if found else None
    name = request.path_params["act"]
    wanted = cycle_of(process).step(found.step).actions.get(name) if found and process else None
    if found is None or wanted is None or not wanted.by_citizen:
        return Response(status_code=409)
    async with request.form() as form:
        return reveal(request, found, wanted, form)


def reveal(request: Request, found: Case, action: Action, form: FormData) -> Response:
    """Only what changes in the form of an action, for the person concerned and for agents alike."""
    typed, on_screen = Typed.of(action, form), {str(one) for one in form.getlist(ASKED)}
    places = changed(office(request), found, action, typed, on_screen, now(request))
    if not places:
        return Response(status_code=204)
    response = page(request, "partials/reveal.html", {"places": places})
    return announce(request, response, announced([place.field for place in places if place.field]))


@followed
async def write(request: Request) -> Response:
    """POST /suivi/dossier/message : words, documents, or both."""
    at = now(request)
    found = request.state.case
    async with request.form() as form:
        text = typed_text(form.get("message")).strip()
        try:
            await send(request, found, text, form, at)
        except (Refusal, NotAllowed) as refusal:
            return await show(request, found, text, str(refusal))
    return see(request, f"{CASE}?message=envoye")


async def send(request: Request, found: Case, text: str, form: FormData, at: datetime) -> None:
    """All the files are looked at before anything is kept: a message leaves whole or not at all."""
    files = [(file.filename or "", await file.read(LARGEST + 1)) for file in sent(form, "documents")]
    move.worded(text, "Écrivez votre message, ou ajoutez un document.", optional=bool(files))
    contents, here = [content for _, content in files], office(request)
    if await already_said(found, text, contents, at):
        return
    await request.app.state.limits.spend("messages", found.reference, allowed=MESSAGES)
    fit = [await examine(name, content, DEFAULT_FORMATS, LARGEST) for name, content in files]
    while not await already_said(found, text, contents, at):
        try:
            async with attach.joined(here, found, fit, at) as kept:
                await move.answer(here, found, text, kept, at, as_seen=True)
        except Overtaken:  # the same click, or someone else: looked at again
            await found.refresh_from_db()
        else:
            return


async def already_said(found: Case, text: str, contents: list[bytes], at: datetime) -> bool:
    """The same form sent twice: the last thing written is this very message."""
    last = (
        await Event.filter(case_id=found.reference, public=True).exclude(actor_kind="systeme").order_by("-id").first()
    )
    if last is None or last.kind != "message-usager" or last.text != text or at - last.at > AGAIN:
        return False
    kept = await Document.filter(id__in=last.data.get("documents", ())).values_list("sent_sha256", flat=True)
    return sorted(kept) == sorted(hashlib.sha256(content).hexdigest() for content in contents)


async def document(request: Request) -> Response:
    """GET /suivi/dossier/documents/{document} : one of the person's own documents."""
    found = await visit.followed_case(request, now(request))
    kept = await by_key(Document, request.path_params["document"], case_id=found.reference) if found else None
    if kept is None:
        raise HTTPException(404)
    return to_person(request, kept)
