"""Give every referral on hold or suspended a review date, by which the list of them is in order."""

from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """Review on the date of the decision what has no review date."""
    rows = apps.get_model("referrals", "Referral").objects.using(schema_editor.connection.alias)
    paused = rows.filter(status__in=["on_hold", "suspended"], review_on=None)
    paused.update(review_on=F("due_on"))


class Migration(migrations.Migration):
    dependencies = [("referrals", "0044_waiting_list")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("status__in", ["on_hold", "suspended"])),
                fields=["status", "review_on", "id"],
                name="referral_review_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["on_hold", "suspended"]), _negated=True),
                    ("review_on__isnull", False),
                    _connector="OR",
                ),
                name="referral_pause_has_review",
                violation_error_message="A referral on hold or suspended has a review date.",
            ),
        ),
    ]
