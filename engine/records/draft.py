"""Draft: answers being given, found again by a token that is never stored as such."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField


class Draft(Model):
    id = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    slug = fields.CharField(max_length=80)
    edition: fields.ForeignKeyRelation = fields.ForeignKeyField(
        "records.Edition", related_name="drafts", on_delete=fields.RESTRICT
    )
    answers: dict[str, Any] = JsonField()
    version = fields.IntField(default=0)
    reference = fields.CharField(max_length=12, null=True)
    """Set when `submit` claims the draft: the case that was born from it. Then it no longer changes."""
    created_at = InstantField()
    updated_at = InstantField()
    expires_at = InstantField(db_index=True)
    remind_to = fields.CharField(max_length=254, default="", db_default="")
    """Where its person asked to be told before it is erased."""
    remind_in = fields.CharField(max_length=20, default="fr", db_default="fr")
    """The language its person was reading then."""
    reminded_at: datetime | None = InstantField(null=True)

    edition_id: int

    class Meta:
        table = "draft"
