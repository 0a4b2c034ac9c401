"""Before a person withdraws their request: what it changes, told on a page of its own, then one button."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from engine.acts import offer
from engine.definition.cycle import Action
from engine.records import Case
from engine.web import told
from engine.web.acting import Typed
from engine.web.drawers import NOTHING, error_lines, for_citizen
from engine.web.followed import followed
from engine.web.page import now, office, page, see
from engine.web.spoken import language_of

CASE = "/suivi/dossier"
NONE = MappingProxyType[str, str]({})


@followed
async def confirm(request: Request) -> Response:
    """GET /suivi/dossier/action/{act} : asked once more before what cannot be undone."""
    found = request.state.case
    process = await office(request).process_of(found)
    possible = offer.for_citizen(office(request), process, found)
    wanted = next((one for one in possible if one.id == request.path_params["act"]), None)
    return await show(request, found, wanted) if wanted else see(request, CASE)


async def show(
    request: Request, found: Case, wanted: Action, filled: Typed = NOTHING, errors: Mapping[str, str] = NONE
) -> Response:
    """The page, with what was typed and what is wrong with it."""
    here, at = office(request), now(request)
    process = await here.process_of(found, language_of(request))
    drawn = await for_citizen(here, process, found, wanted, filled, errors, at)
    drawer = next((one for one in drawn if one.action.id == wanted.id), None)
    if drawer is None or not drawer.ends_badly:
        return see(request, CASE)
    context = {
        "case": found,
        "process": process,
        "drawer": drawer,
        "unit": here.city.unit(found.unit),
        "mode": told.MODES.get(found.contact_mode, ""),
        "live": drawer.reveals,
        "errors": error_lines([drawer], errors),
    }
    return page(request, "pages/renoncer.html", context, status=422 if errors else 200)
