"""Forgetting what has waited too long: drafts never sent, the files they leave, files that nothing names any more.

Small batches, oldest first. Harmless twice, in two places at once, and after a kill: what one pass leaves behind the
next one finds.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from engine.acts import attach, remind
from engine.acts.attach import PENDING
from engine.acts.discard import discard
from engine.acts.draft import KEPT
from engine.acts.office import Office
from engine.records import Document, Draft

AT_MOST = 100
ASIDE = timedelta(days=1)
"""How long a file may be without its row: it is written first."""
FOLDERS = 256
TOGETHER = 200


@dataclass
class PurgeReport:
    drafts: int = 0
    documents: int = 0
    files: int = 0


async def purge(office: Office, now: datetime, at_most: int = AT_MOST) -> PurgeReport:
    """One pass. Each minute looks at one folder of files: all of them within a few hours."""
    report = PurgeReport()
    for draft in await Draft.filter(reference=None, expires_at__lte=now).order_by("expires_at", "id").limit(at_most):
        with suppress(OSError):  # a file that stays is swept away later, or tried again at each pass
            report.drafts += await discard(office, draft)
    for document in await left_over(now, at_most):
        with suppress(OSError):
            await attach.forget(office, document)
            report.documents += 1
    report.files = await sweep(office, int(now.timestamp() // 60) % FOLDERS, now)
    if not int(now.timestamp() // 60) % FOLDERS:
        await remind.forget_old(now)
        for document in await forsaken(now, at_most):
            with suppress(OSError):
                await attach.forget(office, document)
                report.documents += 1
    return report


async def left_over(now: datetime, at_most: int) -> list[Document]:
    """Documents that belong to nothing: their draft is gone, or it was sent long ago without them."""
    alone = Document.filter(case_id=None, draft_id=None, created_at__lte=now - ASIDE)
    unsent = Document.filter(case_id=None, draft__reference__not_isnull=True, draft__expires_at__lte=now)
    return [*await alone.limit(at_most), *await unsent.limit(at_most)]


async def forsaken(now: datetime, at_most: int) -> list[Document]:
    """Documents that came with a correction never sent, or with words never written: they answer nothing."""
    return await Document.filter(question__startswith=PENDING, created_at__lte=now - KEPT).limit(at_most)


async def sweep(office: Office, folder: int, now: datetime) -> int:
    """Erase the files of one folder that no document names, once they are old enough."""
    where = office.settings.documents / f"{folder:02x}"
    old = await asyncio.to_thread(_old_files, where, (now - ASIDE).timestamp())
    erased = 0
    for start in range(0, len(old), TOGETHER):
        some = {path.name: path for path in old[start : start + TOGETHER]}
        named = await Document.filter(storage_name__in=list(some)).values_list("storage_name", flat=True)
        for name in some.keys() - set(named):
            with suppress(OSError):
                await asyncio.to_thread(some[name].unlink, missing_ok=True)
                erased += 1
    return erased


def _old_files(where: Path, before: float) -> list[Path]:
    if not where.is_dir():
        return []
    ours = (path for path in where.iterdir() if re.fullmatch(r"[0-9a-f]{48}", path.name))
    return [path for path in ours if path.is_file() and path.stat().st_mtime < before]
