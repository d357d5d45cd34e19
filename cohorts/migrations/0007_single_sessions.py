"""Sessions that are booked one by one, and which session of the plan each one delivers."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def number_as_planned(apps, schema_editor):
    apps.get_model("cohorts", "Session").objects.update(plan_number=F("number"))


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0006_announcing")]
    operations = [
        migrations.AlterField(
            model_name="cohort",
            name="weekday",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (0, "Monday"),
                    (1, "Tuesday"),
                    (2, "Wednesday"),
                    (3, "Thursday"),
                    (4, "Friday"),
                    (5, "Saturday"),
                    (6, "Sunday"),
                ],
                null=True,
                verbose_name="day of the week",
            ),
        ),
        migrations.AlterField(
            model_name="cohort",
            name="start_time",
            field=models.TimeField(blank=True, null=True, verbose_name="starts at"),
        ),
        migrations.AddField(
            model_name="session",
            name="enrolment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="single_sessions",
                to="cohorts.enrolment",
                verbose_name="for one person alone",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="is_catch_up",
            field=models.BooleanField(default=False, verbose_name="catches up a missed session"),
        ),
        migrations.AddField(
            model_name="session",
            name="plan_number",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="session of the plan"),
            preserve_default=False,
        ),
        migrations.RunPython(number_as_planned, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.CheckConstraint(
                condition=models.Q(("start_time__isnull", True), ("weekday__isnull", True))
                | models.Q(("start_time__isnull", False), ("weekday__isnull", False)),
                name="cohort_slot_whole",
                violation_error_message="weekday and start_time belong together.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "planned")),
                fields=("enrolment", "plan_number"),
                name="session_booked_once",
                violation_error_message="This session is booked already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_catch_up", False), ("enrolment__isnull", False), _connector="OR"
                ),
                name="catch_up_is_for_one_person",
                violation_error_message="A catch-up is for one person.",
            ),
        ),
    ]
