"""« Reprendre ma demande » : with the code or its link, and the secret word, a draft comes to this browser."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from engine.acts import resume
from engine.errors import Refusal
from engine.fields.base import text as typed_text
from engine.records import ResumeCode
from engine.web import visit
from engine.web.form import ErrorLine
from engine.web.guard import client
from engine.web.later import WORD
from engine.web.page import now, office, page, see

FROM_ONE_CONNECTION, ON_ONE_CODE = "30/15minutes", "10/15minutes"


async def back(request: Request) -> Response:
    """GET or POST /reprendre and /reprendre/{link} : the code, or its link, and the secret word."""
    link = request.path_params.get("link", "")
    if request.method != "POST":
        return show_back(request, link)
    async with request.form(max_files=0) as form:
        typed, word = typed_text(form.get("code"))[:40], typed_text(form.get(WORD))[:200]
    limits, here, at = request.app.state.limits, office(request), now(request)
    await limits.spend("reprise", client(request), allowed=FROM_ONE_CONNECTION)
    await limits.spend("reprise-code", resume.counter(here, typed=typed, link=link), allowed=ON_ONE_CODE)
    if missing := nothing_typed(typed, word, link):
        return show_back(request, link, typed, missing)
    try:
        given = await resume.check(here, word, at, typed=typed, link=link)
        if other := await in_the_way(request, given):
            return other
        draft, token = await resume.take(here, given, at)
    except Refusal as refusal:
        place = WORD if link or refusal.code == "mot-faux" else "code"
        return show_back(request, link, typed, {place: refusal.sentence})
    response = see(request, f"/demarches/{draft.slug}/reste?repris=oui")
    visit.keep_draft(request, response, draft.slug, token)
    return response


def nothing_typed(typed: str, word: str, link: str) -> dict[str, str]:
    missing = {}
    if not link and not typed.strip():
        missing["code"] = "Écrivez votre code de reprise, par exemple ABC-DEF-GHJ."
    if not word.strip():
        missing[WORD] = "Écrivez le mot secret que vous avez choisi en demandant ce code."
    return missing


async def in_the_way(request: Request, given: ResumeCode) -> Response | None:
    """This browser already holds another request of the same démarche: neither may erase the other in silence."""
    arriving = await resume.draft_of(given)
    held = await visit.draft_of(request, arriving.slug, now(request))
    if held is None or held.reference or not held.answers:
        return None
    if held.id == arriving.id:
        return see(request, f"/demarches/{arriving.slug}/reste")
    process = await office(request).process_of(held)
    return page(request, "pages/deja-commencee.html", {"process": process}, status=409)


def show_back(request: Request, link: str, typed: str = "", refused: dict[str, str] | None = None) -> Response:
    refused = {"code": "", WORD: "", **(refused or {})}
    errors = [ErrorLine(f"#{name}", words) for name, words in refused.items() if words]
    context = {
        "link": link,
        "code": typed,
        "refused": refused,
        "errors": errors,
    }
    return page(request, "pages/reprendre.html", context, status=422 if errors else 200)
