"""Observed: how long the requests of a démarche have really waited for their answer, measured once a day."""

from __future__ import annotations

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField


class Observed(Model):
    slug = fields.CharField(max_length=80, primary_key=True)
    at: datetime = InstantField()
    """When it was measured."""
    count = fields.IntField(default=0)
    """How many closed cases it was measured on."""
    unit = fields.CharField(max_length=20)
    """That of the promise: a key of duration.UNITS."""
    half = fields.IntField(default=0)
    """Half of these cases were closed in that many units or fewer."""
    most = fields.IntField(default=0)
    """Nine out of ten were."""

    class Meta:
        table = "observed"
