"""The outbox goes out: due notices are leased, sent outside any transaction, then marked.

A worker killed between the sending and the mark sends the same parcel again, under the same Message-ID: that
is the only way a message can arrive twice. What left together once is always tried again together.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.acts import divert, journal, tell
from engine.acts.office import Office
from engine.acts.tell import CITIZEN
from engine.channels import Channel
from engine.channels.letter import Letter
from engine.errors import DeliveryError, Overtaken
from engine.records import Case, Notice
from engine.records.batch import ANY, Batch, Row
from engine.records.notice import SMS

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Longer than any attempt: nobody else tries meanwhile, and a crash is repaired that soon."""

RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, *[1440] * 4))
"""Waits after each failed attempt: five days in all, then a person must see to it."""

PARCELS = 50
GROUPED = 200
DISCOURAGED = 3
"""Failures in a row after which the server is left alone until the next pass."""


@dataclass
class DrainReport:
    """Notices by what became of them in one pass."""

    sent: int = 0
    retried: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Parcel:
    id: str
    notices: list[Notice]

    @property
    def first(self) -> Notice:
        return self.notices[0]

    @property
    def attempts(self) -> int:
        return max(notice.attempts for notice in self.notices)


async def drain(office: Office, now: datetime, channels: Mapping[str, Channel]) -> DrainReport:
    """One pass over what is due, oldest first, one message per person and group."""
    report, in_a_row = DrainReport(), 0
    if not office.settings.sends_sms:
        await hand_back(now)
    for _ in range(PARCELS):
        parcel = await lease(now, list(channels)) if in_a_row < DISCOURAGED else None
        if parcel is None:
            break
        try:
            await channels[parcel.first.channel].send(await letter_of(office, parcel, now))
        except DeliveryError as error:
            in_a_row += not error.permanent
            if error.permanent or parcel.attempts > len(RETRIES):
                await give_up(office, parcel, str(error), now, report)
            else:
                await put_off(parcel, str(error), now, report, error.after)
        except Exception as error:
            log.exception("parcel %s could not be prepared", parcel.id)
            reason = f"{type(error).__name__}: {error}"
            if parcel.attempts > len(RETRIES):
                await give_up(office, parcel, reason, now, report)
            else:
                await put_off(parcel, reason, now, report)
        else:
            in_a_row = 0
            await mark_sent(parcel, now)
            report.sent += len(parcel.notices)
    return report


async def lease(now: datetime, channels: list[str]) -> Parcel | None:
    """The next parcel, ours alone until the lease ends; None when nothing is due."""
    while first := await Notice.filter(next_at__lte=now, channel__in=channels).order_by("next_at", "id").first():
        parcel = Parcel(first.parcel or _parcel_id(first), await companions(first, now))
        if not parcel.notices:  # sent by another worker since we looked
            continue
        batch = Batch()
        for notice in parcel.notices:
            seen = {"id": notice.id, "next_at": notice.next_at, "attempts": notice.attempts}
            taken = {"parcel": parcel.id, "next_at": now + LEASE, "attempts": notice.attempts + 1}
            batch.change(Notice, seen, taken)
        try:
            await batch.write()
        except Overtaken:  # another worker has just leased it
            continue
        for notice in parcel.notices:
            notice.parcel, notice.next_at, notice.attempts = parcel.id, now + LEASE, notice.attempts + 1
        return parcel
    return None


async def companions(first: Notice, now: datetime) -> list[Notice]:
    """What leaves with this notice: its parcel if it has already been tried, else its group if it has one."""
    if first.parcel:
        return await Notice.filter(next_at=first.next_at, parcel=first.parcel).order_by("id")
    if first.group_key:
        waiting = Notice.filter(group_key=first.group_key, parcel=None, next_at__lte=now)
        return await waiting.order_by("next_at", "id").limit(GROUPED)
    return [first]


