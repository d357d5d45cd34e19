"""Normal forms for the names, telephone numbers and addresses that are on record."""

import unicodedata

from django.db import migrations

from referral_portal.common.normal_forms import email_form, name_form, phone_form

BATCH = 500
TRIGRAMS = (
    "CREATE INDEX participant_known_as_trigrams ON referrals_participant"
    " USING gin (known_as_key gin_trgm_ops)"
)


def new_forms(row) -> None:
    row.search_name = name_form(row.name)[:110]
    row.known_as_key = name_form(row.known_as)[:110]
    row.phone_key = phone_form(row.phone)[:20]
    row.email_key = email_form(row.email)[:300]


def old_forms(row) -> None:
    plain = unicodedata.normalize("NFKD", row.name)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    row.search_name = " ".join(plain.casefold().split())[:110]


def in_batches(change):
    """Return a migration that changes every participant, in transactions of `BATCH` rows."""

    def migrate(apps, schema_editor):
        model = apps.get_model("referrals", "Participant")
        last = 0
        while rows := list(model.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
            for row in rows:
                change(row)
            model.objects.bulk_update(
                rows, ["search_name", "known_as_key", "phone_key", "email_key"]
            )
            last = rows[-1].pk

    return migrate


def create_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TRIGRAMS)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX participant_known_as_trigrams")


class Migration(migrations.Migration):
    # A large table is not locked while its rows are changed.
    atomic = False
    dependencies = [("referrals", "0013_search_keys")]
    operations = [
        migrations.RunPython(in_batches(new_forms), in_batches(old_forms)),
        migrations.RunPython(create_index, drop_index),
    ]
