"""Tally: a number that only goes up and that nobody counts twice. Turns given in a service, places taken."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.records.batch import Batch


class Tally(Model):
    name = fields.CharField(max_length=160, primary_key=True)
    count = fields.IntField(default=0)

    class Meta:
        table = "tally"


async def tally(name: str) -> Tally:
    """Where this count stands; a new one begins at zero."""
    return await Tally.get_or_none(name=name) or Tally(name=name, count=0)


def add_one(batch: Batch, counted: Tally) -> None:
    """One more, if nobody else has counted meanwhile: Overtaken or IntegrityError undoes the batch."""
    if counted._saved_in_db:
        batch.change(Tally, {"name": counted.name, "count": counted.count}, {"count": counted.count + 1})
    else:
        batch.insert(Tally(name=counted.name, count=1))
