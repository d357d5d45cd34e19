"""The name by which the queue is sorted, copied from the participant of each referral."""

from django.db import migrations, models

BATCH = 2000


def fill(apps, schema_editor):
    referrals = apps.get_model("referrals", "Referral").objects
    participants = apps.get_model("referrals", "Participant").objects
    names = participants.filter(pk=models.OuterRef("participant_id")).values("search_name")[:1]
    empty = referrals.filter(sort_name="").exclude(participant__search_name="")
    while ids := list(empty.values_list("pk", flat=True)[:BATCH]):
        referrals.filter(pk__in=ids).update(sort_name=models.Subquery(names))


class Migration(migrations.Migration):
    # A large table is not locked while its rows are changed.
    atomic = False
    dependencies = [("referrals", "0037_tasks")]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='sort_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=110, verbose_name='name for sorting'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('status__in', ('awaiting_triage', 'information_requested'))), fields=['sort_name', 'id'], name='referral_name_queue'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['status', 'sort_name', 'id'], name='referral_status_name'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['sort_name', 'id'], name='referral_name'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('assigned_to__isnull', True), ('status__in', ('awaiting_triage', 'information_requested'))), fields=['status', 'danger_level', 'submitted_at', 'id'], name='referral_unassigned'),
        ),
    ]
