"""Give concerns a level and steps. Those from before have none, and rank as high until read.

Going back drops both.
"""

import django.db.models.deletion
from django.db import migrations, models

HIGH = 1


def rank_unread(apps, schema_editor):
    """Rank the alerts of concerns that nobody has read yet as high."""
    database = schema_editor.connection.alias
    get = apps.get_model
    unread = get("safeguarding", "Concern").objects.using(database).filter(state="received")
    alerts = get("safeguarding", "Alert").objects.using(database).filter(handled_at__isnull=True)
    for pk in unread.values_list("pk", flat=True):
        for alert in alerts.filter(source=f"concern:{pk}"):
            alert.detail = {**alert.detail, "level": HIGH}
            alert.level = min(alert.level, HIGH)
            alert.save(update_fields=["detail", "level"])


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0022_session_check_alerts'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConcernStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('handled', 'Is handling it'), ('asked', 'Asked to close it'), ('agreed', 'Agreed to close it'), ('kept_open', 'Did not agree: it stays open'), ('closed', 'Closed it')], max_length=20, verbose_name='what')),
                ('words', models.BinaryField(blank=True, verbose_name='in words')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'step about a concern',
                'verbose_name_plural': 'steps about concerns',
            },
        ),
        migrations.AddField(
            model_name='concern',
            name='level',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='level'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(('level__isnull', True), ('level__lte', 3), _connector='OR'), name='concern_level_known', violation_error_message='A level is 0 to 3.'),
        ),
        migrations.AddField(
            model_name='concernstep',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='by'),
        ),
        migrations.AddField(
            model_name='concernstep',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.victimcase', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='concernstep',
            name='concern',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='safeguarding.concern', verbose_name='concern'),
        ),
        migrations.AddIndex(
            model_name='concernstep',
            index=models.Index(fields=['concern', 'at'], name='concern_steps'),
        ),
        migrations.AddConstraint(
            model_name='concernstep',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['agreed', 'asked', 'closed', 'handled', 'kept_open'])), name='concern_step_known', violation_error_message='kind has a value nobody knows.'),
        ),
        migrations.RunPython(rank_unread, migrations.RunPython.noop),
    ]
