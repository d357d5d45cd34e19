"""Refuse an enrolment without a person, and a second active enrolment of one person."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0010_a_person_for_each_enrolment")]

    operations = [
        migrations.AlterField(
            model_name="enrolment",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="referrals.person",
                verbose_name="person",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("person",),
                name="one_active_per_person",
                violation_error_message="This person already has a place.",
            ),
        ),
    ]
