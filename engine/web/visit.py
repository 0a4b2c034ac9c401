"""What a browser holds of one person: unfinished drafts, one case being followed. And whether a mediator lends it.

Three visits fit inside each other: the computer, the mediator, the person. Ending the inner one expires its own
cookies one by one and leaves the others alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from engine.acts import draft as drafts
from engine.acts import resume
from engine.definition.process import Process
from engine.records import Case, Draft, ResumeCode
from engine.web.seal import seal, unseal

DRAFT, TRACKED, MEDIATED, COMFORT = "parvis_brouillon", "parvis_suivi", "parvis_mediation", "parvis_confort"
LANGUAGE = "parvis_langue"
TRACKING_PATH = "/suivi"
FOLLOWED_FOR = timedelta(hours=20)
"""A person reading their case at home is not asked for the code again before that."""

FORGET = '"cache", "storage"'
"""Clear-Site-Data. Never "cookies": it would sign the mediator and the agent out."""


# --- the drafts of this browser, one per démarche


async def draft_of(request: Request, slug: str, now: datetime) -> Draft | None:
    token = request.cookies.get(_draft_cookie(slug), "")
    draft = await drafts.find(token, now, request.app.state.office) if token else None
    return draft if draft is not None and draft.slug == slug else None


async def drafts_of(request: Request, now: datetime) -> list[Draft]:
    """Every draft this browser holds, whatever its démarche."""
    tokens = [value for name, value in request.cookies.items() if name.startswith(f"{DRAFT}.")]
    found = [await drafts.find(token, now) for token in tokens]
    return [draft for draft in found if draft is not None]


async def gone(request: Request, slug: str) -> ResumeCode | None:
    """The code by which the draft of this browser was resumed on another device, if it was."""
    token = request.cookies.get(_draft_cookie(slug), "")
    return await resume.went(token) if token else None


def drop_draft(response: Response, slug: str) -> None:
    response.delete_cookie(_draft_cookie(slug), httponly=True, samesite="lax")


def keep_draft(request: Request, response: Response, slug: str, token: str) -> None:
    """At home the draft waits a month; on a lent computer it goes with the browser."""
    age = None if is_mediated(request) else int(drafts.KEPT.total_seconds())
    _keep(request, response, _draft_cookie(slug), token, age=age)


def _draft_cookie(slug: str) -> str:
    return f"{DRAFT}.{slug}"


# --- the case this browser follows


def follow(request: Request, response: Response, case: Case, now: datetime) -> None:
    words = f"{case.reference}/{case.code_version}"
    sealed = seal(_secret(request), TRACKED, words, now + FOLLOWED_FOR)
    _keep(request, response, TRACKED, sealed, path=TRACKING_PATH)


async def followed_case(request: Request, now: datetime) -> Case | None:
    """The case opened with its code; None once the code has been changed or the visit is over."""
    words = unseal(_secret(request), TRACKED, request.cookies.get(TRACKED, ""), now)
    if words is None:
        return None
    reference, _, version = words.partition("/")
    return await Case.get_or_none(reference=reference, code_version=int(version))


# --- the mediator


def is_mediated(request: Request) -> bool:
    return request.cookies.get(MEDIATED) == "oui"


def mediate(request: Request, response: Response) -> None:
    _keep(request, response, MEDIATED, "oui")


def stop_mediating(response: Response) -> None:
    response.delete_cookie(MEDIATED, httponly=True, samesite="lax")


def channel(request: Request, process: Process) -> str:
    """Where the request comes from: a lent computer counts as a terminal when the démarche knows that channel."""
    return "terminal" if is_mediated(request) and "terminal" in process.channels else "web"


# --- the end


def forget_person(request: Request, response: Response) -> None:
    """Nothing of this person stays: neither drafts, nor the case followed, nor what helped them read."""
    drafted = [name for name in request.cookies if name.startswith(f"{DRAFT}.")]
    for name in (*drafted, COMFORT, LANGUAGE):
        response.delete_cookie(name, httponly=True, samesite="lax")
    response.delete_cookie(TRACKED, path=TRACKING_PATH, httponly=True, samesite="lax")
    response.headers["clear-site-data"] = FORGET


def _keep(
    request: Request, response: Response, name: str, value: str, *, age: int | None = None, path: str = "/"
) -> None:
    secure = request.app.state.settings.tls
    response.set_cookie(name, value, max_age=age, path=path, httponly=True, samesite="lax", secure=secure)


def _secret(request: Request) -> bytes:
    return request.app.state.settings.secret
