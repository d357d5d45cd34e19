"""An index for part-of-a-name searches, where the database has one (PostgreSQL)."""

from django.db import migrations

CREATE = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX participant_name_trigrams ON referrals_participant"
    " USING gin (search_name gin_trgm_ops)",
)
DROP = ("DROP INDEX participant_name_trigrams",)


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CREATE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DROP:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
