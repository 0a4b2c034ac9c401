"""Case: what a person asked of the city, who has it, and where it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField

NEW, ONGOING, WAITING, CLOSED = "nouveau", "en-cours", "attente-usager", "clos"
STATES = (NEW, ONGOING, WAITING, CLOSED)


class Case(Model):
    reference = fields.CharField(max_length=12, primary_key=True)
    """`26-ABC-DEF`: what people read aloud is also the key everywhere."""
    slug = fields.CharField(max_length=80)
    edition: fields.ForeignKeyRelation = fields.ForeignKeyField(
        "records.Edition", related_name="cases", on_delete=fields.RESTRICT
    )
    draft: fields.OneToOneNullableRelation = fields.OneToOneField(
        "records.Draft", related_name="case", null=True, on_delete=fields.SET_NULL
    )
    """Unique: a draft gives one case, however many times it is posted."""
    unit = fields.CharField(max_length=80)
    assignee = fields.CharField(max_length=80, default="")
    """Login of the agent who took it, or nothing."""
    state = fields.CharField(max_length=20, default=NEW)
    """The kind of its step, the same for every life cycle: what lists and clocks look at."""
    step = fields.CharField(max_length=40, default="recue", db_default="recue")
    """Where it stands in the life cycle of its edition."""
    step_before = fields.CharField(max_length=40, default="", db_default="")
    step_since: datetime | None = InstantField(null=True)
    """When it arrived there; null for cases older than life cycles."""
    priority = fields.CharField(max_length=20, default="normale")
    answers: dict[str, Any] = JsonField()
    agent_answers: dict[str, Any] = JsonField(default=dict, db_default="{}")
    """What agents answered to the forms of the actions, by question id."""
    channel = fields.CharField(max_length=20)
    language = fields.CharField(max_length=20, default="fr", db_default="fr")
    """The one the person was reading in: what is said to them is said in it."""
    contact_name = fields.CharField(max_length=200, default="")
    contact_email = fields.CharField(max_length=254, default="")
    contact_phone = fields.CharField(max_length=40, default="")
    contact_address = fields.TextField(default="")
    contact_mode = fields.CharField(max_length=20)
    """courriel, sms, appel, lettre or relais: how this person is told things."""
    route_position = fields.IntField()
    route_reason = fields.TextField()
    """« Pourquoi ce service ? », in French, kept with the case."""
    code_version = fields.IntField(default=1)
    """Raised to make every tracking code already given useless."""
    outcome = fields.CharField(max_length=40, default="")
    filed_at = InstantField()
    due_at: datetime | None = InstantField(null=True)
    """Copy from the answer's clock, for the inbox; null when there is none or it is suspended."""
    closed_at: datetime | None = InstantField(null=True)
    version = fields.IntField(default=0)

    edition_id: int
    draft_id: int | None

    class Meta:
        table = "casefile"  # « case » is a word of SQL
        indexes = (
            ("unit", "state", "due_at"),
            ("state", "due_at"),
            ("assignee", "state"),
        )

    @property
    def open(self) -> bool:
        return self.state != CLOSED
