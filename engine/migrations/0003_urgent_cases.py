"""Urgent cases are few and counted at every visit of the inbox: they have an index of their own."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("records", "0002_partial_indexes")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.RunSQL(
            "CREATE INDEX casefile_urgent ON casefile (unit, state, due_at) WHERE priority = 'urgente'",
            "DROP INDEX casefile_urgent",
        ),
    ]
