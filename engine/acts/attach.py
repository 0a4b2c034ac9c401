"""Attaching files once they are examined: their bytes under a random name on the disk, then their row.

The words of the person (its original name) are only ever shown, never used as a path.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from tortoise.exceptions import IntegrityError

from engine.acts.draft import SENT
from engine.acts.examine import Examined, examine
from engine.acts.office import Office
from engine.definition.process import Question
from engine.errors import NotAllowed, Overtaken, Refusal
from engine.records import Case, Document, Draft
from engine.records.batch import Batch

MOST = 20
"""Documents on one draft, sent at once, and sent with messages on one case in one day."""
PENDING = "correction."
"""Begins the `question` of a document that arrived with something not saved yet: it is shown to nobody."""
WITH_WORDS = f"{PENDING}message/"
"""The same, for a document that goes with words not written yet."""


async def attach(
    office: Office, draft: Draft, question: Question, name: str, content: bytes, now: datetime, mark: str = ""
) -> Document:
    """Keep a file given as an answer, for the instance `mark` of a repeated group if there is one.

    Refusal when it is too heavy, of another format, or one too many.
    """
    if draft.reference is not None:
        raise NotAllowed(SENT)
    fit = await examine(name, content, question.options["formats"], question.options["taille"])
    return await keep(office, draft, question_of(question.id, mark), fit, now)


async def keep(office: Office, draft: Draft, asked: str, fit: Examined, now: datetime) -> Document:
    """Keep a file already examined, in a place that no other has. Its bytes go if there is none, or if all was sent."""
    document = await written(office, fit, now)
    document.draft_id, document.question = draft.id, asked
    try:
        return await _put(draft, document)
    except BaseException:
        await asyncio.to_thread(path(office, document).unlink, missing_ok=True)
        raise


async def attach_to_case(
    office: Office, case: Case, fit: Examined, now: datetime, agent: str = "", asked: str = ""
) -> Document:
    """Keep a file sent about a case, by the person concerned or by the agent of that login.

    It comes with a message, or for the question `asked` of a correction.
    """
    await check_room(office, case, now, agent)
    document = await written(office, fit, now)
    document.case_id, document.agent, document.question = case.reference, agent, asked
    await document.save()
    return document


@asynccontextmanager
async def joined(
    office: Office, case: Case, files: Iterable[Examined], now: datetime, agent: str = ""
) -> AsyncIterator[list[str]]:
    """Files that go with words or with an action: kept once it is written (acts/play.py); if it is not, none is."""
    kept: list[Document] = []
    try:
        for one in files:
            kept.append(await attach_to_case(office, case, one, now, agent, WITH_WORDS))
        yield [document.id for document in kept]
    except BaseException:
        for document in kept:
            if await Document.filter(id=document.id, question=WITH_WORDS).delete():
                await asyncio.to_thread(path(office, document).unlink, missing_ok=True)
        raise


async def check_room(office: Office, case: Case, now: datetime, agent: str = "") -> None:
    """Refusal when this case has received enough documents from them for one day."""
    today = office.calendar.start_of_day(office.calendar.day_of(now))
    if await Document.filter(case_id=case.reference, agent=agent, created_at__gte=today).count() >= MOST:
        raise Refusal("trop-de-documents", f"Vous avez déjà envoyé {MOST} documents aujourd’hui.")


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


async def _put(draft: Draft, document: Document) -> Document:
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


async def _free_place(draft: Draft) -> int:
    taken = await Document.filter(draft_id=draft.id).values_list("place", flat=True)
    free = sorted(set(range(1, MOST + 1)).difference(taken))
    if len(taken) >= MOST or not free:
        raise Refusal("trop-de-documents", f"Gardez {MOST} documents au plus pour toute la demande.")
    return free[0]


async def written(office: Office, fit: Examined, now: datetime) -> Document:
    """A document whose bytes are on the disk, and whose row is not kept yet."""
    document = Document(
        id=secrets.token_urlsafe(18),
        name=fit.name,
        media_type=fit.media_type,
        size=len(fit.content),
        sha256=hashlib.sha256(fit.content).hexdigest(),
        sent_sha256=fit.sent_sha256,
        active=fit.active,
        storage_name=secrets.token_hex(24),
        created_at=now,
        check_at=now,
    )
    await asyncio.to_thread(_write, path(office, document), fit.content)
    return document


def _write(where: Path, content: bytes) -> None:
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_bytes(content)
    where.chmod(0o600)
