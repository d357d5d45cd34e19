"""Close cases with a reason; going back, every case is open and the reasons are gone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0025_untaken_cases'),
    ]

    operations = [
        migrations.AddField(
            model_name='victimcase',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='closed at'),
        ),
        migrations.CreateModel(
            name='CaseClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.BinaryField(verbose_name='why')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='by')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='safeguarding.victimcase', verbose_name='case')),
            ],
            options={
                'verbose_name': 'closing of a case',
                'verbose_name_plural': 'closings of cases',
            },
        ),
    ]