async def letter_of(office: Office, parcel: Parcel, now: datetime) -> Letter:
    """The notice as it was worded, or one summary for several."""
    first = parcel.first
    subject, body = first.subject, first.said
    if len(parcel.notices) > 1:
        process = await office.process_of(await Case.get(reference=first.case_id))
        lines = [notice.line for notice in parcel.notices]
        said = {"ville": office.city.name, "site": office.settings.url, "lignes": lines}
        subject, body = office.theme.render_notice("recapitulatif", process, said)
    return Letter(
        id=parcel.id,
        recipient=first.recipient,
        recipient_name=first.recipient_name,
        reply_to=first.reply_to if len(parcel.notices) == 1 else "",
        subject=subject,
        body=body,
        sent_at=now,
    )


async def mark_sent(parcel: Parcel, now: datetime) -> None:
    batch = Batch()
    for notice in parcel.notices:
        batch.change(
            Notice,
            {"id": notice.id, "sent_at": None},
            {"sent_at": now, "next_at": None, "last_error": ""},
            expect=ANY,
        )
    await batch.write()


async def put_off(
    parcel: Parcel, reason: str, now: datetime, report: DrainReport, after: timedelta | None = None
) -> None:
    """Try again later; not before `after`, when the server says so."""
    wait = max(RETRIES[parcel.attempts - 1], after or timedelta())
    batch = Batch()
    for notice in parcel.notices:
        change = {"next_at": now + wait, "last_error": reason}
        batch.change(Notice, {"id": notice.id, "sent_at": None}, change, expect=ANY)
    report.retried += len(parcel.notices)
    await batch.write()


async def give_up(office: Office, parcel: Parcel, reason: str, now: datetime, report: DrainReport) -> None:
    """It will not arrive this way: the journal says so, and what was for a person takes another one."""
    batch = Batch()
    for notice in parcel.notices:
        seen = {"id": notice.id, "sent_at": None, "failed_at": None, "withdrawn_at": None}
        if notice.case_id is None:  # about a draft: no agent can tell this person otherwise
            batch.change(Notice, seen, {"withdrawn_at": now, "next_at": None, "last_error": reason})
            continue
        batch.change(Notice, seen, {"failed_at": now, "next_at": None, "last_error": reason})
        way = ""
        if notice.audience == CITIZEN:
            case = await Case.get(reference=notice.case_id)
            way = divert.next_way(case, notice)
            batch.insert(divert.again(office, case, notice, way, now))
        batch.insert(_undelivered(office, notice, way, now))
    try:
        await batch.write()
        report.failed += len(parcel.notices)
    except Overtaken:
        log.info("parcel %s was dealt with elsewhere", parcel.id)


def _undelivered(office: Office, notice: Notice, way: str, now: datetime) -> Row:
    whom = notice.recipient_name or notice.recipient
    then = f"Le service doit le remettre {divert.WAY_WORDS[way]}." if way else "Prévenez cette personne autrement."
    if way and tell.by_itself(office, way):
        then = f"Il part {divert.WAY_WORDS[way]}."
    text = f"Le message « {notice.subject} » n’a pas pu être remis à {whom}. {then}"
    return journal.about(str(notice.case_id), now, "envoi-echoue", text, notice=notice.id, vers=way)


async def hand_back(now: datetime) -> None:
    """SMS that waited for a gateway the city no longer has: a person of the service sends them."""
    for notice in await Notice.filter(next_at__lte=now, channel=SMS).order_by("id").limit(PARCELS):
        seen = {"id": notice.id, "sent_at": None, "next_at": notice.next_at}
        if notice.case_id is None:
            batch = Batch().change(Notice, seen, {"withdrawn_at": now, "next_at": None}, expect=ANY)
        else:
            batch = Batch().change(Notice, seen, {"next_at": None, "parcel": None}, expect=ANY)
            text = f"Le SMS « {notice.subject} » est à envoyer par le service."
            batch.insert(journal.about(notice.case_id, now, "envoi-echoue", text, notice=notice.id))
        await batch.write()


def _parcel_id(first: Notice) -> str:
    return hashlib.sha256(f"{first.case_id}/{first.key}".encode()).hexdigest()[:32]
