"""The language of the messages about a draft; French for those that are there."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("records", "0012_observed")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.AddField("Draft", "remind_in", fields.CharField(default="fr", max_length=20, db_default="fr")),
    ]
