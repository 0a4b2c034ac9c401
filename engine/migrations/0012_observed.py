"""How long requests have really waited, one row per démarche, and the index it is measured through."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from engine.records.column import InstantField


class Migration(migrations.Migration):
    dependencies = [("records", "0011_contact")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.CreateModel(
            name="Observed",
            fields=[
                ("slug", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=80)),
                ("at", InstantField(auto_now=False, auto_now_add=False)),
                ("count", fields.IntField(default=0)),
                ("unit", fields.CharField(max_length=20)),
                ("half", fields.IntField(default=0)),
                ("most", fields.IntField(default=0)),
            ],
            options={"table": "observed", "app": "records", "pk_attr": "slug"},
            bases=["Model"],
        ),
        ops.RunSQL(
            "CREATE INDEX casefile_closed ON casefile (slug, closed_at) WHERE closed_at IS NOT NULL",
            "DROP INDEX casefile_closed",
        ),
    ]
