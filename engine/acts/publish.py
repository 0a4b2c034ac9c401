"""Publishing: each sound démarche becomes the edition in force; a faulty file changes nothing."""

from __future__ import annotations

from datetime import datetime

from tortoise.exceptions import IntegrityError

from engine.definition.catalogue import Catalogue
from engine.records import Edition
from engine.records.batch import ANY, Batch


async def publish(catalogue: Catalogue, now: datetime) -> list[Edition]:
    """The editions in force afterwards, by slug. Idempotent: the same texts are the same edition."""
    in_force = dict(await Edition.filter(live=True).values_list("slug", "fingerprint"))
    for slug, process in sorted(catalogue.processes.items()):
        if in_force.get(slug) == process.fingerprint:  # nearly all of them, at each file saved
            continue
        edition = await _edition(slug, process.fingerprint, dict(process.sources), now)
        if not edition.live:
            await _put_in_force(edition)
    written = {path.stem for path in (catalogue.root / "processes").glob("*.yaml")} | catalogue.processes.keys()
    for gone in await Edition.filter(live=True).exclude(slug__in=written):
        await Edition.filter(id=gone.id).update(live=False)
    return await Edition.filter(live=True).order_by("slug")


async def _edition(slug: str, fingerprint: str, sources: dict[str, str], now: datetime) -> Edition:
    if found := await Edition.get_or_none(slug=slug, fingerprint=fingerprint):
        return found
    try:
        return await Edition.create(slug=slug, fingerprint=fingerprint, sources=sources, created_at=now)
    except IntegrityError:  # another process has just published the same text
        return await Edition.get(slug=slug, fingerprint=fingerprint)


async def _put_in_force(edition: Edition) -> None:
    batch = Batch()
    batch.change(Edition, {"slug": edition.slug, "live": True}, {"live": False}, expect=ANY)
    batch.change(Edition, {"id": edition.id}, {"live": True})
    await batch.write()
