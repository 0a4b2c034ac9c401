"""Copies to print: someone asks, a file is made aside, it is kept one day. Nobody ever waits for it in a page.

The order is a row and its HTML on the disk; whoever makes it holds a lease. Asked twice, made by two processes, or killed
in between: there is one file in the end.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from tortoise.exceptions import IntegrityError

from engine import paper
from engine.acts.office import Office
from engine.errors import Overtaken, PaperError
from engine.records import Case, Printout
from engine.records.batch import ANY, Batch

log = logging.getLogger(__name__)

KEPT = timedelta(days=1)
LEASE = timedelta(minutes=2)
"""Longer than any attempt: nobody else tries meanwhile, and a crash is repaired that soon."""
AGAIN = timedelta(minutes=1)
TRIES = 3
AT_ONCE = 100
"""Copies forgotten in one go."""

MakePdf = Callable[[str], Awaitable[bytes]]


def named(case: Case, language: str) -> str:
    """There is one copy of a case in each language."""
    return f"{case.reference}/{language}"


async def order(office: Office, case: Case, language: str, html: str, now: datetime) -> Printout:
    """Ask for the file of this page. The one already being made is waited for; an older one is replaced."""
    id = named(case, language)
    last = await Printout.get_or_none(id=id)
    if last is not None and last.waited_for:
        return last
    wanted = Printout(
        id=id, case_id=case.reference, language=language, asked_at=now, next_at=now, storage_name=secrets.token_hex(24)
    )
    await asyncio.to_thread(_write, written(office, wanted), html.encode())
    batch = Batch()
    if last is not None:
        batch.change(Printout, {"id": id, "storage_name": last.storage_name}, {"storage_name": ""})
        batch.change(Printout, {"id": id}, _values(wanted))
    else:
        batch.insert(wanted)
    try:
        await batch.write()
    except (IntegrityError, Overtaken):  # asked in another window at the same moment
        await _erase(office, wanted)
        return await Printout.get(id=id)
    if last is not None:
        await _erase(office, last)
    return wanted


async def work(office: Office, now: datetime, make: MakePdf | None = None, at_once: int = 3) -> int:
    """Make what is waited for, oldest first; how many files were made."""
    made = 0
    for _ in range(at_once):
        wanted = await lease(now)
        if wanted is None:
            break
        made += await press(office, wanted, now, make or paper.pdf)
    return made


async def lease(now: datetime) -> Printout | None:
    """The next file to make, ours alone until the lease ends."""
    while wanted := await Printout.filter(next_at__lte=now).order_by("next_at", "id").first():
        seen = {"id": wanted.id, "next_at": wanted.next_at, "attempts": wanted.attempts}
        taken = {"next_at": now + LEASE, "attempts": wanted.attempts + 1}
        try:
            await Batch().change(Printout, seen, taken).write()
        except Overtaken:
            continue
        wanted.update_from_dict(taken)
        return wanted
    return None


async def press(office: Office, wanted: Printout, now: datetime, make: MakePdf) -> bool:
    """One file; given up after a few tries. A fault is told to the logs without anyone's words."""
    ours = {"id": wanted.id, "storage_name": wanted.storage_name}
    try:
        html = await asyncio.to_thread(written(office, wanted).read_text, "utf-8")
        await asyncio.to_thread(_write, printed(office, wanted), await make(html))
    except (PaperError, OSError) as error:
        log.warning("a copy could not be printed: %s", type(error).__name__)
        over = wanted.attempts >= TRIES
        to = {"next_at": None, "failed_at": now} if over else {"next_at": now + AGAIN}
        await Batch().change(Printout, ours, to, expect=ANY).write()
        return False
    await Batch().change(Printout, ours, {"next_at": None, "made_at": now}, expect=ANY).write()
    await asyncio.to_thread(written(office, wanted).unlink, missing_ok=True)
    return True


async def forget(office: Office, now: datetime) -> int:
    """Copies are kept one day: the row goes, then its files."""
    old = await Printout.filter(asked_at__lte=now - KEPT).order_by("asked_at").limit(AT_ONCE)
    for printout in old:
        await printout.delete()
        await _erase(office, printout)
    if old or not now.minute:  # once an hour: a case forgotten with its rows leaves a file that no row names
        known = {str(name) for name in await Printout.all().values_list("storage_name", flat=True)}
        await asyncio.to_thread(_sweep, office.settings.printouts, known, (now - KEPT).timestamp())
    return len(old)


def written(office: Office, printout: Printout) -> Path:
    """The page to print."""
    return office.settings.printouts / f"{printout.storage_name}.html"


def printed(office: Office, printout: Printout) -> Path:
    return office.settings.printouts / f"{printout.storage_name}.pdf"


def _values(printout: Printout) -> dict[str, object]:
    kept = ("asked_at", "next_at", "storage_name")
    return {name: getattr(printout, name) for name in kept} | {"attempts": 0, "made_at": None, "failed_at": None}


async def _erase(office: Office, printout: Printout) -> None:
    for path in (written(office, printout), printed(office, printout)):
        await asyncio.to_thread(path.unlink, missing_ok=True)


def _write(where: Path, content: bytes) -> None:
    """Whole or not at all: a file half written is never given to anyone."""
    where.parent.mkdir(parents=True, exist_ok=True)
    aside = where.with_suffix(f".{secrets.token_hex(4)}")
    aside.touch(mode=0o600)
    aside.write_bytes(content)
    aside.replace(where)


def _sweep(where: Path, known: set[str], before: float) -> None:
    """Files left by a kill, that no row names."""
    for path in where.glob("*"):
        stem = re.match(r"[0-9a-f]{48}", path.name)
        if stem and stem[0] not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
