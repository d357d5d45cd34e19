"""Let a colleague cover for a link worker; going back, all cover ends."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0026_closed_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('named_at', models.DateTimeField(verbose_name='named at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended early at')),
                ('colleague', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='safeguarding.worker', verbose_name='who covers')),
                ('covered', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covers_of_own_cases', to='safeguarding.worker', verbose_name='who is away')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='ended by')),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='named by')),
            ],
            options={
                'verbose_name': 'cover',
                'verbose_name_plural': 'covers',
                'indexes': [models.Index(fields=['colleague', 'ends_at'], name='cover_of_colleague')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='cover_in_order', violation_error_message='Cover ends after it starts.'), models.CheckConstraint(condition=models.Q(('covered', models.F('colleague')), _negated=True), name='cover_needs_two', violation_error_message='Nobody covers their own cases.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='cover_ended_whole', violation_error_message='ended_by and ended_at belong together.')],
            },
        ),
    ]
