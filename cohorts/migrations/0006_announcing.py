"""When a cohort was announced to the public, and when an opened cohort was closed early."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0005_cancelled_because")]
    operations = [
        migrations.AddField(
            model_name="cohort",
            name="announced_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="announced at"),
        ),
        migrations.AddField(
            model_name="cohortuserobjectpermission",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ended early at"),
        ),
    ]
