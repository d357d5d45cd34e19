"""Give every enrolment the person of its participant."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    participants = apps.get_model("referrals", "Participant").objects
    of_the_referral = participants.filter(referrals=OuterRef("referral_id")).values("person_id")
    apps.get_model("cohorts", "Enrolment").objects.filter(person=None).update(
        person_id=Subquery(of_the_referral[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0009_enrolment_person")]

    # The way back drops the column, in the migration before this one.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
