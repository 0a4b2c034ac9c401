"""Files that come with a form: those already received, those taken away, those that arrive with this POST."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from starlette.datastructures import FormData, UploadFile

from engine.acts import attach
from engine.acts.office import Office
from engine.definition.process import Page, Question
from engine.errors import Refusal
from engine.fields.fichier import DEFAULT_FORMATS, LARGEST, accepted
from engine.records import Document, Draft

Received = dict[str, list[Document]]
"""Documents by question. What the browser says of them is never believed: this comes from the database."""

ANY_DOCUMENT = {
    "formats": ", ".join(name.upper() for name in DEFAULT_FORMATS),
    "largest": LARGEST,
    "accept": accepted(DEFAULT_FORMATS),
}
"""What a page says of a control that no question describes: a document joined to a message or to an answer."""


def is_file(question: Question) -> bool:
    return question.type.name == "fichier"


async def of_page(draft: Draft, page: Page, mark: str = "") -> Received:
    """Those a page shows; nothing is looked for when it asks for none."""
    asks = any(is_file(question) for question in page.questions)
    return await of_draft(draft, mark) if asks and (mark or not page.number) else {}


async def of_draft(draft: Draft, mark: str = "") -> Received:
    """Those of the draft or, in a repeated group, those of the instance of that name."""
    received: Received = {}
    for document in await Document.filter(draft_id=draft.id).order_by("created_at", "id"):
        whose, _, question = document.question.rpartition("/")
        if whose == mark:
            received.setdefault(question, []).append(document)
    return received


def given(received: Received, question: Question) -> list[str]:
    """Ids of the documents that answer a question: a file with a virus is shown, and answers nothing."""
    return [document.id for document in received.get(question.id, ()) if not document.infected]


async def remove(
    office: Office, draft: Draft, questions: Iterable[Question], received: Received, form: FormData
) -> str:
    """Take away the document whose button « Retirer » was pressed; the id of its question, or nothing."""
    for question in questions:
        unwanted = form.get(f"{question.id}-retirer")
        for document in received.get(question.id, ()):
            if document.id == unwanted:
                await attach.detach(office, draft, document.id)
                received[question.id].remove(document)
                return question.id
    return ""


async def receive(
    office: Office,
    draft: Draft,
    questions: Iterable[Question],
    received: Received,
    form: FormData,
    now: datetime,
    mark: str = "",
) -> Mapping[str, str]:
    """Keep the good files; why the others are refused, by question."""
    refused: dict[str, list[str]] = {}
    for question in questions:
        kept = received.setdefault(question.id, [])
        try:
            files = sent(form, question.id)
        except Refusal as refusal:
            refused[question.id] = [refusal.sentence]
            continue
        for upload in files:
            content = await upload.read(question.options["taille"] + 1)
            try:
                if already(content, kept):
                    continue
                kept.append(await attach.attach(office, draft, question, upload.filename or "", content, now, mark))
            except Refusal as refusal:
                refused.setdefault(question.id, []).append(refusal.sentence)
    return {question: " ".join(sentences) for question, sentences in refused.items()}


def sent(form: FormData, name: str) -> list[UploadFile]:
    """The files chosen; an empty file input sends one without a name. Refusal when they are too many to be opened."""
    files = [file for file in form.getlist(name) if isinstance(file, UploadFile) and file.filename]
    if len(files) > attach.MOST:
        raise Refusal("trop-de-documents", f"Envoyez {attach.MOST} documents au plus à la fois.")
    return files


def already(content: bytes, kept: Iterable[Document]) -> bool:
    """The same form sent twice brings the same files twice. Refusal for a file that is known to hold a virus."""
    digest = hashlib.sha256(content).hexdigest()
    same = [document for document in kept if document.sent_sha256 == digest]
    if any(document.infected for document in same):
        raise Refusal("virus", f"« {same[0].name} » contient un virus. Choisissez un autre fichier.")
    return bool(same)
