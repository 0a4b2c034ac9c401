"""The language a person reads in: chosen by them, kept for the visit in a cookie, never decided for them.

What their browser prefers is only a suggestion. Agents work in French.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.language import FRENCH, LANGUAGES, OTHERS, Language
from engine.web.comfort import local_path

COOKIE = "parvis_langue"
BESIDE = "francais"
"""Added to the cookie of a person who wants the French beside each text."""
FOR_AGENTS = ("/agents", "/-/")


@dataclass(frozen=True)
class Spoken:
    """What was chosen. `beside`: the French is shown too."""

    language: Language
    beside: bool = False

    @property
    def code(self) -> str:
        return self.language.code


def spoken_in(request: Request) -> Spoken:
    """The choice of the cookie; French for anything unknown, and for agents."""
    code, _, beside = request.cookies.get(COOKIE, "").partition(".")
    if code not in OTHERS or request.url.path.startswith(FOR_AGENTS):
        return Spoken(LANGUAGES[FRENCH])
    return Spoken(LANGUAGES[code], beside == BESIDE)


def language_of(request: Request) -> str:
    return spoken_in(request).code


def suggested(request: Request) -> Language | None:
    """The first language of the browser that is one of ours, while nothing has been chosen."""
    if COOKIE in request.cookies:
        return None
    for wanted in request.headers.get("accept-language", "")[:200].split(","):
        code = wanted.partition(";")[0].strip().lower().partition("-")[0]
        if code == FRENCH:
            return None
        if code in LANGUAGES:
            return LANGUAGES[code]
    return None


async def set_language(request: Request) -> Response:
    """POST /langue : keep the choice for the visit and go back to the same page."""
    async with request.form(max_files=0) as form:
        chosen = form.get("langue")
    known = chosen if isinstance(chosen, str) and chosen in LANGUAGES else language_of(request)
    response = RedirectResponse(local_path(form.get("retour")), status_code=303)
    value = f"{known}.{BESIDE}" if form.get(BESIDE) == "oui" and known != FRENCH else known
    response.set_cookie(COOKIE, value, httponly=True, samesite="lax", secure=request.app.state.settings.tls)
    return response
