"""Indexes that find a name among the referrals, and walk to the newest of those that have it."""

from django.conf import settings
from django.db import migrations, models

CREATE = (
    "CREATE INDEX referral_name_trigrams ON referrals_referral USING gin (sort_name gin_trgm_ops)",
    "DROP INDEX participant_name_trigrams",
)
DROP = (
    "CREATE INDEX participant_name_trigrams ON referrals_participant"
    " USING gin (search_name gin_trgm_ops)",
    "DROP INDEX referral_name_trigrams",
)


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CREATE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DROP:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ('programmes', '0006_qualifications_in_words'),
        ('referrals', '0050_people_by_birthday'),
        ('sealing', '0002_kept_envelopes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['submitted_at', 'id'], include=('sort_name', 'is_restricted'), name='referral_names_by_age'),
        ),
        migrations.RemoveIndex(
            model_name='referral',
            name='referral_by_age',
        ),
        migrations.RunPython(create, drop),
    ]
