"""Event: one line of the journal of a case; written in the transaction of what it tells, never changed."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField

CITIZEN, AGENT, SYSTEM = "usager", "agent", "systeme"


class Event(Model):
    id = fields.BigIntField(primary_key=True)
    case: fields.ForeignKeyRelation = fields.ForeignKeyField("records.Case", related_name="events")
    at = InstantField()
    kind = fields.CharField(max_length=40)
    actor_kind = fields.CharField(max_length=10, default=SYSTEM)
    actor = fields.CharField(max_length=80, default="")
    """Login of the agent; nothing for the person concerned and for the engine."""
    actor_name = fields.CharField(max_length=200, default="")
    public = fields.BooleanField(default=False)
    """True when the person concerned reads it on the tracking page."""
    text = fields.TextField(default="")
    data: dict[str, Any] = JsonField(default=dict)

    case_id: str

    class Meta:
        table = "event"
        indexes = (("case_id", "id"),)
        ordering = ("id",)
