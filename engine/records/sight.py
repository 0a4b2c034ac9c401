"""Sight: how far one agent has read the corrections of one case."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Sight(Model):
    id = fields.CharField(max_length=100, primary_key=True)
    """`26-ABC-DEF/louise`: one per case and agent."""
    case: fields.ForeignKeyRelation = fields.ForeignKeyField("records.Case", related_name="sights")
    event = fields.BigIntField()
    """The last line of the journal that was on their screen."""

    case_id: str

    class Meta:
        table = "sight"
