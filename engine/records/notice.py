"""Notice: the outbox. A message already worded, written in the transaction that caused it, sent later."""

from __future__ import annotations

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField

EMAIL, SMS, CALL, LETTER, RELAY, OTHERWISE = "courriel", "sms", "appel", "lettre", "relais", "autrement"
BY_HAND = (LETTER, SMS, CALL, RELAY, OTHERWISE)
"""Channels that a person of the service carries out: shown to agents as « à faire par le service ».

An SMS leaves by itself when the city has a gateway; `autrement` is what remains when every known means has failed.
"""


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
    short = fields.TextField(default="", db_default="")
    """The same in the length of an SMS, for who may receive one: no more than where to read the rest."""
    desk = fields.CharField(max_length=80, default="", db_default="")
    """The service that hands it over, when it is not the one of the case: that of the relay place chosen."""
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

    case_id: str | None
    """None for what is said of a draft."""

    class Meta:
        table = "notice"
        unique_together = (("case", "key"),)
        # Two partial indexes more, in migration 0002: what waits to leave, what someone must see to.

    @property
    def by_hand(self) -> bool:
        left_alone = self.channel == SMS and (self.parcel is not None or self.next_at is not None)
        return self.channel in BY_HAND and not left_alone

    @property
    def to_do(self) -> bool:
        """True while someone of the service must still write, call or tell."""
        return self.by_hand and self.sent_at is None and self.withdrawn_at is None and self.failed_at is None

    @property
    def said(self) -> str:
        """What the person receives: an SMS says it short."""
        return self.short if self.channel == SMS and self.short else self.body
