"""Jotting: what was typed on a page of a form and not sent, as it was typed. Never an answer."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField, JsonField


class Jotting(Model):
    id = fields.BigIntField(primary_key=True)
    draft: fields.ForeignKeyRelation = fields.ForeignKeyField("records.Draft", related_name="jottings")
    place = fields.CharField(max_length=120)
    """The page, and the instance of a repeated group: `contact`, `enfant/a1b2c3d4`, `enfant/+` for one being added."""
    typed: dict[str, Any] = JsonField()
    """What was typed, by question, as its type reads a form."""
    seen = fields.TextField(default="")
    """The answers that the form showed, in short (acts/merge.py): a jotting older than an answer is forgotten."""
    at = InstantField()

    class Meta:
        table = "jotting"
        unique_together = (("draft", "place"),)
