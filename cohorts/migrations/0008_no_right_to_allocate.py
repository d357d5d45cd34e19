"""Drop a permission that nothing checks: roles decide who gives places."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0007_single_sessions")]
    operations = [
        migrations.AlterModelOptions(
            name="cohort",
            options={"verbose_name": "cohort", "verbose_name_plural": "cohorts"},
        ),
    ]
