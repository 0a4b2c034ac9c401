"""Opinion: what a person said of how their request went. One per case; agents never read it beside the case."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from engine.records.column import InstantField

CHOICES = {
    "tres-bien": "Très bien",
    "bien": "Bien",
    "moyen": "Ni bien ni mal",
    "mal": "Mal",
    "tres-mal": "Très mal",
}
LONGEST = 2000
"""Characters of a comment."""


class Opinion(Model):
    id = fields.CharField(max_length=12, primary_key=True)
    """The reference of the case: there is one opinion per case, however many times it is given."""
    case: fields.ForeignKeyRelation = fields.ForeignKeyField("records.Case", related_name="opinions")
    choice = fields.CharField(max_length=20)
    """One of CHOICES."""
    comment = fields.TextField(default="")
    given_at = InstantField()
    changed_at = InstantField()

    case_id: str

    class Meta:
        table = "opinion"
