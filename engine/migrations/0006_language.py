"""The language a person was reading in when they sent their request; French for the cases that are there."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("records", "0005_steps")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.AddField("Case", "language", fields.CharField(default="fr", max_length=20, db_default="fr")),
    ]
