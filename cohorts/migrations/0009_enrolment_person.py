"""The person of an enrolment. The next migration fills it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0008_no_right_to_allocate"), ("referrals", "0012_matches")]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="referrals.person",
                verbose_name="person",
            ),
        ),
    ]
