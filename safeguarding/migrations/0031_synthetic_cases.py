"""Add the synthetic referrals on their way through this side."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0030_settled_messages")]

    operations = [
        migrations.CreateModel(
            name="SyntheticCase",
            fields=[
                (
                    "id",
                    models.UUIDField(editable=False, primary_key=True, serialize=False),
                ),
                ("reference", models.CharField(max_length=12, verbose_name="reference")),
                ("contents", models.BinaryField(verbose_name="what the form said")),
                ("opened_at", models.DateTimeField(db_index=True, verbose_name="opened at")),
                (
                    "seen_at",
                    models.DateTimeField(null=True, verbose_name="seen on the worklist at"),
                ),
                ("returned_at", models.DateTimeField(null=True, verbose_name="handed back at")),
            ],
            options={
                "verbose_name": "synthetic case",
                "verbose_name_plural": "synthetic cases",
            },
        ),
    ]
