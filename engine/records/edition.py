"""Edition: the exact text of a démarche as it was when cases were opened under it."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField


class Edition(Model):
    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=80)
    fingerprint = fields.CharField(max_length=64)
    sources: dict[str, str] = JsonField()
    """Text of the file and of each block it includes, by path."""
    live = fields.BooleanField(default=False)
    """True for the edition that new drafts are pinned to; at most one per slug."""
    created_at = InstantField()

    class Meta:
        table = "edition"
        unique_together = (("slug", "fingerprint"),)
        indexes = (("slug", "live"),)
