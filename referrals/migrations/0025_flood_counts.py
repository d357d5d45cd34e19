"""Add the counters of public forms."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0024_restrict_earlier")]

    operations = [
        migrations.CreateModel(
            name="FloodCount",
            fields=[
                (
                    "key",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="digest"
                    ),
                ),
                ("count", models.PositiveIntegerField(verbose_name="count")),
                ("ends_at", models.DateTimeField(db_index=True, verbose_name="ends at")),
            ],
            options={
                "verbose_name": "flood counter",
                "verbose_name_plural": "flood counters",
            },
        ),
    ]
