"""Add encrypted columns beside those that hold names, numbers and words; the next one fills them."""

import django.db.models.deletion
from django.db import migrations, models

COLUMNS = (
    ("victimcase", "contents", models.JSONField),
    ("sealednote", "contents", models.JSONField),
    ("concern", "contents", models.JSONField),
    ("safecontact", "person", models.CharField),
    ("safecontact", "value", models.CharField),
    ("safecontact", "when", models.CharField),
    ("contactnote", "note", models.TextField),
)
LENGTHS = {"person": 100, "value": 300, "when": 200, "note": 4000}


def plain(name, kind):
    length = {"max_length": LENGTHS[name]} if name in LENGTHS else {}
    return kind(null=True, blank=name != "person", **length)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0005_worker_invitation")]

    operations = [
        *(
            migrations.AddField(
                model_name=model, name=f"{name}_locked", field=models.BinaryField(null=True)
            )
            for model, name, _ in COLUMNS
        ),
        # So that going back can put the column there before its values.
        *(
            migrations.AlterField(model_name=model, name=name, field=plain(name, kind))
            for model, name, kind in COLUMNS
        ),
        migrations.AddField(
            model_name="victimcase",
            name="indexed_key",
            field=models.CharField(
                blank=True, default="", max_length=16, verbose_name="key of its search words"
            ),
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=16, verbose_name="key")),
                ("digest", models.CharField(db_index=True, max_length=64, verbose_name="hash")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_words",
                        to="safeguarding.victimcase",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "search word",
                "verbose_name_plural": "search words",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "digest"), name="search_word_once_a_case"
                    )
                ],
            },
        ),
    ]
