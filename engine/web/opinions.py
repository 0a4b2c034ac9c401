"""How it went, asked on a page of its own: five choices, a free comment, and what becomes of them said first."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from engine.acts import opinion
from engine.errors import Refusal
from engine.fields.base import text as typed_text
from engine.records import Case, Opinion
from engine.records.opinion import CHOICES
from engine.web.followed import followed
from engine.web.form import OPTIONAL, Choice, ErrorLine, FieldView
from engine.web.page import now, office, page, see
from engine.web.spoken import language_of

CASE = "/suivi/dossier"
CHOICE, COMMENT = "avis", "commentaire"


@followed
async def ask(request: Request) -> Response:
    """GET or POST /suivi/dossier/avis."""
    found = request.state.case
    if not opinion.is_asked(found):
        return see(request, CASE)
    if request.method != "POST":
        given = await Opinion.get_or_none(id=found.reference)
        return await show(request, found, given.choice if given else "", given.comment if given else "")
    async with request.form() as form:
        choice, comment = typed_text(form.get(CHOICE)), typed_text(form.get(COMMENT))
    try:
        await opinion.give(found, choice, comment, now(request))
    except Refusal as refusal:
        return await show(request, found, choice, comment, refusal)
    return see(request, f"{CASE}?avis=donne")


async def show(request: Request, found: Case, choice: str, comment: str, refusal: Refusal | None = None) -> Response:
    wrong = {refusal.code: refusal.sentence} if refusal else {}
    choices = tuple(Choice(value, label) for value, label in CHOICES.items())
    chosen = FieldView(
        id=CHOICE,
        type="choix",
        label="Comment cela s’est-il passé ?",
        raw=choice,
        error=wrong.get(CHOICE, ""),
        grouped=True,
        exclusive=True,
        choices=choices,
    )
    free = FieldView(
        id=COMMENT,
        type="texte-long",
        label="Que pouvons-nous faire mieux ?",
        hint="N’écrivez ni nom, ni adresse, ni rien de personnel.",
        raw=comment,
        error=wrong.get(COMMENT, ""),
        mark=OPTIONAL,
        required=False,
        options={"lignes": 4},
    )
    context = {
        "process": await office(request).process_of(found, language_of(request)),
        "fields": [chosen, free],
        "errors": [ErrorLine(f"#{id}", sentence) for id, sentence in wrong.items()],
    }
    return page(request, "pages/avis.html", context, status=422 if wrong else 200)
