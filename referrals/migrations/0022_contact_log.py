"""Turn the calls of call-backs into the contact log of referrals and call-backs.

Every call on record stays, in the same row. Going back forgets the contacts of referrals.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LONGEST_NOTE = 200  # characters, before this migration


def nothing(apps, schema_editor):
    """Keep every row: a call of a call-back is a contact."""


def forget_contacts_of_referrals(apps, schema_editor):
    """Delete what the earlier table cannot hold, and shorten the notes that it cannot hold."""
    for name in ("ClosedSign", "NextTry"):
        apps.get_model("referrals", name).objects.all().delete()
    contacts = apps.get_model("referrals", "ContactLog").objects
    contacts.filter(call_back=None).delete()
    for contact in contacts.exclude(words=""):
        if len(contact.words) > LONGEST_NOTE:
            contact.words = contact.words[:LONGEST_NOTE]
            contact.save(update_fields=["words"])
    if schema_editor.connection.vendor == "postgresql":
        # A table with checks still to be made cannot be changed.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0021_not_known"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="callattempt", name="call_attempt_number_once"),
        migrations.RenameModel("CallAttempt", "ContactLog"),
        migrations.AlterModelOptions(
            name="contactlog",
            options={
                "ordering": ["at", "number"],
                "verbose_name": "contact",
                "verbose_name_plural": "contact log",
            },
        ),
        migrations.RenameField("contactlog", "outcome", "result"),
        migrations.RenameField("contactlog", "note", "words"),
        migrations.AlterField(
            model_name="contactlog",
            name="result",
            field=models.CharField(
                choices=[
                    ("reached", "We spoke"),
                    ("another_time", "They asked us to call another time"),
                    ("message", "We left a message saying who we are"),
                    ("no_answer", "No answer"),
                    ("somebody_else", "Another person answered: we said nothing"),
                    ("wrong_number", "The number is wrong"),
                    ("not_wanted", "They do not want to be called again"),
                ],
                max_length=20,
                verbose_name="result",
            ),
        ),
        migrations.AlterField(
            model_name="contactlog",
            name="words",
            field=models.CharField(blank=True, max_length=500, verbose_name="note"),
        ),
        migrations.AlterField(
            model_name="contactlog",
            name="call_back",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="referrals.callback",
                verbose_name="call-back",
            ),
        ),
        migrations.AddField(
            model_name="contactlog",
            name="referral",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="referrals.referral",
                verbose_name="referral",
            ),
        ),
        migrations.AddField(
            model_name="contactlog",
            name="how",
            field=models.CharField(
                choices=[
                    ("called", "We phoned"),
                    ("phoned_us", "They phoned us"),
                    ("video", "Video call"),
                    ("in_person", "In person"),
                ],
                default="called",
                max_length=20,
                verbose_name="how",
            ),
        ),
        migrations.AddField(
            model_name="contactlog",
            name="with_whom",
            field=models.CharField(
                choices=[("participant", "The participant"), ("referrer", "The referrer")],
                default="participant",
                max_length=20,
                verbose_name="with whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactlog",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["called", "in_person", "phoned_us", "video"])),
                name="contact_how_known",
                violation_error_message="how has a value nobody knows.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactlog",
            constraint=models.UniqueConstraint(
                fields=("call_back", "number"), name="contact_call_back_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactlog",
            constraint=models.UniqueConstraint(
                fields=("referral", "number"), name="contact_referral_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactlog",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("call_back__isnull", True), ("referral__isnull", False)),
                    models.Q(("call_back__isnull", False), ("referral__isnull", True)),
                    _connector="OR",
                ),
                name="contact_of_one",
                violation_error_message="A contact belongs to a referral or to a call-back.",
            ),
        ),
        migrations.CreateModel(
            name="NextTry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="try again at")),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ended at"),
                ),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="next_try",
                        to="referrals.contactlog",
                        verbose_name="after",
                    ),
                ),
            ],
            options={
                "verbose_name": "next try",
                "verbose_name_plural": "next tries",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["at", "id"],
                        name="next_try_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedSign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="sign")),
                (
                    "words",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="reason without a call"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_signs",
                        to="referrals.contactlog",
                        verbose_name="closed by",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_signs",
                        to="referrals.referral",
                        verbose_name="referral",
                    ),
                ),
            ],
            options={
                "verbose_name": "closed sign of danger",
                "verbose_name_plural": "closed signs of danger",
                "constraints": [
                    models.UniqueConstraint(fields=("referral", "code"), name="closed_sign_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contact__isnull", False),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="closed_sign_with_call_or_reason",
                        violation_error_message="A sign is closed with a call or with a reason.",
                    ),
                ],
            },
        ),
        migrations.RunPython(nothing, forget_contacts_of_referrals),
    ]
