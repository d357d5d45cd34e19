"""The sounds of the names that are on record. The background work then compares them."""

from django.db import migrations, models

from referral_portal.common.name_sounds import sounds_of

BATCH = 500


def add_sounds(apps, schema_editor):
    model = apps.get_model("referrals", "Participant")
    last = 0
    while rows := list(model.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for row in rows:
            sounds = sounds_of(row.search_name)
            row.last_name_sound, row.name_sounds = (text[:110] for text in sounds)
        model.objects.bulk_update(rows, ["last_name_sound", "name_sounds"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    # A large table is not locked while its rows are changed.
    atomic = False
    dependencies = [("referrals", "0016_match_keys")]
    operations = [
        migrations.RunPython(add_sounds, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(fields=["name_sounds"], name="participant_name_sounds"),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(
                fields=["last_name_sound", "born_on"], name="participant_last_name_sound"
            ),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(
                fields=["id"],
                condition=models.Q(compared_at__isnull=True),
                name="participant_to_compare",
            ),
        ),
    ]
