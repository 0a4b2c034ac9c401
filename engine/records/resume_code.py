"""ResumeCode: what opens a draft on another device, once, with the secret word its person chose. Neither is stored."""

from __future__ import annotations

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField


class ResumeCode(Model):
    id = fields.BigIntField(primary_key=True)
    draft: fields.ForeignKeyRelation = fields.ForeignKeyField("records.Draft", related_name="codes")
    seed = fields.CharField(max_length=32)
    """What the code and the link are computed from, with the secret of the installation."""
    code_hash = fields.CharField(max_length=64, unique=True)
    link_hash = fields.CharField(max_length=64, unique=True)
    word_hash = fields.CharField(max_length=200)
    tries = fields.IntField(default=0)
    """Words tried since the last right one; past a few the code is locked."""
    created_at = InstantField()
    expires_at = InstantField()
    used_at: datetime | None = InstantField(null=True)
    replaced_at: datetime | None = InstantField(null=True)
    """Set when its person asked for another one."""
    left_token_hash = fields.CharField(max_length=64, null=True, db_index=True)
    """The token the draft had until then: the browser left behind can be told where its answers went."""

    draft_id: int

    class Meta:
        table = "resume_code"
        indexes = (("draft_id",),)
