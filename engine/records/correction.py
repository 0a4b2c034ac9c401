"""Correction: what a service asks a person to correct in the answers they gave. One at most is open for a case."""

from __future__ import annotations

from datetime import date, datetime

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField

CORRECTED, REPLACED, WITHDRAWN = "corrigee", "remplacee", "retiree"
"""How it ends: the person has answered, another one takes its place, the service asks for it no more."""


class Correction(Model):
    id = fields.BigIntField(primary_key=True)
    case: fields.ForeignKeyRelation = fields.ForeignKeyField("records.Case", related_name="corrections")
    asked_at = InstantField()
    agent = fields.CharField(max_length=80)
    agent_name = fields.CharField(max_length=200)
    asked: list[dict[str, str]] = JsonField()
    """[{"page": "enfants/2", "question": "prenom", "note": "…"}], in the order of the form."""
    until: date | None = fields.DateField(null=True)
    """The last day to answer (CRPA L114-5); null when none was said."""
    ended_at: datetime | None = InstantField(null=True)
    ended = fields.CharField(max_length=20, default="")

    case_id: str

    class Meta:
        table = "correction"
        indexes = (("case_id", "ended_at"),)

    @property
    def open(self) -> bool:
        return self.ended_at is None
