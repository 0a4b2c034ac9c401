"""The bytes of a document, given so that nothing in them acts. What the antivirus says of it comes first."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from engine.acts import attach
from engine.acts.office import Office
from engine.records import Document
from engine.records.document import INFECTED, SOUND
from engine.web.page import office, page

PICTURES = ("image/jpeg", "image/png", "image/webp")
PDF = "application/pdf"
"""Documents a browser may open by itself; the others are saved."""
AT_OWN_RISK = "ouvrir"
"""Says in the address that an agent has read the warning."""
INERT = {"content-security-policy": "default-src 'none'; sandbox"}
"""On everything but a plain PDF: browsers refuse to show one in a sandbox, and theirs is stronger."""

BLOCKED_FOR_PERSON = (
    "L’antivirus a trouvé un virus dans ce fichier : plus personne ne peut l’ouvrir. Envoyez-nous un autre fichier."
)
BLOCKED_FROM_SERVICE = "L’antivirus a trouvé un virus dans ce fichier : plus personne ne peut l’ouvrir. Demandez au service de le renvoyer."
BLOCKED_FOR_AGENT = (
    "L’antivirus a trouvé un virus dans ce fichier : plus personne ne peut l’ouvrir. "
    "La personne est prévenue : nous lui demandons un autre fichier."
)


def to_person(request: Request, kept: Document) -> Response:
    """Their own document: nothing to warn them of but a virus."""
    if kept.infected:
        words = BLOCKED_FROM_SERVICE if kept.agent else BLOCKED_FOR_PERSON
        return page(request, "pages/erreur.html", {"status": 410, "words": words}, status=410)
    return deliver(office(request), kept)


def to_agent(request: Request, kept: Document) -> Response:
    """Someone else's document: what no antivirus has seen is opened knowingly."""
    here = office(request)
    if kept.infected:
        return page(request, "pages/erreur.html", {"status": 410, "words": BLOCKED_FOR_AGENT}, status=410)
    if doubtful(here, kept) and request.query_params.get(AT_OWN_RISK) != "oui":
        return page(request, "pages/desk-a-risque.html", {"document": kept, "waiting": kept.check_at is not None})
    return deliver(here, kept)


def doubtful(here: Office, kept: Document) -> bool:
    """Whether this city has an antivirus that has not said yes."""
    return bool(here.settings.clamav) and kept.verdict not in (SOUND, INFECTED)


def deliver(here: Office, kept: Document) -> Response:
    """The bytes. Only a picture, or a PDF in which nothing runs, opens by itself."""
    plain_pdf = kept.media_type == PDF and not kept.active
    path = attach.path(here, kept)
    if not path.is_file():
        raise HTTPException(404)
    return FileResponse(
        path,
        media_type=kept.media_type,
        filename=kept.name,
        content_disposition_type="inline" if plain_pdf or kept.media_type in PICTURES else "attachment",
        headers=None if plain_pdf else INERT,
    )
