"""A page or its fragment, from a template and a context: the whole of the htmx glue."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from engine.acts.office import Office
from engine.definition.process import Process
from engine.language import FRENCH
from engine.theme import Theme
from engine.web.beside import beside
from engine.web.comfort import comfort_of
from engine.web.spoken import spoken_in, suggested
from engine.web.visit import is_mediated

Handler = Callable[[Request], Awaitable[Response]]

SPOKEN = 400
"""Characters said at once: more is not listened to, and a header must stay short."""

CALLBACK = "être rappelé"
"""The everyday words (`mots`) by which a démarche offers to call back."""


def page(
    request: Request,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    fragment: str = "",
) -> Response:
    """Render `template`, or only `fragment` when htmx asks: a fragment is a file that the page includes."""
    wanted = fragment if fragment and asks_fragment(request) else template
    told = {**common(request), **(context or {})}
    face = theme(request)
    if face.language.code != FRENCH:
        told["partial"] = is_partial(told, face.language.code)
    return HTMLResponse(face.render(wanted, told), status_code=status)


def is_partial(context: dict[str, Any], code: str) -> bool:
    """Whether the démarche of a page is not whole in the reader's language."""
    process = context.get("process") or getattr(context.get("step"), "process", None)
    return isinstance(process, Process) and (process.untranslated > 0 or process.language != code)


def asks_fragment(request: Request) -> bool:
    """True for an htmx request that is not a return through the history."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def announce(request: Request, response: Response, words: str) -> Response:
    """Words said to who cannot see that the page has changed, once the fragment is in place (parvis.js)."""
    said = theme(request).say(words)
    response.headers["Parvis-Announce"] = quote(said if len(said) <= SPOKEN else f"{said[: SPOKEN - 1]}…")
    return response


def common(request: Request) -> dict[str, Any]:
    """What every template may read."""
    return {
        "city": office(request).city,
        "comfort": comfort_of(request),
        "path": request.url.path,
        "errors": (),
        "live": False,
        "demo": office(request).settings.demo,
        "mediated": is_mediated(request),
        "agent": getattr(request.state, "agent", None),
        "suggested": suggested(request),
        "callback_url": callback_url(office(request)),
        "beside": beside(request),
        "spoken": getattr(request.state, "spoken", None),
    }


def callback_url(here: Office) -> str:
    """Where one may ask for a call: the démarche that has this word among its own, or "" when none has."""
    slugs = (slug for slug, live in here.live.items() if CALLBACK in live.process.keywords)
    return next((f"/demarches/{slug}" for slug in slugs), "")


def theme(request: Request) -> Theme:
    face = office(request).theme
    assert isinstance(face, Theme)  # acts are content with less: something that words notices
    chosen = spoken_in(request)
    return face.speaking(chosen.code, chosen.beside) if chosen.code in face.languages else face


def office(request: Request) -> Office:
    return request.app.state.office


def now(request: Request) -> datetime:
    """The time of this answer. Below the web floor it is an argument."""
    return request.app.state.now()


def see(request: Request, path: str) -> Response:
    """After a POST: look at this page (303)."""
    return RedirectResponse(path, status_code=303)
