"""Rank cases and alerts by danger; the background work fills the levels. Going back drops them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0020_compare_again'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='alert',
            name='alert_waiting',
        ),
        migrations.AddField(
            model_name='alert',
            name='level',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='level of danger'),
        ),
        migrations.AddField(
            model_name='victimcase',
            name='danger_level',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='level of danger'),
        ),
        migrations.AddField(
            model_name='victimcase',
            name='danger_version',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='version of its danger signs'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('handled_at__isnull', True)), fields=['level', 'raised_at', 'id'], name='alert_by_danger'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('handled_at__isnull', True)), fields=['case', 'level', 'raised_at', 'id'], name='alert_of_case'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('handled_at__isnull', True)), fields=['kind', 'raised_at', 'id'], name='alert_by_kind'),
        ),
        migrations.AddIndex(
            model_name='victimcase',
            index=models.Index(fields=['danger_version', '-opened_at', 'id'], name='case_danger'),
        ),
    ]
