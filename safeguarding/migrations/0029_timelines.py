"""Keep the timelines of the server, by which a restore is recognised."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0028_backups'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProtectedTimeline',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name='number')),
                ('restored_at', models.DateTimeField(blank=True, null=True, verbose_name='restore recognised at')),
            ],
            options={
                'verbose_name': 'timeline',
                'verbose_name_plural': 'timelines',
            },
        ),
    ]
