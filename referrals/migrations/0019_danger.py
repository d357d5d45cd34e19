"""The level of danger and the moment for a decision. The next migration fills the moments."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0018_duplicates")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="due_at",
            field=models.DateTimeField(null=True, verbose_name="decision due at"),
        ),
        migrations.AddField(
            model_name="referral",
            name="danger_level",
            field=models.PositiveSmallIntegerField(default=4, verbose_name="level of danger"),
        ),
        migrations.AddField(
            model_name="referral",
            name="danger_version",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="version of the danger signs"
            ),
        ),
        migrations.CreateModel(
            name="DangerCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "version",
                    models.PositiveSmallIntegerField(verbose_name="version of the danger signs"),
                ),
                ("signs", models.JSONField(default=list, verbose_name="signs of danger")),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="danger_checks",
                        to="referrals.referral",
                        verbose_name="referral",
                    ),
                ),
            ],
            options={"verbose_name": "danger check", "verbose_name_plural": "danger checks"},
        ),
    ]
