"""Agent and AgentSession: who works here, and the revocable proof that a browser is theirs."""

from __future__ import annotations

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField


class Agent(Model):
    login = fields.CharField(max_length=80, primary_key=True)
    """The id of the person in the organisation of the city."""
    name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=254, default="")
    password_hash = fields.CharField(max_length=200)
    role = fields.CharField(max_length=20, default="agent")
    units: list[str] = JsonField(default=list)
    """Services whose cases this agent handles, their descendants included."""
    active = fields.BooleanField(default=True)
    created_at = InstantField()

    class Meta:
        table = "agent"


class AgentSession(Model):
    token_hash = fields.CharField(max_length=64, primary_key=True)
    agent: fields.ForeignKeyRelation[Agent] = fields.ForeignKeyField("records.Agent", related_name="sessions")
    created_at = InstantField()
    expires_at = InstantField(db_index=True)
    revoked_at: datetime | None = InstantField(null=True)

    agent_id: str

    class Meta:
        table = "agent_session"
