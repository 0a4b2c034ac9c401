"""Where each case stands in its life cycle; the cases that are there already follow the standard one."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from engine.records.column import InstantField, JsonField

STEPS = (
    "UPDATE casefile SET step = CASE state WHEN 'nouveau' THEN 'recue' WHEN 'en-cours' THEN 'en-cours' "
    "WHEN 'attente-usager' THEN 'attente' ELSE CASE outcome WHEN 'accepte' THEN 'acceptee' "
    "WHEN 'refuse' THEN 'refusee' WHEN 'sans-suite' THEN 'sans-suite' ELSE 'traitee' END END"
)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_tally")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.AddField("Case", "step", fields.CharField(default="recue", max_length=40, db_default="recue")),
        ops.AddField("Case", "step_before", fields.CharField(default="", max_length=40, db_default="")),
        ops.AddField("Case", "step_since", InstantField(null=True, auto_now=False, auto_now_add=False)),
        ops.AddField("Case", "agent_answers", JsonField(default=dict, unique=False, db_default="{}")),
        ops.RunSQL(STEPS, ""),
    ]
