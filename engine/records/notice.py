"""Notice: the outbox. A message already worded, written in the transaction that caused it, sent later."""

from __future__ import annotations

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField

EMAIL = "courriel"
BY_HAND = ("lettre", "sms", "appel", "relais")
"""Channels that a person of the service carries out: shown to agents as « à faire par le service »."""


class Notice(Model):
    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=200)
    """What it is about, spelt out and unique for the case: the same thing is never decided twice."""
    case: fields.ForeignKeyNullableRelation = fields.ForeignKeyField("records.Case", related_name="notices", null=True)
    occasion = fields.CharField(max_length=40)
    audience = fields.CharField(max_length=10)
    """usager or agent."""
    channel = fields.CharField(max_length=20)
    recipient = fields.CharField(max_length=254, default="")
    recipient_name = fields.CharField(max_length=200, default="")
    reply_to = fields.CharField(max_length=254, default="")
    subject = fields.CharField(max_length=250)
    body = fields.TextField()
    line: dict[str, str] = JsonField(default=dict)
    """What stands for it in a message that groups several: reference, demarche, date_limite, palier, lien."""
    group_key = fields.CharField(max_length=300, default="")
    """Notices waiting with the same key leave in one message; nothing means always alone."""
    parcel = fields.CharField(max_length=64, null=True)
    """Fixed at the first attempt: what left together is tried again together, under the same Message-ID."""
    created_at = InstantField()
    next_at: datetime | None = InstantField(null=True)
    """Not before this instant; also the end of the lease of whoever is sending it. Null: nothing to send."""
    attempts = fields.IntField(default=0)
    sent_at: datetime | None = InstantField(null=True)
    withdrawn_at: datetime | None = InstantField(null=True)
    """Set when it lost its purpose before leaving: a reminder about a case closed meanwhile."""
    failed_at: datetime | None = InstantField(null=True)
    last_error = fields.TextField(default="")

    case_id: str

    class Meta:
        table = "notice"
        unique_together = (("case", "key"),)
        # Two partial indexes more, in migration 0002: what waits to leave, what someone must see to.

    @property
    def by_hand(self) -> bool:
        return self.channel in BY_HAND

    @property
    def to_do(self) -> bool:
        """True while someone of the service must still write, call or tell."""
        return self.by_hand and self.sent_at is None and self.withdrawn_at is None
