"""Let a worker answer "not known" about the telephone, as an empty column, and about the basis."""

from django.db import migrations, models


def nothing(apps, schema_editor):
    """Keep every row: yes stays yes, and no stays no."""


def take_the_careful_answer(apps, schema_editor):
    """Turn "not known" into what protects: leave no message, and the telephone is shared."""
    rows = apps.get_model("referrals", "Participant").objects.using(schema_editor.connection.alias)
    rows.filter(may_leave_message=None).update(may_leave_message=False)
    rows.filter(phone_is_shared=None).update(phone_is_shared=True)


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0020_fill_due_at"),
    ]

    operations = [
        migrations.AlterField(
            model_name="participant",
            name="may_leave_message",
            field=models.BooleanField(
                blank=True, default=False, null=True, verbose_name="may we leave a message"
            ),
        ),
        migrations.AlterField(
            model_name="participant",
            name="phone_is_shared",
            field=models.BooleanField(
                blank=True, default=False, null=True, verbose_name="telephone is shared"
            ),
        ),
        migrations.AlterField(
            model_name="referral",
            name="attendance_basis",
            field=models.CharField(
                choices=[
                    ("voluntary", "Voluntary"),
                    ("spo", "A Stalking Protection Order requires it"),
                    ("rar", "A court order requires it (for example a RAR)"),
                    ("caution", "A conditional caution requires it"),
                    ("social_worker", "A social worker asked for it"),
                    ("not_known", "Not known"),
                ],
                default="voluntary",
                max_length=20,
                verbose_name="attendance basis",
            ),
        ),
        migrations.RunPython(nothing, take_the_careful_answer),
    ]
