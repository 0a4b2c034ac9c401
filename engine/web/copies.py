"""The copy of a request: everything its person gave and read, as a page to print and as a PDF file made aside."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from engine import paper
from engine.acts import printing
from engine.records import Case, Printout
from engine.web import told, visit
from engine.web.followed import followed
from engine.web.page import announce, asks_fragment, common, now, office, page, see, theme
from engine.web.spoken import language_of

HERE = "/suivi/dossier/copie"
ASKED = "10/hour"
SLOW = timedelta(seconds=45)
"""After that, whoever waits is told not to."""
READY = "Votre fichier est prêt."
SCANNED = "Code à photographier : il ouvre la page de suivi."


@followed
async def copy(request: Request) -> Response:
    """GET or POST /suivi/dossier/copie : the page; POST asks for the file."""
    at = now(request)
    found = request.state.case
    if request.method == "POST":
        return await ask(request, found, at)
    printout = await Printout.get_or_none(id=printing.named(found, language_of(request)))
    if asks_fragment(request):
        return ready(request, printout)
    context = await content(request, found, at)
    slow = printout is not None and at - printout.asked_at > SLOW
    context |= {"printout": printout, "slow": slow, "live": printout is not None and printout.waited_for}
    return page(request, "pages/copie.html", context)


async def ask(request: Request, found: Case, at: datetime) -> Response:
    """The page is written now, printed aside: in this process once it has answered, else by the worker."""
    await request.app.state.limits.spend("copies", found.reference, allowed=ASKED)
    here = office(request)
    html = theme(request).render("paper/copie.html", {**common(request), **await content(request, found, at)})
    await printing.order(here, found, language_of(request), html, at)
    response = see(request, f"{HERE}#fichier-page")
    response.background = BackgroundTask(press, request)
    return response


async def press(request: Request) -> None:
    """One at a time: whoever is printing takes what comes meanwhile, and the worker what is left."""
    lock: asyncio.Lock = request.app.state.press
    if not lock.locked():
        async with lock:
            while await printing.work(office(request), now(request)):
                pass


def ready(request: Request, printout: Printout | None) -> Response:
    """What a page that waits asks for: nothing until there is something to say."""
    if printout is not None and printout.waited_for:
        return Response(status_code=204)
    response = page(request, "partials/copy-file.html", {"printout": printout, "slow": False})
    return announce(request, response, READY) if printout and printout.made_at else response


async def content(request: Request, found: Case, at: datetime) -> dict[str, Any]:
    here = office(request)
    context = await told.followed(here, found, at, language_of(request), masked=visit.is_mediated(request))
    drawn = paper.qr(f"{here.settings.url}/suivi", theme(request).say(SCANNED))
    return {**context, "made_at": at, "address": f"{here.settings.url}/suivi", "qr": drawn}


async def file(request: Request) -> Response:
    """GET /suivi/dossier/copie/fichier."""
    found = await visit.followed_case(request, now(request))
    printout = await Printout.get_or_none(id=printing.named(found, language_of(request))) if found else None
    if found is None or printout is None or printout.made_at is None or visit.is_mediated(request):
        raise HTTPException(404)
    path = printing.printed(office(request), printout)
    if not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type="application/pdf", filename=f"{found.reference}.pdf")
