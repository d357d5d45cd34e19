"""Indexes for the lists of answered and of overdue referrals, so that none walks through all of them."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0006_qualifications_in_words'),
        ('referrals', '0045_every_pause_has_a_review_date'),
        ('sealing', '0002_kept_envelopes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('status', 'awaiting_triage'), ('version__gt', 2)), fields=['status_at', 'id'], name='referral_answered'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('contact_due_at__isnull', False), ('ended_at__isnull', True)), fields=['submitted_at', 'id'], name='referral_contact_by_age'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('ended_at__isnull', True), ('place_due_at__isnull', False)), fields=['submitted_at', 'id'], name='referral_place_by_age'),
        ),
    ]
