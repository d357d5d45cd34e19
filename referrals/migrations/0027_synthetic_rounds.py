"""Add the rounds of the synthetic referral."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0026_alike_left_out")]

    operations = [
        migrations.CreateModel(
            name="SyntheticReturn",
            fields=[
                (
                    "id",
                    models.UUIDField(editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(verbose_name="released at")),
            ],
            options={
                "verbose_name": "synthetic return",
                "verbose_name_plural": "synthetic returns",
            },
        ),
        migrations.CreateModel(
            name="SyntheticRound",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("started_at", models.DateTimeField(db_index=True, verbose_name="started at")),
                (
                    "referral_id",
                    models.UUIDField(null=True, unique=True, verbose_name="referral"),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=12, verbose_name="reference"),
                ),
                (
                    "envelope_id",
                    models.UUIDField(null=True, unique=True, verbose_name="sealed envelope"),
                ),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("returned_at", models.DateTimeField(null=True, verbose_name="back again at")),
            ],
            options={
                "verbose_name": "synthetic round",
                "verbose_name_plural": "synthetic rounds",
            },
        ),
    ]
