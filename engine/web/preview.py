"""The author's preview: every page, state and message of one démarche, drawn by the handlers that serve the public.

Pages are drawn without being kept (`draw_…`), or walked for real on a database thrown away (`go`, `send`, `as_agent`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.acts import sample, signin
from engine.acts.preview import Preview
from engine.definition.city_cycle import cycle_of
from engine.definition.process import Process, Scenario
from engine.errors import NotAllowed
from engine.records import Case
from engine.web import catalogue, desk, elsewhere, tracking, visit
from engine.web.beside import INDEX
from engine.web.drawing import Drawing, draw
from engine.web.page import now, office, page, see
from engine.web.screens import screens
from engine.web.signin import HOME, keep_session
from engine.web.step import page_path

CLOSED = "Cette démarche est fermée."


class Clock:
    """The time of the preview: that of the scenario chosen, then going on; the real one without a scenario."""

    def __init__(self, preview: Preview):
        self.preview = preview
        self.wanted: datetime | None = None
        self.shift = timedelta()

    def __call__(self) -> datetime:
        real, chosen = datetime.now(UTC), self.preview.chosen
        wanted = chosen.filed_at if chosen else None
        if wanted != self.wanted:
            self.wanted, self.shift = wanted, (wanted - real if wanted else timedelta())
        return real + self.shift


def preview_of(request: Request) -> Preview:
    return request.app.state.preview


def shown(request: Request) -> Process:
    """The version on the screen. 404 when nothing of the file could ever be read."""
    process = preview_of(request).process
    if process is None:
        raise HTTPException(404, "Rien de ce fichier n’a encore pu être lu. Corrigez-le et enregistrez-le.")
    return process


# --- the index


async def index(request: Request) -> Response:
    """GET /-/apercu : every screen of the démarche, and what the checker says of it."""
    return page(request, "pages/apercu.html", screens(preview_of(request), office(request), now(request)))


async def version(request: Request) -> Response:
    """GET /-/apercu/version : changes when the file has been saved."""
    return JSONResponse({"version": str(preview_of(request).reading.number)})


async def choose(request: Request) -> Response:
    """POST /-/apercu/scenario : the pages begin again, filled with that one."""
    form = await request.form()
    written = str(form.get("scenario", ""))
    preview_of(request).scenario = int(written) if written.isdecimal() and len(written) < 4 else None
    response = see(request, INDEX)
    visit.forget_person(request, response)
    return response


# --- drawn


async def draw_page(request: Request) -> Response:
    """GET /-/apercu/page/{page}[/{number}]?etat=vide|remplie|erreurs|controle-1"""
    here = office(request)
    drawing = Drawing(here, shown(request), preview_of(request).chosen, now(request))
    return draw(request, drawing)


async def draw_closed(request: Request) -> Response:
    """GET /-/apercu/fermee : the start page out of its opening days."""
    process = shown(request)
    words = process.opening.message if process.opening else ""
    return catalogue.show_start(request, process, words or CLOSED)


async def draw_elsewhere(request: Request) -> Response:
    """GET /-/apercu/ailleurs/{page}/{number} : what those it is not for are told."""
    process, number = shown(request), request.path_params["number"]
    where = next((one for one in process.pages if one.id == request.path_params["page"]), None)
    if where is None or not 0 < number <= len(where.elsewhere):
        raise HTTPException(404)
    return elsewhere.show(request, process, where, where.elsewhere[number - 1])


async def draw_step(request: Request) -> Response:
    """GET /-/apercu/etape/{step} : the tracking page of a request that stands there."""
    return await tracking.show(request, await case_at(request))


async def draw_step_for_agent(request: Request) -> Response:
    """GET /-/apercu/etape/{step}/agent"""
    request.state.agent = await sample.boss(now(request))
    return await desk.show(request, await case_at(request))


async def draw_messages(request: Request) -> Response:
    """GET /-/apercu/messages : every message, as it will be read."""
    case, agent = await case_of(request), await sample.boss(now(request))
    told = await sample.messages(office(request), case, agent, now(request))
    return page(request, "pages/apercu-messages.html", {"process": shown(request), "occasions": told})


async def case_at(request: Request) -> Case:
    case = await case_of(request)
    process = await office(request).process_of(case)
    step = cycle_of(process).steps.get(request.path_params["step"])
    if step is None:
        raise HTTPException(404)
    return sample.placed(process, case, step, now(request))


async def case_of(request: Request) -> Case:
    """The request of the scenario chosen, sent once for each version."""
    preview = preview_of(request)
    key = (preview.reading.number, preview.scenario)
    if key not in preview.cases:
        case, _ = await sample.send(office(request), preview.slug, sendable(request), now(request))
        preview.cases[key] = case.reference
    return await Case.get(reference=preview.cases[key])


def sendable(request: Request) -> Scenario:
    """The scenario chosen if it goes to its end, else the first that does. NotAllowed when there is none."""
    preview = preview_of(request)
    if preview.process and preview.good:
        drawing = Drawing(office(request), preview.process, preview.chosen, now(request))
        for scenario in (preview.chosen, *preview.process.scenarios):
            one = replace(drawing, scenario=scenario)
            if scenario and one.journey(one.answers).next_page is None:
                return scenario
    raise NotAllowed("Pour voir cet écran, il faut une version sans erreur, avec un scénario qui va jusqu’à l’envoi.")


# --- walked for real


async def go(request: Request) -> Response:
    """POST /-/apercu/aller : the real form, filled with the scenario, open at this page."""
    preview, form = preview_of(request), await request.form()
    _, token = await sample.fill(office(request), preview.slug, preview.chosen, now(request))
    address = str(form.get("page", ""))
    path = page_path(preview.slug, address) if address else f"/demarches/{preview.slug}/verifier"
    response = see(request, path)
    visit.keep_draft(request, response, preview.slug, token)
    return response


async def send(request: Request) -> Response:
    """POST /-/apercu/envoyer : the scenario is sent; its receipt."""
    preview = preview_of(request)
    _, token = await sample.send(office(request), preview.slug, sendable(request), now(request))
    response = see(request, f"/demarches/{preview.slug}/recu")
    visit.keep_draft(request, response, preview.slug, token)
    return response


async def follow(request: Request) -> Response:
    """POST /-/apercu/suivre : the tracking page of the request just sent, else of the scenario."""
    response = see(request, tracking.CASE)
    visit.follow(request, response, await latest(request), now(request))
    return response


async def as_agent(request: Request) -> Response:
    """POST /-/apercu/agent : the request just sent, opened by someone of the city."""
    case, agent = await latest(request), await sample.boss(now(request))
    response = see(request, f"{HOME}/dossiers/{case.reference}")
    keep_session(request, response, await signin.open_session(agent, now(request)))
    return response


async def latest(request: Request) -> Case:
    """What this browser has sent; else the scenario, sent now."""
    preview, here, at = preview_of(request), office(request), now(request)
    draft = await visit.draft_of(request, preview.slug, at)
    if draft is not None and draft.reference:
        return await Case.get(reference=draft.reference)
    case, _ = await sample.send(here, preview.slug, sendable(request), at)
    return case
