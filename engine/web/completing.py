"""Adding, from the tracking page, a document that was still waited for."""

from __future__ import annotations

import hashlib
from datetime import datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from engine.acts import complete
from engine.acts.examine import examine
from engine.errors import NotAllowed, Refusal
from engine.records import Case
from engine.web import tracking
from engine.web.followed import followed
from engine.web.page import now, office, see
from engine.web.uploads import sent

NAMED, FILES = "attendu", "documents"
"""Names, on the form, which document is given, and the files themselves."""


@followed
async def add(request: Request) -> Response:
    """POST /suivi/dossier/documents."""
    at = now(request)
    found = request.state.case
    async with request.form() as form:
        key = str(form.get(NAMED, ""))
        try:
            await receive(request, found, key, form, at)
        except (Refusal, NotAllowed) as refusal:
            await found.refresh_from_db()
            return await tracking.show(request, found, unfit={key: str(refusal)})
    return see(request, f"{tracking.CASE}?ajoute=oui")


async def receive(request: Request, found: Case, key: str, form: FormData, at: datetime) -> None:
    """All the files are looked at before any is kept: the place is filled at once, or stays open."""
    here = office(request)
    process = await here.process_of(found)
    wanted = next((one for one in await complete.missing_of(here, process, found) if one.key == key), None)
    largest = wanted.question.options["taille"] if wanted else 0
    files = [(file.filename or "", await file.read((largest or tracking.LARGEST) + 1)) for file in sent(form, FILES)]
    if wanted is None:
        if await complete.already(found, (hashlib.sha256(content).hexdigest() for _, content in files)):
            return
        raise NotAllowed(complete.ARRIVED)
    if not files:
        raise Refusal("sans-document", "Choisissez un document, puis appuyez sur « Envoyer ».")
    await request.app.state.limits.spend("messages", found.reference, allowed=tracking.MESSAGES)
    formats = wanted.question.options["formats"]
    fit = [await examine(name, content, formats, largest) for name, content in files]
    await complete.complete(here, found, key, fit, at)
