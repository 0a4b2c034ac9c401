"""What services ask people to correct, and how far each agent has read the corrections of a case."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from engine.records.column import InstantField, JsonField


def of_case(related_name):
    return fields.ForeignKeyField(
        "records.Case",
        source_field="case_id",
        db_constraint=True,
        to_field="reference",
        related_name=related_name,
        on_delete=OnDelete.CASCADE,
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0006_language")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.CreateModel(
            name="Correction",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("case", of_case("corrections")),
                ("asked_at", InstantField(auto_now=False, auto_now_add=False)),
                ("agent", fields.CharField(max_length=80)),
                ("agent_name", fields.CharField(max_length=200)),
                ("asked", JsonField(unique=False)),
                ("until", fields.DateField(null=True)),
                ("ended_at", InstantField(null=True, auto_now=False, auto_now_add=False)),
                ("ended", fields.CharField(default="", max_length=20)),
            ],
            options={
                "table": "correction",
                "app": "records",
                "indexes": [Index(fields=["case_id", "ended_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Sight",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=100)),
                ("case", of_case("sights")),
                ("event", fields.BigIntField()),
            ],
            options={"table": "sight", "app": "records", "pk_attr": "id"},
            bases=["Model"],
        ),
    ]
