"""The order of the waiting list, and when to speak to a participant who waits for a place."""

import datetime as dt

from django.db import migrations, models

from referral_portal.common.dates import at_local, end_of_day, local_today

BATCH = 2000
CONTACT = dt.timedelta(days=14)
AHEAD = dt.timedelta(weeks=52)
# The answer with the end of the order that requires the participant to attend, by attendance basis.
ENDS = {
    "spo": "civil_order_ends_on",
    "rar": "sentence_ends_on",
    "caution": "sentence_ends_on",
}


def fill(apps, schema_editor):
    """Give each participant on the waiting list a turn, and a day for the next contact."""
    contacts = apps.get_model("referrals", "ContactLog").objects.filter(
        referral=models.OuterRef("pk"), result="reached", with_whom="participant"
    )
    referrals = apps.get_model("referrals", "Referral").objects
    waiting = referrals.filter(status="awaiting_allocation")
    rows = waiting.annotate(spoke_at=models.Subquery(contacts.order_by("-at").values("at")[:1]))
    rows = rows.only("status_at", "submitted_at", "attendance_basis", "answers")
    while batch := list(rows.filter(turn_at=None)[:BATCH]):
        for row in batch:
            spoke_at = max(row.status_at, row.spoke_at or row.status_at)
            row.holding_due_at = end_of_day(local_today(spoke_at) + CONTACT)
            row.turn_at = counts_from(row)
        referrals.bulk_update(batch, ["holding_due_at", "turn_at"])


def counts_from(row):
    given = [page.get(ENDS.get(row.attendance_basis)) for page in row.answers.values()]
    ends_on = next((dt.date.fromisoformat(day) for day in given if day), None)
    if ends_on is None or ends_on < dt.date.today():
        return row.submitted_at
    return min(row.submitted_at, at_local(ends_on - AHEAD, dt.time()))


class Migration(migrations.Migration):
    # A large table is not locked while its rows are changed.
    atomic = False
    dependencies = [("referrals", "0043_complaints")]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='holding_due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='contact while waiting due at'),
        ),
        migrations.AddField(
            model_name='referral',
            name='turn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='counts as waiting from'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('status', 'awaiting_allocation')), fields=['turn_at', 'id'], name='waiting'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('status', 'awaiting_allocation')), fields=['programme', 'turn_at', 'id'], name='waiting_programme'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('status', 'awaiting_allocation')), fields=['district', 'turn_at', 'id'], name='waiting_district'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('status', 'awaiting_allocation')), fields=['programme', 'district', 'turn_at', 'id'], name='waiting_programme_district'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('status', 'awaiting_allocation')), fields=['holding_due_at', 'id'], name='waiting_contact'),
        ),
    ]
