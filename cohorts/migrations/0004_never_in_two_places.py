"""The constraint that no facilitator and no room is in two places, where the database has one."""

from django.db import migrations

CREATE = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE cohorts_booking ADD CONSTRAINT booking_never_in_two_places"
    " EXCLUDE USING gist (kind WITH =, resource_id WITH =,"
    " tstzrange(starts_at, ends_at) WITH &&)",
)
DROP = ("ALTER TABLE cohorts_booking DROP CONSTRAINT booking_never_in_two_places",)


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CREATE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DROP:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0003_booking")]
    operations = [migrations.RunPython(create, drop)]
