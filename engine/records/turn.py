"""Turn: how many cases a service has given out in turn, so that the next one goes to the next person."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Turn(Model):
    unit = fields.CharField(max_length=80, primary_key=True)
    served = fields.IntField(default=0)

    class Meta:
        table = "turn"
