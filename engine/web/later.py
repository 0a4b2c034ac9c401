"""« Enregistrer et continuer plus tard » : a secret word gives a resume code, to be noted, printed, or sent as a link."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import remind, resume
from engine.channels import channels
from engine.errors import Erased, NotAllowed, Refusal
from engine.fields.base import FilingDay
from engine.fields.base import text as typed_text
from engine.fields.courriel import Email
from engine.records import ResumeCode
from engine.web.form import ErrorLine
from engine.web.guard import client
from engine.web.page import now, page, see
from engine.web.remaining import progress
from engine.web.spoken import language_of
from engine.web.step import Begun, begun, lost, next_path

WORD, ADDRESS, SENT = "mot-secret", "adresse-courriel", "courriel-page"
CODES_ALLOWED, MAILS_ALLOWED = "60/hour", "20/hour"
"""From one connection: a whole media library may share it."""
NO_ADDRESS = "Indiquez une adresse électronique, par exemple nom@exemple.fr."


async def later(request: Request) -> Response:
    """GET or POST /demarches/{slug}/plus-tard : the code of this draft, or what gives one."""
    found = await begun(request, now(request))
    if isinstance(found, Response):
        return found
    if request.method != "POST":
        return await show(request, found)
    async with request.form(max_files=0) as form:
        try:
            return await (send(request, found, form) if ADDRESS in form else give(request, found, form))
        except Erased:
            return await lost(request, found.process.slug)
        except NotAllowed as refusal:  # sent meanwhile from another window, or too many messages
            return await show(request, found, refused={ADDRESS: str(refusal)})


async def give(request: Request, found: Begun, form: FormData) -> Response:
    """A new code; nothing typed means the same secret word as before, when there was one."""
    await request.app.state.limits.spend("codes-de-reprise", client(request), allowed=CODES_ALLOWED)
    word, at = typed_text(form.get(WORD)), now(request)
    if not word.strip() and await resume.give_again(found.office, found.draft, at):
        return see(request, f"{found.path}/plus-tard")
    try:
        await resume.give(found.office, found.draft, word, at)
    except Refusal as refusal:
        return await show(request, found, typed={WORD: word}, refused={WORD: refusal.sentence})
    return see(request, f"{found.path}/plus-tard")


async def send(request: Request, found: Begun, form: FormData) -> Response:
    """The link of the code by e-mail, to an address typed here and kept for one reminder only."""
    given, at = await resume.waiting(found.draft, now(request)), now(request)
    if given is None or not by_mail(found):
        return see(request, f"{found.path}/plus-tard")
    typed, day = typed_text(form.get(ADDRESS)), FilingDay(found.office.calendar.day_of(at), found.office.calendar)
    try:
        address = Email().clean(None, typed, day)
        if not address:
            raise Refusal("manquant", NO_ADDRESS)
    except Refusal as refusal:
        return await show(request, found, typed={ADDRESS: typed}, refused={ADDRESS: refusal.sentence})
    await request.app.state.limits.spend("liens-de-reprise", client(request), allowed=MAILS_ALLOWED)
    await remind.send_link(found.office, found.draft, given, address, at, language_of(request))
    return see(request, f"{found.path}/plus-tard?{SENT}=oui")


async def show(
    request: Request, found: Begun, typed: dict[str, str] | None = None, refused: dict[str, str] | None = None
) -> Response:
    refused = {WORD: "", ADDRESS: "", **(refused or {})}
    given = await resume.waiting(found.draft, now(request))
    context: dict[str, Any] = {
        "process": found.process,
        "draft": found.draft,
        "given": given,
        "locked": given is not None and given.tries >= resume.TRIES,
        "code": resume.code(found.office, given) if given else "",
        "known_word": await knows_word(found, given),
        "typed": {WORD: "", ADDRESS: "", **(typed or {})},
        "refused": refused,
        "errors": (errors := [ErrorLine(f"#{name}", words) for name, words in refused.items() if words]),
        "progress": progress(found.journey),
        "onward": next_path(found.journey),
        "by_mail": by_mail(found),
        "mail_sent": SENT in request.query_params and not errors,
        "site": found.office.settings.url,
    }
    return page(request, "pages/plus-tard.html", context, status=422 if errors else 200)


async def knows_word(found: Begun, given: ResumeCode | None) -> bool:
    return given is not None or await resume.latest(found.draft) is not None


def by_mail(found: Begun) -> bool:
    """Whether a message would really leave."""
    return "courriel" in channels(found.office.settings)
