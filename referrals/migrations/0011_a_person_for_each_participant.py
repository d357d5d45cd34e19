"""Give every participant a person of its own: who is the same person, only a coordinator decides."""

from django.db import migrations

BATCH = 500


def add_people(apps, schema_editor):
    participants = apps.get_model("referrals", "Participant").objects
    people = apps.get_model("referrals", "Person").objects
    while rows := list(participants.filter(person=None).order_by("pk").only("pk")[:BATCH]):
        made = people.bulk_create([people.model() for _ in rows])
        for row, person in zip(rows, made, strict=True):
            row.own_person = row.person = person
        participants.bulk_update(rows, ["own_person", "person"])


class Migration(migrations.Migration):
    dependencies = [("referrals", "0010_people")]

    # The way back drops the columns, in the migration before this one.
    operations = [migrations.RunPython(add_people, migrations.RunPython.noop, elidable=False)]
