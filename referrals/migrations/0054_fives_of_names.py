"""An index of the names of referrals by groups of five letters, of which each has few names."""

from django.db import migrations

CREATE = (
    # Every five letters that stand together in a word of the name.
    "CREATE FUNCTION name_fives(name text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE"
    " RETURN (SELECT array_agg(substr(word, at, 5)) FROM unnest(string_to_array(name, ' ')) word,"
    " generate_series(1, length(word) - 4) at)",
    "CREATE INDEX referral_name_fives ON referrals_referral USING gin (name_fives(sort_name))",
)
DROP = ("DROP INDEX referral_name_fives", "DROP FUNCTION name_fives(text)")


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CREATE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in DROP:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0053_referrals_of_nobody")]

    operations = [migrations.RunPython(create, drop)]
