"""The page of a case for agents, and what they can do from it. Someone else's case does not exist: 404.

Every form carries the version of the case its reader saw: a case that changed meanwhile is shown again, with what
changed and what was typed. The same form sent twice does one thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import attach, offer, play, signin
from engine.acts.examine import Examined
from engine.acts.filled import Filled
from engine.definition.city_cycle import cycle_of
from engine.definition.cycle import Action, Cycle
from engine.definition.process import Question
from engine.errors import NotAllowed, Refusal
from engine.fields.base import FilingDay
from engine.records import Case, Document, Event
from engine.records.lookup import by_key
from engine.web import asking, joining
from engine.web.acting import Typed
from engine.web.casefile import casefile
from engine.web.delivery import to_agent
from engine.web.drawers import drawers, error_lines
from engine.web.handing import DONE
from engine.web.inbox import inbox
from engine.web.journal import journal
from engine.web.page import now, office, page, see
from engine.web.signin import HOME, agents_only
from engine.web.tracking import reveal
from engine.web.uploads import ANY_DOCUMENT

NOTHING, NONE = Typed(), MappingProxyType[str, str]({})

__all__ = ["act", "case", "corrections_read", "corrections_withdrawn", "document", "inbox", "preview"]


@agents_only
async def case(request: Request) -> Response:
    """GET /agents/dossiers/{reference}."""
    return await show(request, await visible_case(request))


@agents_only
async def act(request: Request) -> Response:
    """POST /agents/dossiers/{reference}/{act}."""
    here, agent, at = office(request), request.state.agent, now(request)
    found = await by_key(Case, asked(request, "reference"))
    process = await here.process_of(found) if found else None
    wanted = cycle_of(process).action(asked(request, "act")) if process else None
    if wanted is None or found is None or process is None or not wanted.by_agents:
        raise HTTPException(404)
    here_and_now = cycle_of(process).step(found.step).actions.get(wanted.id)
    wanted = here_and_now or wanted
    async with request.form() as form:
        typed = Typed.of(wanted, form)
        since = await Event.filter(case_id=found.reference, id__gt=typed.seen).order_by("id")
        if typed.already(wanted, agent, since):
            return done(request, found, wanted)
        if not signin.may_see(agent, here.city, found):
            raise HTTPException(404)
        fit, refused = await joining.looked_at(cycle_of(process), wanted, form)
    day = FilingDay(here.calendar.day_of(at), here.calendar)
    questions = wanted.asked(offer.facts(here, found), typed.given(wanted, day))
    filled, errors = typed.checked(cycle_of(process), wanted, questions, day)
    if refused:
        errors[joining.control(wanted)] = refused
    if errors:
        return await show(request, found, wanted, typed, errors=errors, status=422)
    if more := typed.called(questions):
        return await show(request, found, wanted, typed, more=more, status=422)
    if typed.version != found.version:
        return await show(request, found, wanted, typed, refused=play.CHANGED, since=since, status=409)
    return await perform(request, found, wanted, typed, filled, fit)


async def perform(
    request: Request, found: Case, wanted: Action, typed: Typed, filled: Filled, fit: Sequence[Examined]
) -> Response:
    """The documents are kept first: what was not done in the end leaves none."""
    here, agent, at = office(request), request.state.agent, now(request)
    try:
        async with attach.joined(here, found, fit, at, agent.login) as kept:
            found = await play.act(here, found, agent, wanted.id, replace(filled, documents=kept), at)
    except Refusal as refusal:
        errors = {joining.control(wanted): refusal.sentence}
        return await show(request, found, wanted, typed, errors=errors, status=422)
    except NotAllowed as refusal:
        await found.refresh_from_db()
        since = await Event.filter(case_id=found.reference, id__gt=typed.seen).order_by("id")
        return await show(request, found, wanted, typed, refused=str(refusal), since=since, status=409)
    return done(request, found, wanted)


@agents_only
async def preview(request: Request) -> Response:
    """POST /agents/dossiers/{reference}/{act}/apercu: the questions that appear or go with what is on the screen.

    Nothing is kept. Only what changes is sent back: the control in use is never swapped.
    """
    found = await visible_case(request)
    process = await office(request).process_of(found)
    wanted = cycle_of(process).step(found.step).actions.get(asked(request, "act"))
    if wanted is None or not wanted.by_agents:
        return Response(status_code=409)
    async with request.form() as form:
        return reveal(request, found, wanted, form)


@agents_only
async def corrections_read(request: Request) -> Response:
    """POST /agents/dossiers/{reference}/corrections/lues."""
    return await asking.read(request, await visible_case(request))


@agents_only
async def corrections_withdrawn(request: Request) -> Response:
    """POST /agents/dossiers/{reference}/corrections/retirer: the service asks for them no more."""
    found = await visible_case(request)
    if refused := await asking.withdraw(request, found):
        await found.refresh_from_db()
        return await show(request, found, refused=refused, status=409)
    return see(request, f"{HOME}/dossiers/{found.reference}?fait=corrections")


@agents_only
async def document(request: Request) -> Response:
    """GET /agents/documents/{document}."""
    kept = await by_key(Document, asked(request, "document"), case_id__isnull=False)
    if kept is None or not await sees(request, kept.case_id):
        raise HTTPException(404)
    return to_agent(request, kept)


# --- what they share


def asked(request: Request, name: str) -> str:
    """What the address names; nothing when it holds what no name of ours does."""
    written = str(request.path_params[name])
    return written if written.isprintable() else ""


async def visible_case(request: Request) -> Case:
    found = await by_key(Case, asked(request, "reference"))
    if found is None or not signin.may_see(request.state.agent, office(request).city, found):
        raise HTTPException(404)
    return found


async def sees(request: Request, reference: str | None) -> bool:
    found = await Case.get_or_none(reference=reference)
    return found is not None and signin.may_see(request.state.agent, office(request).city, found)


def done(request: Request, found: Case, wanted: Action) -> Response:
    """Back to the case; to the inbox when the case has left for a service the agent does not see."""
    seen = signin.may_see(request.state.agent, office(request).city, found)
    return see(request, f"{HOME}/dossiers/{found.reference}?fait={wanted.id}" if seen else f"{HOME}?fait={wanted.id}")


async def show(
    request: Request,
    found: Case,
    used: Action | None = None,
    typed: Typed = NOTHING,
    *,
    errors: Mapping[str, str] = NONE,
    refused: str = "",
    since: Sequence[Event] = (),
    more: Sequence[Question] = (),
    status: int = 200,
) -> Response:
    """The page of the case. `used` is the form that brings us back here, with what was typed in it."""
    here, agent, at = office(request), request.state.agent, now(request)
    context = await casefile(here, found, at)
    process = context["process"]
    forms = await drawers(here, process, found, agent, context["holder"], used, typed, errors, at, more)
    context |= await asking.news(here, process, found, agent, context["known"])
    context |= await asking.to_ask(found, forms, context["sections"], typed, errors)
    context |= {
        "drawers": forms,
        "live": any(form.reveals for form in forms),
        "errors": error_lines(forms, errors),
        "refused": refused,
        "changes": journal(here, since, process=process),
        "orphan": typed.text if used and not any(form.open for form in forms) else "",
        "done": said_done(cycle_of(process), request.query_params.get("fait", "")),
        "faults": here.faults,
        **ANY_DOCUMENT,
    }
    return page(request, "pages/cas.html", context, status=status)


def said_done(life: Cycle, name: str) -> str:
    if name == "corrections":
        return "Ces corrections ne sont plus demandées. La personne le lit sur sa page de suivi."
    action = life.action(name)
    return action.done if action else DONE.get(name, "")
