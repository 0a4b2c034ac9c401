"""Printout: a PDF file that someone asked for. Its row is the order and the answer; its bytes are kept for a short time."""

from __future__ import annotations

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField


class Printout(Model):
    id = fields.CharField(max_length=80, primary_key=True)
    """`26-ABC-DEF/ar`: one copy of a case in each language."""
    case: fields.ForeignKeyRelation = fields.ForeignKeyField("records.Case", related_name="printouts")
    language = fields.CharField(max_length=20)
    asked_at = InstantField()
    next_at: datetime | None = InstantField(null=True)
    """Not before this instant; also the end of the lease of whoever is making it. Null: nothing to make."""
    attempts = fields.IntField(default=0)
    made_at: datetime | None = InstantField(null=True)
    failed_at: datetime | None = InstantField(null=True)
    """Set when it was given up: the same page in HTML is there."""
    storage_name = fields.CharField(max_length=64, default="")
    """Random name of the file, nothing while there is none."""

    case_id: str

    @property
    def waited_for(self) -> bool:
        return self.next_at is not None

    class Meta:
        table = "printout"
        indexes = (("next_at",), ("made_at",))
