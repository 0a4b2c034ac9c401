"""Clock and Rung: one promise of a case as dated facts, and the instants when it calls for an act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField


class Clock(Model):
    id = fields.CharField(max_length=80, primary_key=True)
    """`26-ABC-DEF/reponse`."""
    case: fields.ForeignKeyRelation = fields.ForeignKeyField("records.Case", related_name="clocks")
    name = fields.CharField(max_length=60)
    started_at = InstantField()
    pauses: list[dict[str, Any]] = JsonField(default=list)
    """[{reason, since, until}], instants in ISO 8601; `until` is null while it lasts."""
    due_at: datetime | None = InstantField(null=True)
    """Projected from the facts above; null while suspended."""
    due_on: date | None = fields.DateField(null=True)
    stopped_at: datetime | None = InstantField(null=True)

    case_id: str

    class Meta:
        table = "clock"
        unique_together = (("case", "name"),)

    @property
    def suspended(self) -> bool:
        return bool(self.pauses) and self.pauses[-1]["until"] is None

    @property
    def running(self) -> bool:
        return self.stopped_at is None and not self.suspended


class Rung(Model):
    id = fields.BigIntField(primary_key=True)
    clock: fields.ForeignKeyRelation[Clock] = fields.ForeignKeyField("records.Clock", related_name="rungs")
    position = fields.IntField()
    at: datetime | None = InstantField(null=True)
    """When it falls, by the promise; null while the clock is suspended."""
    wake_at: datetime | None = InstantField(null=True)
    """When `tick` must look at it; null once fired, suspended or stopped. Later than `at` after a failure."""
    fired_at: datetime | None = InstantField(null=True)

    clock_id: str

    class Meta:
        table = "rung"  # its partial index on wake_at is in migration 0002
        unique_together = (("clock", "position"),)
