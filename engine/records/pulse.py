"""Pulse: the last sign of life of a worker, read by /sante wherever the worker runs."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField


class Pulse(Model):
    name = fields.CharField(max_length=40, primary_key=True)
    at = InstantField()
    report: dict[str, Any] = JsonField(default=dict)

    class Meta:
        table = "pulse"
