"""Agents sign in, stay signed in for a working day, sign out. Every page of the desk stands behind `agents_only`.

The cookie holds an opaque token that the server can revoke; it is never sent to the citizens' pages.
"""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import demo, signin
from engine.fields.base import text
from engine.records import Agent
from engine.web.comfort import local_path
from engine.web.form import ErrorLine
from engine.web.guard import client
from engine.web.page import Handler, asks_fragment, now, office, page, see

COOKIE = "parvis_agent"
HOME = "/agents"
DOOR = "/agents/connexion"
FOR_ONE_LOGIN, FROM_ONE_CONNECTION = "10/15minutes", "200/15minutes"
"""Attempts allowed. A whole town hall may come from one connection, the same morning."""

UNKNOWN = "L’identifiant ou le mot de passe n’est pas bon. Vérifiez-les, puis recommencez."
OVER = "Votre session est finie. Connectez-vous pour continuer."


def agents_only(handler: Handler) -> Handler:
    """Runs the handler with `request.state.agent`, or shows the door."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        agent = await signed_in(request)
        if agent is None:
            return await show_the_door(request)
        request.state.agent = agent
        return await handler(request)

    return guarded


async def signed_in(request: Request) -> Agent | None:
    token = request.cookies.get(COOKIE, "")
    return await signin.who(token, now(request)) if token else None


async def show_the_door(request: Request) -> Response:
    """A page waits behind the sign-in. A form sent too late gives its text back: nothing typed is lost."""
    path, query = request.url.path, request.url.query
    if request.method == "POST":
        async with request.form() as form:
            typed = next((text(value) for name, value in form.items() if name.endswith("-texte")), "")
        case = path.rpartition("/")[0] if path.startswith(f"{HOME}/dossiers/") else HOME
        return await sign_in_page(request, wanted=case, over=OVER, kept=typed, status=403)
    door = DOOR if path == HOME and not query else f"{DOOR}?vers={quote(f'{path}?{query}' if query else path)}"
    if asks_fragment(request):  # the whole page must change, not the list inside it
        return Response(status_code=204, headers={"HX-Redirect": door})
    return see(request, door)


async def sign_in(request: Request) -> Response:
    """GET or POST /agents/connexion."""
    if request.method != "POST":
        wanted = inside(request.query_params.get("vers"))
        return see(request, wanted) if await signed_in(request) else await sign_in_page(request, wanted=wanted)
    async with request.form(max_files=0) as form:
        login, password = text(form.get("identifiant")).strip()[:80], text(form.get("mot-de-passe"))
        wanted = inside(form.get("vers"))
    try:
        token = await checked(request, login, password)
    except HTTPException as refusal:
        return await sign_in_page(
            request, wanted=wanted, login=login, refused=refusal.detail, status=refusal.status_code
        )
    response = see(request, wanted)
    keep_session(request, response, token)
    return response


def keep_session(request: Request, response: Response, token: str) -> None:
    secure = office(request).settings.tls
    response.set_cookie(COOKIE, token, path=HOME, httponly=True, samesite="lax", secure=secure)


async def checked(request: Request, login: str, password: str) -> str:
    """The token of a new session. A 422 that does not say which of the two is wrong, or a 429."""
    limits = request.app.state.limits
    await limits.spend("connexion-adresse", client(request), allowed=FROM_ONE_CONNECTION)
    await limits.spend("connexion", login.lower(), allowed=FOR_ONE_LOGIN)
    token = await signin.sign_in(login, password, now(request))
    if token is None:
        raise HTTPException(422, UNKNOWN)
    return token


async def sign_out(request: Request) -> Response:
    """POST /agents/deconnexion. The cookie goes, and with it every page the browser kept for the Back button."""
    await signin.sign_out(request.cookies.get(COOKIE, ""), now(request))
    response = see(request, DOOR)
    response.delete_cookie(COOKIE, path=HOME, httponly=True, samesite="lax", secure=office(request).settings.tls)
    response.headers["clear-site-data"] = '"cache"'
    return response


async def sign_in_page(request: Request, *, status: int = 200, wanted: str = HOME, **words: Any) -> Response:
    refused = words.get("refused", "")
    context = {
        **{"login": "", "over": "", "kept": "", "refused": "", **words},
        "wanted": inside(wanted),
        "errors": [ErrorLine("#identifiant", refused)] if refused else (),
        "accounts": await accounts(request),
        "password": demo.PASSWORD,
    }
    return page(request, "pages/connexion.html", context, status=status)


async def accounts(request: Request) -> list[tuple[Agent, str]]:
    """In the demo anyone may be any agent: who there is, and what they do."""
    if not office(request).settings.demo:
        return []
    people = office(request).city.people
    return [(agent, people[agent.login].role) for agent in await signin.everyone() if agent.login in people]


def inside(written: object) -> str:
    """A page of the agents to go back to; their home for anything else."""
    path = local_path(written)
    return path if path == HOME or path.startswith((f"{HOME}/", f"{HOME}?")) else HOME
