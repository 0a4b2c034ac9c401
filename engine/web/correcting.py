"""Correcting answers already sent: those the service asks about, alone on one page, or those of a page of one's choice.

Plain POST, 303, GET. Nothing changes before all of it holds; the files that arrive meanwhile are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import correct, demand
from engine.amended import Amended, Spot, spots
from engine.definition.process import Process
from engine.definition.verifications import Warned
from engine.errors import NotAllowed
from engine.records import Case, Correction
from engine.web import sheet, tracking, uploads
from engine.web.acting import whole
from engine.web.filling import ANYWAY, SEARCHED
from engine.web.followed import followed
from engine.web.form import FieldView
from engine.web.page import now, office, page, see
from engine.web.recap import is_told
from engine.web.sheet import Sheet
from engine.web.spoken import language_of

CASE, ASKED_FOR = "/suivi/dossier", "/suivi/dossier/corriger"
DEMAND, ALL_THE_SAME = "demande-page", "quand-meme-page"
ALLOWED = "60/hour"
"""Corrections of one case."""
NOT_HERE = "À cette étape, vos réponses ne changent plus d’elles-mêmes. Écrivez au service : il vous dira quoi faire."
OVER = "Le service ne demande plus ces corrections, ou vous les avez déjà envoyées. Vos réponses n’ont pas changé."


@followed
async def asked(request: Request) -> Response:
    """GET or POST /suivi/dossier/corriger : only what the service asks to correct."""
    found = request.state.case
    if request.method != "POST":
        wanted = await demand.open_one(found)
        return await opened(request, found, wanted) if wanted else see(request, CASE)
    await request.app.state.limits.spend("corrections", found.reference, allowed=ALLOWED)
    async with request.form() as form:
        wanted = await Correction.get_or_none(id=whole(form.get(DEMAND), 0), case_id=found.reference)
        if wanted is None:
            return see(request, CASE)
        if wanted.open and found.open:
            made = await sheet_of(request, found, [one.spot for one in demand.asked(wanted)], wanted)
            return await answer(request, made, form, wanted)
        return await too_late(request, found, wanted, form)


@followed
async def own(request: Request) -> Response:
    """GET or POST /suivi/dossier/corriger/{page} : the answers of one page, of the person’s own accord."""
    found = request.state.case
    process = await office(request).process_of(found)
    if not found.open or not correct.may_correct(process, found):
        refused = correct.CLOSED if not found.open else NOT_HERE
        return (
            await tracking.show(request, found, act_refused=refused) if request.method == "POST" else see(request, CASE)
        )
    number = request.path_params.get("number", 0)
    address = f"{request.path_params['page']}/{number}" if number else request.path_params["page"]
    made = await sheet_of(request, found, [])
    made.wanted = correctable(made, address)
    if not made.wanted:
        return see(request, CASE)
    if request.method != "POST":
        return await show(request, made, await untouched(made))
    await request.app.state.limits.spend("corrections", found.reference, allowed=ALLOWED)
    async with request.form() as form:
        return await answer(request, made, form)


def correctable(made: Sheet, address: str) -> list[Spot]:
    journey = made.journey(made.case.answers)
    there = next((one for one in journey.pages if one.address == address), None)
    questions = sheet.asked_on(journey, there) if there else ()
    return [Spot(address, one.id) for one in questions if one.correctable and is_told(one, whole=False)]


async def sheet_of(request: Request, found: Case, wanted: Sequence[Spot], asked: Correction | None = None) -> Sheet:
    process = await office(request).process_of(found, language_of(request))
    notes = {one.spot.key: one.note for one in demand.asked(asked)}
    made = Sheet(office(request), process, found, wanted, now(request), notes, correct.due(asked))
    there = spots(made.journey(found.answers))
    made.wanted = [spot for spot in wanted if spot in there]
    return made


async def opened(request: Request, found: Case, wanted: Correction) -> Response:
    made = await sheet_of(request, found, [one.spot for one in demand.asked(wanted)], wanted)
    return await show(request, made, await untouched(made), wanted)


async def untouched(made: Sheet) -> Amended:
    await made.fill()
    return correct.amended(made.office, made.process, made.case, {}, made.at)


# --- what they typed


async def answer(request: Request, made: Sheet, form: FormData, wanted: Correction | None = None) -> Response:
    """Keep all of it, or show it again with what is wrong or what more is asked."""
    result = await made.read(form)
    if removed(form):
        return await show(request, made, result, wanted, quiet=True)
    if searched := form.get(SEARCHED):
        return await show(request, made, result, wanted, searched=str(searched))
    unseen = to_be_seen(result, form)
    if made.refused or not result.holds or unseen:
        return await show(request, made, result, wanted, warnings=unseen)
    try:
        kept = await correct.correct(made.office, made.case, made.typed, made.at, wanted)
    except NotAllowed as refusal:
        await made.case.refresh_from_db()
        if wanted is not None and made.case.open:
            return await too_late(request, made.case, await Correction.get(id=wanted.id), form)
        return await tracking.show(request, made.case, act_refused=str(refusal))
    if not kept.holds:  # an agent, or another window, was faster: what was typed no longer holds
        result = correct.amended(made.office, made.process, made.case, made.typed, made.at, made.due)
        return await show(request, made, result, wanted)
    return see(request, f"{CASE}?correction={'faite' if kept.changes else 'rien'}")


def removed(form: FormData) -> bool:
    return any(name.endswith(f"-{sheet.REMOVED}") for name in form)


def to_be_seen(result: Amended, form: FormData) -> list[Warned]:
    read = str(form.get(ANYWAY, "")).split()
    return [one for one in result.warnings if one.key not in read]


async def too_late(request: Request, found: Case, wanted: Correction, form: FormData) -> Response:
    """The demand is over: already answered, or asked no more. Sent twice is sent once; anything else is shown again."""
    process = await office(request).process_of(found)
    if not found.open:
        return await tracking.show(request, found, act_refused=correct.CLOSED)
    made = await sheet_of(request, found, [one.spot for one in await free(process, found, wanted)], wanted)
    result = await made.read(form)
    if result.holds and not result.changes:
        return see(request, f"{CASE}?correction=rien")
    if not made.wanted or not correct.may_correct(process, found):
        return await tracking.show(request, found, act_refused=OVER)
    if form.get(ALL_THE_SAME):
        return await answer(request, made, form)
    return await show(request, made, result, wanted, over=True)


async def free(process: Process, found: Case, wanted: Correction) -> list[demand.Asked]:
    """Those of a demand that the person may also correct of their own accord."""
    return [one for one in demand.asked(wanted) if process.question(one.spot.question).correctable]


# --- what they see


async def show(
    request: Request,
    made: Sheet,
    result: Amended,
    wanted: Correction | None = None,
    *,
    warnings: Sequence[Warned] = (),
    searched: str = "",
    over: bool = False,
    quiet: bool = False,
) -> Response:
    """`quiet`: nothing is wrong yet, the sheet is only shown again."""
    if quiet or searched:
        result = Amended(result.answers)
    parts = await made.parts(result)
    fields = sheet.fields(parts)
    if not fields:
        return see(request, CASE)
    called = {sheet.control_of(spot) for spot in result.more if spot.key not in result.errors}
    questions = [made.process.question(spot.question) for spot in made.wanted]
    context = {
        "case": made.case,
        "process": made.process,
        "parts": parts,
        "demand": wanted,
        "over": over,
        "here": request.url.path,
        "errors": sheet.errors_of(parts),
        "warnings": warnings,
        "targets": targets(fields, warnings),
        "more": [one for one in fields if one.id in called],
        "marked": [spot.key for spot in (*map(Spot.of, made.typed), *result.more) if spot.key not in made.keys],
        "with_files": any(one.type == "fichier" for one in fields),
        "searching": any(one.type.has_button(one) for one in questions),
        # Files leave with the sheet: only the pages of the form receive them one by one, with their script.
        "scripts": sorted({one.type.script for one in questions if one.type.script and not uploads.is_file(one)}),
        "searched": searched,
    }
    bad = request.method == "POST" and (context["errors"] or warnings or context["more"])
    return page(request, "pages/corriger.html", context, status=409 if over else 422 if bad else 200)


def targets(fields: Sequence[FieldView], warnings: Sequence[Warned]) -> dict[str, str]:
    """The control of each question that a warning names; the top of the page when it is not on the sheet."""
    named = {name for warned in warnings for name in warned.questions}
    shown = {one.id.rpartition("-")[2]: one.first for one in reversed(fields)}
    return {name: shown.get(name, "contenu-page") for name in named}
