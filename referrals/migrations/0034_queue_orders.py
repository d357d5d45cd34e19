from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0033_clocks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('status__in', ('awaiting_triage', 'information_requested'))), fields=['status', 'due_at', 'id'], name='referral_due_queue'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['status', 'reference'], name='referral_status_reference'),
        ),
    ]
