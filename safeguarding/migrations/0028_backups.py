"""Keep which openings a backup holds; what was opened before was blanked at once."""

import django.db.models.deletion
from django.db import migrations, models


def note_as_blanked(apps, editor):
    rows = apps.get_model("safeguarding", "OpenedEnvelope").objects.using(editor.connection.alias)
    rows.update(blanked_at=models.F("stored_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0027_cover'),
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
            ],
            options={
                'verbose_name': 'backup',
                'verbose_name_plural': 'backups',
            },
        ),
        migrations.AddField(
            model_name='openedenvelope',
            name='blanked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='blanked at'),
        ),
        migrations.AddField(
            model_name='openedenvelope',
            name='backup',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='safeguarding.backup', verbose_name='in the backup'),
        ),
        migrations.RunPython(note_as_blanked, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='openedenvelope',
            index=models.Index(condition=models.Q(('blanked_at__isnull', True)), fields=['stored_at', 'id'], name='opened_not_blanked'),
        ),
    ]
