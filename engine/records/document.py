"""Document: what is known of an attached file; its bytes are in the data folder under a random name."""

from __future__ import annotations

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField

TO_CHECK, SOUND, INFECTED, UNCHECKED = "a-verifier", "sain", "infecte", "non-verifie"


class Document(Model):
    id = fields.CharField(max_length=32, primary_key=True)
    """Random and public: written in answers and addresses."""
    case: fields.ForeignKeyNullableRelation = fields.ForeignKeyField(
        "records.Case", related_name="documents", null=True
    )
    draft: fields.ForeignKeyNullableRelation = fields.ForeignKeyField(
        "records.Draft", related_name="documents", null=True, on_delete=fields.SET_NULL
    )
    question = fields.CharField(max_length=80, default="")
    """The question it answers; nothing when it came with a message."""
    agent = fields.CharField(max_length=80, default="", db_default="")
    """Login of the agent who joined it to an answer; nothing when it comes from the person."""
    name = fields.CharField(max_length=255)
    media_type = fields.CharField(max_length=100)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    """Of the bytes that are kept."""
    sent_sha256 = fields.CharField(max_length=64, default="", db_default="")
    """Of the bytes as they were sent: the same file sent again is known by it."""
    storage_name = fields.CharField(max_length=64, unique=True)
    created_at = InstantField()
    place: int | None = fields.SmallIntField(null=True)
    """One of the places of its draft: two documents never share one, so that no draft holds more than it may."""
    active = fields.BooleanField(default=False, db_default=False)
    """True when it holds something that runs: it is saved, never shown by the browser."""
    verdict = fields.CharField(max_length=20, default=TO_CHECK, db_default=TO_CHECK)
    """What the antivirus says of it."""
    threat = fields.CharField(max_length=120, default="", db_default="")
    """What the antivirus calls what it found."""
    check_at: datetime | None = InstantField(null=True)
    """When the antivirus must look at it; null once it has said, or once we have stopped asking."""
    checks = fields.IntField(default=0, db_default=0)
    """How often it was shown to the antivirus."""

    case_id: str | None
    draft_id: int | None

    @property
    def infected(self) -> bool:
        """True when nobody opens it any more."""
        return self.verdict == INFECTED

    class Meta:
        table = "document"  # its partial indexes are in migration 0009
        indexes = (("case_id",), ("draft_id",))
