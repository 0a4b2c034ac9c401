"""Showing documents to the antivirus, from the worker: never while someone waits, never inside a transaction.

A daemon that is down delays nothing but its own verdicts: documents wait for it, and are opened with a warning.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.acts import attach, blocked, journal
from engine.acts import draft as drafts
from engine.acts.office import Office
from engine.antivirus import Antivirus
from engine.definition.group import MARK
from engine.errors import AntivirusRefused, AntivirusSilent, NotAllowed, Overtaken
from engine.records import Case, Document, Draft
from engine.records.batch import ANY, Batch
from engine.records.document import INFECTED, SOUND, UNCHECKED

log = logging.getLogger(__name__)

AT_MOST = 200
BUDGET = 20.0
"""Seconds after which no other document is begun: deadlines and messages have their turn."""
LEASE = timedelta(minutes=10)
"""Nobody else looks at it meanwhile, and a crash is repaired that soon."""
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360))
"""Waits after the antivirus could say nothing of a document; then it stays « non vérifié »."""
THREAT = 120


@dataclass
class ScanReport:
    scanned: int = 0
    infected: int = 0
    unanswered: int = 0


async def scan(office: Office, antivirus: Antivirus, now: datetime) -> ScanReport:
    """One pass over what waits for a verdict, oldest first."""
    report = ScanReport()
    if not antivirus:
        return report
    loop = asyncio.get_running_loop()
    until = loop.time() + BUDGET
    waiting = await Document.filter(check_at__lte=now).order_by("check_at", "id").limit(AT_MOST)
    for document in waiting:
        if loop.time() > until or not await look(office, antivirus, document, now, report):
            break
    return report


async def look(office: Office, antivirus: Antivirus, document: Document, now: datetime, report: ScanReport) -> bool:
    """One document. False when the antivirus is not there: the others wait for the next pass."""
    seen, leased = document.check_at, now + LEASE
    try:
        await Batch().change(Document, {"id": document.id, "check_at": seen}, {"check_at": leased}).write()
    except Overtaken:  # another worker has it, or its person took it away
        return True
    document.check_at = leased
    try:
        content = await asyncio.to_thread(attach.path(office, document).read_bytes)
        threat = await antivirus.scan(content)
    except AntivirusSilent:
        await put_back(document, seen)
        log.warning("the antivirus does not answer")
        return False
    except (AntivirusRefused, OSError) as error:
        await put_off(office, document, error, now)
        report.unanswered += 1
        return True
    await settle(office, document, INFECTED if threat else SOUND, threat[:THREAT], now)
    report.scanned += 1
    report.infected += bool(threat)
    return True


async def put_back(document: Document, when: datetime | None) -> None:
    """As if it had not been tried: the fault is not its own."""
    await Batch().change(Document, held(document), {"check_at": when}, expect=ANY).write()


async def put_off(office: Office, document: Document, error: Exception, now: datetime) -> None:
    """Try again later, then stop: it is opened at the risk of who opens it."""
    log.warning("the antivirus says nothing of a document: %s", type(error).__name__)
    if document.checks >= len(RETRIES):
        return await settle(office, document, UNCHECKED, "", now)
    later = {"check_at": now + RETRIES[document.checks], "checks": document.checks + 1}
    await Batch().change(Document, held(document), later, expect=ANY).write()


def held(document: Document) -> Mapping[str, Any]:
    return {"id": document.id, "check_at": document.check_at}


# --- the verdict


async def settle(office: Office, document: Document, verdict: str, threat: str, now: datetime) -> None:
    """The verdict, the line of the journal and the messages, together. Sent meanwhile: told to its case."""
    while True:
        to = {"verdict": verdict, "threat": threat, "check_at": None, "checks": document.checks + 1}
        batch = Batch().change(Document, {**held(document), "case_id": document.case_id}, to)
        if document.case_id:
            await put_in_case(office, batch, document, verdict, now)
        try:
            await batch.write()
            break
        except Overtaken:
            same = await Document.get_or_none(id=document.id, check_at=document.check_at)
            if same is None:
                return
            document.case_id, document.draft_id = same.case_id, same.draft_id
    document.verdict = verdict
    if verdict == INFECTED and not document.case_id:
        await ask_again(office, document, now)


async def put_in_case(office: Office, batch: Batch, document: Document, verdict: str, now: datetime) -> None:
    case = await Case.get(reference=document.case_id)
    if verdict == INFECTED:
        await blocked.tell_of(office, batch, case, document, now)
    else:
        words = "n’a rien trouvé dans" if verdict == SOUND else "n’a pas pu lire"
        text = f"L’antivirus {words} « {document.name} »."
        batch.insert(journal.by_engine(case, now, "antivirus", text, document=document.id, verdict=verdict))


async def ask_again(office: Office, document: Document, now: datetime) -> None:
    """The draft no longer counts it as an answer; its page says why and asks for another."""
    draft = await Draft.get_or_none(id=document.draft_id) if document.draft_id else None
    if draft is None:
        return
    try:
        await drafts.change(draft, lambda answers: without(answers, document), now)
    except NotAllowed:  # sent at this very instant: its case is told
        kept = await Document.get_or_none(id=document.id, case_id__isnull=False)
        if kept is not None:
            batch = Batch()
            await put_in_case(office, batch, kept, INFECTED, now)
            await batch.write()


def without(answers: Mapping[str, Any], document: Document) -> dict[str, Any]:
    """The answers of a draft where this document is none; its question is then to be answered."""
    mark, _, question = document.question.rpartition("/")
    if not mark:
        return _taken_out(answers, question, document.id)
    return {id: _in_instances(held, mark, question, document.id) for id, held in answers.items()}


def _in_instances(held: Any, mark: str, question: str, document: str) -> Any:
    if not isinstance(held, list):
        return held
    return [
        _taken_out(one, question, document) if isinstance(one, Mapping) and one.get(MARK) == mark else one
        for one in held
    ]


def _taken_out(answers: Mapping[str, Any], question: str, document: str) -> dict[str, Any]:
    given = answers.get(question)
    left = [id for id in given if id != document] if isinstance(given, list) else given
    return {id: left if id == question else value for id, value in answers.items() if id != question or left}
