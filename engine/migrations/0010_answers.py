"""Documents that agents join to an answer, copies of a case to print, and what people say of how it went."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from engine.records.column import InstantField


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
    dependencies = [("records", "0009_documents")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.AddField("Document", "agent", fields.CharField(max_length=80, default="", db_default="")),
        ops.CreateModel(
            name="Opinion",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=12)),
                ("case", of_case("opinions")),
                ("choice", fields.CharField(max_length=20)),
                ("comment", fields.TextField(default="", unique=False)),
                ("given_at", InstantField(auto_now=False, auto_now_add=False)),
                ("changed_at", InstantField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "opinion", "app": "records", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Printout",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=80)),
                ("case", of_case("printouts")),
                ("language", fields.CharField(max_length=20)),
                ("asked_at", InstantField(auto_now=False, auto_now_add=False)),
                ("next_at", InstantField(null=True, auto_now=False, auto_now_add=False)),
                ("attempts", fields.IntField(default=0)),
                ("made_at", InstantField(null=True, auto_now=False, auto_now_add=False)),
                ("failed_at", InstantField(null=True, auto_now=False, auto_now_add=False)),
                ("storage_name", fields.CharField(default="", max_length=64)),
            ],
            options={
                "table": "printout",
                "app": "records",
                "indexes": [Index(fields=["next_at"]), Index(fields=["made_at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
    ]
