"""Counts that go up once per filing: whose turn it is in a service, how many places are taken."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("records", "0003_urgent_cases")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.CreateModel(
            name="Tally",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=160)),
                ("count", fields.IntField(default=0)),
            ],
            options={"table": "tally", "app": "records", "pk_attr": "name"},
            bases=["Model"],
        ),
    ]
