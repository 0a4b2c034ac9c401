"""Drafts that go on elsewhere: codes to resume them, what was typed and not sent, where to tell before they are erased."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from engine.records.column import InstantField, JsonField


def of_draft(related_name):
    return fields.ForeignKeyField(
        "records.Draft",
        source_field="draft_id",
        db_constraint=True,
        to_field="id",
        related_name=related_name,
        on_delete=OnDelete.CASCADE,
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0007_corrections")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.AddField("Draft", "remind_to", fields.CharField(default="", max_length=254, db_default="")),
        ops.AddField("Draft", "reminded_at", InstantField(null=True, auto_now=False, auto_now_add=False)),
        ops.CreateModel(
            name="ResumeCode",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("draft", of_draft("codes")),
                ("seed", fields.CharField(max_length=32)),
                ("code_hash", fields.CharField(unique=True, max_length=64)),
                ("link_hash", fields.CharField(unique=True, max_length=64)),
                ("word_hash", fields.CharField(max_length=200)),
                ("tries", fields.IntField(default=0)),
                ("created_at", InstantField(auto_now=False, auto_now_add=False)),
                ("expires_at", InstantField(auto_now=False, auto_now_add=False)),
                ("used_at", InstantField(null=True, auto_now=False, auto_now_add=False)),
                ("replaced_at", InstantField(null=True, auto_now=False, auto_now_add=False)),
                ("left_token_hash", fields.CharField(null=True, db_index=True, max_length=64)),
            ],
            options={
                "table": "resume_code",
                "app": "records",
                "indexes": [Index(fields=["draft_id"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Jotting",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("draft", of_draft("jottings")),
                ("place", fields.CharField(max_length=120)),
                ("typed", JsonField(unique=False)),
                ("seen", fields.TextField(default="", unique=False)),
                ("at", InstantField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "jotting",
                "app": "records",
                "unique_together": (("draft", "place"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
