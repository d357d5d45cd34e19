"""Who may see a referral that only named people see. The next migration restricts earlier ones."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def to_user(words, **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=words,
        **more,
    )


def to_referral(related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="referrals.referral",
        verbose_name="referral",
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("referrals", "0022_contact_log"),
    ]
    operations = [
        migrations.AddField(
            model_name="referral",
            name="is_restricted",
            field=models.BooleanField(default=False, verbose_name="only named people see it"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["participant"],
                condition=models.Q(is_restricted=True),
                name="referral_restricted",
            ),
        ),
        migrations.CreateModel(
            name="NamedUser",
            fields=[
                ("id", ID.clone()),
                ("at", models.DateTimeField(verbose_name="since")),
                ("referral", to_referral("named_users")),
                ("user", to_user("may see it")),
            ],
            options={
                "verbose_name": "named user",
                "verbose_name_plural": "named users",
                "constraints": [
                    models.UniqueConstraint(fields=("referral", "user"), name="named_user_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NamedUserChange",
            fields=[
                ("id", ID.clone()),
                ("is_added", models.BooleanField(verbose_name="added")),
                ("reason", models.TextField(max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("by", to_user("by", blank=True, null=True)),
                ("referral", to_referral("named_user_changes")),
                ("user", to_user("who")),
            ],
            options={
                "verbose_name": "change of the named users",
                "verbose_name_plural": "changes of the named users",
            },
        ),
    ]
