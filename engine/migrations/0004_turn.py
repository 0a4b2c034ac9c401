"""Services that give out their cases in turn remember whose turn it is."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("records", "0003_urgent_cases")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.CreateModel(
            name="Turn",
            fields=[
                ("unit", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=80)),
                ("served", fields.IntField(default=0)),
            ],
            options={"table": "turn", "app": "records", "pk_attr": "unit"},
            bases=["Model"],
        ),
    ]
