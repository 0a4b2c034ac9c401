"""What the antivirus says of a document, and its place among those of a draft. Those that are there wait to be looked at."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from engine.records.column import InstantField


class Migration(migrations.Migration):
    dependencies = [("records", "0008_resuming")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.AddField("Document", "sent_sha256", fields.CharField(max_length=64, default="", db_default="")),
        ops.AddField("Document", "place", fields.SmallIntField(null=True)),
        ops.AddField("Document", "active", fields.BooleanField(default=False, db_default=False)),
        ops.AddField(
            "Document", "verdict", fields.CharField(max_length=20, default="a-verifier", db_default="a-verifier")
        ),
        ops.AddField("Document", "threat", fields.CharField(max_length=120, default="", db_default="")),
        ops.AddField("Document", "check_at", InstantField(null=True, auto_now=False, auto_now_add=False)),
        ops.AddField("Document", "checks", fields.IntField(default=0, db_default=0)),
        ops.RunSQL("UPDATE document SET check_at = created_at", ""),
        ops.RunSQL(
            "CREATE INDEX document_to_check ON document (check_at) WHERE check_at IS NOT NULL",
            "DROP INDEX document_to_check",
        ),
        ops.RunSQL(
            "CREATE UNIQUE INDEX document_place ON document (draft_id, place) WHERE place IS NOT NULL",
            "DROP INDEX document_place",
        ),
    ]
