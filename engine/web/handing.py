"""What agents write, call or hand over themselves: the list of it, and what came of each.

A relay place hands over what its people wait for, even about a case that belongs to another service.
"""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import call, divert, signin, tell
from engine.errors import NotAllowed
from engine.records import Case, Notice
from engine.records.notice import LETTER
from engine.records.task import MOST, waiting
from engine.web.page import now, office, page, see
from engine.web.signin import HOME, agents_only
from engine.web.task import HEADINGS, Task, task

HIGHEST = 2**63 - 1
"""No number of ours is above: the largest that both databases compare."""
LIST = f"{HOME}/a-remettre"
DONE = {"remis": "C’est noté dans le journal.", "appel": "L’appel est noté.", "autrement": "Le message part autrement."}


@agents_only
async def tasks(request: Request) -> Response:
    """GET /agents/a-remettre."""
    found = await mine(request)
    groups = [(HEADINGS[way], way, [one for one in found if one.notice.channel == way]) for way in HEADINGS]
    context = {
        "groups": [group for group in groups if group[2]],
        "more": len(found) == MOST,
        "letters": LETTER,
        "done": DONE.get(request.query_params.get("fait", ""), ""),
        "refused": "",
    }
    return page(request, "pages/a-remettre.html", context)


@agents_only
async def done(request: Request) -> Response:
    """POST /agents/envois/{notice}/fait: the letter is written, the person has been told."""
    notice = await asked(request)
    if notice.to_do:
        await tell.done(notice, request.state.agent, now(request))
    return await back(request, notice, "remis")


@agents_only
async def called(request: Request) -> Response:
    """POST /agents/envois/{notice}/appel: what came of a call."""
    notice, form = await asked(request), await request.form(max_files=0)
    tried = str(form.get("essai", ""))
    try:
        tried_before = int(tried) if tried.isdecimal() and len(tried) < 6 else -1
        agent = request.state.agent
        await call.called(office(request), notice, str(form.get("resultat", "")), tried_before, agent, now(request))
    except NotAllowed as refusal:
        return refusing(request, refusal)
    return await back(request, notice, "appel")


@agents_only
async def otherwise(request: Request) -> Response:
    """POST /agents/envois/{notice}/autrement: this person is told by another means."""
    notice, form = await asked(request), await request.form(max_files=0)
    try:
        way = str(form.get("moyen", ""))
        await divert.by_agent(office(request), notice, way, request.state.agent, now(request))
    except NotAllowed as refusal:
        return refusing(request, refusal)
    return await back(request, notice, "autrement")


# --- what they share


async def mine(request: Request, channel: str = "") -> list[Task]:
    """What waits for this agent, as read."""
    here, agent = office(request), request.state.agent
    told = []
    for notice in await waiting(signin.units_of(agent, here.city), channel):
        case: Any = notice.case
        seen = signin.may_see(agent, here.city, case)
        told.append(task(here, await here.process_of(case), case, notice, seen))
    return told


async def asked(request: Request) -> Notice:
    """The message of the address, when it is for this agent to hand over; 404 otherwise."""
    here, agent = office(request), request.state.agent
    notice = await Notice.get_or_none(id=min(request.path_params["notice"], HIGHEST), case_id__isnull=False)
    case = await Case.get_or_none(reference=notice.case_id) if notice else None
    if notice is None or case is None:
        raise HTTPException(404)
    if not signin.may_see(agent, here.city, case) and notice.desk not in signin.units_of(agent, here.city):
        raise HTTPException(404)
    return notice


async def back(request: Request, notice: Notice, what: str) -> Response:
    """To where the agent was: the list, or the case."""
    if (await request.form(max_files=0)).get("retour") == "liste":
        return see(request, f"{LIST}?fait={what}")
    return see(request, f"{HOME}/dossiers/{notice.case_id}?fait={what}#remettre-page")


def refusing(request: Request, refusal: NotAllowed) -> Response:
    context = {"groups": (), "more": False, "letters": LETTER, "done": "", "refused": str(refusal)}
    return page(request, "pages/a-remettre.html", context, status=409)
