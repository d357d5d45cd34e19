"""An index for the first list of the first page: same-day danger, by the time of the decision."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0046_orders_of_overdue_referrals")]

    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(
                    ("danger_level", 1),
                    ("status__in", ("awaiting_triage", "information_requested")),
                ),
                fields=["due_at", "id"],
                name="referral_same_day",
            ),
        ),
    ]
