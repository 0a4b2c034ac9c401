"""What is asked every minute is asked of small indexes: rungs still to fire, notices to leave, tasks to do.

A row that is done with leaves its index, whatever the number of cases behind. Tortoise cannot say it in a model.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]  # noqa: RUF012

    operations = [  # noqa: RUF012
        ops.RunSQL("CREATE INDEX rung_due ON rung (wake_at) WHERE wake_at IS NOT NULL", "DROP INDEX rung_due"),
        ops.RunSQL("CREATE INDEX notice_due ON notice (next_at) WHERE next_at IS NOT NULL", "DROP INDEX notice_due"),
        ops.RunSQL(
            "CREATE INDEX notice_to_do ON notice (case_id) WHERE sent_at IS NULL AND next_at IS NULL "
            "AND withdrawn_at IS NULL AND failed_at IS NULL",
            "DROP INDEX notice_to_do",
        ),
    ]
