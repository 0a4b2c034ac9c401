"""Document: what is known of an attached file; its bytes are in the data folder under a random name."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField


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
    name = fields.CharField(max_length=255)
    media_type = fields.CharField(max_length=100)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64)
    storage_name = fields.CharField(max_length=64, unique=True)
    created_at = InstantField()

    case_id: str | None
    draft_id: int | None

    class Meta:
        table = "document"
        indexes = (("case_id",), ("draft_id",))
