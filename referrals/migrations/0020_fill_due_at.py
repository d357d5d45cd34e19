"""The moment for the decision of each referral: the end of its day. The background finds the danger."""

from django.db import migrations, models

from referral_portal.common.dates import end_of_day

BATCH = 500


def fill(apps, schema_editor):
    rows = apps.get_model("referrals", "Referral").objects
    last = None
    while batch := list(
        (rows.filter(pk__gt=last) if last else rows).order_by("pk").only("due_on")[:BATCH]
    ):
        for row in batch:
            row.due_at = end_of_day(row.due_on)
        rows.bulk_update(batch, ["due_at"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    # A large table is not locked while its rows are changed.
    atomic = False
    dependencies = [("referrals", "0019_danger")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="referral",
            name="due_at",
            field=models.DateTimeField(verbose_name="decision due at"),
        ),
        migrations.RemoveIndex(model_name="referral", name="referral_duplicate_due"),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["due_at"],
                condition=models.Q(ending_code="duplicate"),
                name="referral_duplicate_due_at",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["status", "danger_level", "submitted_at", "id"],
                condition=models.Q(status__in=("awaiting_triage", "information_requested")),
                name="referral_danger_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["danger_version"],
                condition=models.Q(ended_at__isnull=True),
                name="referral_danger_version",
            ),
        ),
    ]
