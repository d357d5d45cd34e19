"""Alert to a case whose link worker was deactivated; going back, it is a new case again."""

from django.db import migrations, models


def be_new_cases(apps, schema_editor):
    alerts = apps.get_model("safeguarding", "Alert")._base_manager
    untaken = alerts.using(schema_editor.connection.alias).filter(kind="untaken")
    untaken.update(kind="new_case", urgency=50)


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0024_missing_mark_alerts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='alert',
            name='alert_kind_known',
        ),
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('tell_first', 'Tell first'), ('overtaken', 'The participant may already know'), ('concern', 'Concern'), ('missing_mark', 'Not yet marked as there'), ('absence', 'Did not attend'), ('left', 'Left early'), ('corrected', 'Register corrected'), ('ending', 'Ended'), ('new_case', 'New case'), ('untaken', 'No link worker'), ('opened', 'Access given to a colleague'), ('also_participant', 'Also a participant'), ('same_participant', 'Same participant'), ('duplicate', 'Closed as a duplicate'), ('check', 'Session check not answered'), ('check_late', 'Session check with the manager')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['absence', 'also_participant', 'check', 'check_late', 'concern', 'corrected', 'duplicate', 'ending', 'left', 'missing_mark', 'new_case', 'opened', 'overtaken', 'same_participant', 'tell_first', 'untaken'])), name='alert_kind_known', violation_error_message='kind has a value nobody knows.'),
        ),
        migrations.RunPython(migrations.RunPython.noop, be_new_cases),
    ]
