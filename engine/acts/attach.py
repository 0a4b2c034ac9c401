"""Attaching files: what a file says it is does not count, only its first bytes. Its name on disk is random.

The words of the person (its original name) are only ever shown, never used as a path.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import filetype
from tortoise.exceptions import IntegrityError

from engine import french
from engine.acts.draft import SENT
from engine.acts.office import Office
from engine.definition.process import Question
from engine.errors import NotAllowed, Overtaken, Refusal
from engine.fields.fichier import DEFAULT_FORMATS, FORMATS, LARGEST
from engine.records import Case, Document, Draft
from engine.records.batch import Batch

MOST = 20
"""Documents on one draft, and documents sent with messages on one case in one day."""


async def attach(
    office: Office, draft: Draft, question: Question, name: str, content: bytes, now: datetime, mark: str = ""
) -> Document:
    """Keep a file given as an answer, for the instance `mark` of a repeated group if there is one.

    Refusal when it is too heavy, of another format, or one too many.
    """
    if draft.reference is not None:
        raise NotAllowed(SENT)
    formats, largest = question.options["formats"], question.options["taille"]
    media_type = checked(name, content, formats, largest)
    return await _put(
        office, draft, await _written(office, name, content, media_type, now), question_of(question.id, mark)
    )


async def attach_to_case(office: Office, case: Case, name: str, content: bytes, now: datetime) -> Document:
    """Keep a file sent with a message about a case."""
    media_type = checked(name, content, DEFAULT_FORMATS, LARGEST)
    today = office.calendar.start_of_day(office.calendar.day_of(now))
    if await Document.filter(case_id=case.reference, created_at__gte=today).count() >= MOST:
        raise Refusal("trop-de-documents", f"Vous avez déjà envoyé {MOST} documents aujourd’hui.")
    document = await _written(office, name, content, media_type, now)
    document.case_id = case.reference
    await document.save()
    return document


async def detach(office: Office, draft: Draft, document_id: str) -> None:
    """Forget a file of a draft not sent yet; unknown ids are ignored."""
    document = await Document.get_or_none(id=document_id, draft_id=draft.id, case_id=None)
    if document is not None and draft.reference is None:
        await forget(office, document)


async def forget(office: Office, document: Document) -> None:
    """The row, then the bytes: those left by a kill in between are swept away later (acts/purge.py)."""
    await document.delete()
    await asyncio.to_thread(path(office, document).unlink, missing_ok=True)


async def detach_instance(office: Office, draft: Draft, mark: str) -> None:
    """Forget the files of one instance of a repeated group that is taken away."""
    for document in await Document.filter(draft_id=draft.id, case_id=None, question__startswith=f"{mark}/"):
        await detach(office, draft, document.id)


def question_of(id: str, mark: str = "") -> str:
    """What a document says of its question: its id, after the name of the instance when it is repeated."""
    return f"{mark}/{id}" if mark else id


def path(office: Office, document: Document) -> Path:
    """Where its bytes are."""
    return office.settings.documents / document.storage_name[:2] / document.storage_name


def checked(name: str, content: bytes, formats: Collection[str], largest: int) -> str:
    """The media type found in the bytes, or Refusal with what to do."""
    shown = clean_name(name)
    if not content:
        raise Refusal("document-vide", f"« {shown} » est vide. Choisissez un autre fichier.")
    if len(content) > largest:
        limit = french.weight(largest)
        raise Refusal("trop-lourd", f"« {shown} » pèse plus de {limit}. Choisissez un fichier plus léger.")
    found = filetype.guess(content[:8192])
    accepted = {media_type for format in formats for media_type in FORMATS[format]}
    if found is None or found.mime not in accepted:
        wanted = ", ".join(format.upper() for format in formats)
        raise Refusal("format-refuse", f"« {shown} » n’est pas d’un format accepté. Formats : {wanted}.")
    return str(found.mime)


def clean_name(name: str) -> str:
    """The original name without folders, line ends or control characters."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-200:] or "document"


async def _put(office: Office, draft: Draft, document: Document, asked: str) -> Document:
    """The row of a document of a draft, in a place that no other has. Its bytes go if there is none, or if it was sent."""
    document.draft_id, document.question = draft.id, asked
    try:
        while True:
            document.place = await _free_place(draft)
            unsent = {"id": draft.id, "reference": None}
            try:
                await Batch().change(Draft, unsent, {"slug": draft.slug}).insert(document).write()
                return document
            except IntegrityError:  # another window has just taken this place
                continue
            except Overtaken:
                raise NotAllowed(SENT) from None
    except BaseException:
        await asyncio.to_thread(path(office, document).unlink, missing_ok=True)
        raise


async def _free_place(draft: Draft) -> int:
    taken = await Document.filter(draft_id=draft.id).values_list("place", flat=True)
    free = sorted(set(range(1, MOST + 1)).difference(taken))
    if len(taken) >= MOST or not free:
        raise Refusal("trop-de-documents", f"Gardez {MOST} documents au plus pour toute la demande.")
    return free[0]


async def _written(office: Office, name: str, content: bytes, media_type: str, now: datetime) -> Document:
    """A document whose bytes are on the disk, and whose row is not kept yet."""
    digest = hashlib.sha256(content).hexdigest()
    document = Document(
        id=secrets.token_urlsafe(18),
        name=clean_name(name),
        media_type=media_type,
        size=len(content),
        sha256=digest,
        sent_sha256=digest,
        storage_name=secrets.token_hex(24),
        created_at=now,
        check_at=now,
    )
    await asyncio.to_thread(_write, path(office, document), content)
    return document


def _write(where: Path, content: bytes) -> None:
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_bytes(content)
    where.chmod(0o600)
