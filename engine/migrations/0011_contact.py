"""The short words of a message, for SMS, and the place where it is handed over."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("records", "0010_answers")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.AddField("Notice", "short", fields.TextField(default="", db_default="", unique=False)),
        ops.AddField("Notice", "desk", fields.CharField(default="", max_length=80, db_default="")),
    ]
