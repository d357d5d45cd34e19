"""Say of each search word what it is of and whose; cases are filed again, with the participant.

Going back deletes the search words and the alerts that follow from them; the words are made again.
"""

import django.db.models.deletion
from django.db import migrations, models


NEW_KINDS = ("also_participant", "same_participant", "duplicate")


def file_again(apps, schema_editor):
    cases = apps.get_model("safeguarding", "VictimCase")._base_manager
    cases.using(schema_editor.connection.alias).update(indexed_forms=0)


def forget(apps, schema_editor):
    alias = schema_editor.connection.alias
    apps.get_model("safeguarding", "SearchWord")._base_manager.using(alias).all().delete()
    alerts = apps.get_model("safeguarding", "Alert")._base_manager.using(alias)
    alerts.filter(kind__in=NEW_KINDS).delete()
    file_again(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0017_typed_page'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='alert',
            name='alert_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='searchword',
            name='search_word_once_a_case',
        ),
        migrations.AddField(
            model_name='searchword',
            name='kind',
            field=models.CharField(choices=[('name', 'same name'), ('one_name', 'same first name'), ('born', 'same date of birth'), ('name_and_born', 'same name and date of birth'), ('phone', 'same phone number'), ('email', 'same email address')], default='name', max_length=20, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='searchword',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='safeguarding.personatrisk', verbose_name='person at risk'),
        ),
        migrations.AddField(
            model_name='searchword',
            name='whose',
            field=models.CharField(choices=[('at_risk', 'A person at risk'), ('participant', 'The participant')], default='at_risk', max_length=20, verbose_name='whose'),
        ),
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('tell_first', 'Tell first'), ('overtaken', 'The participant may already know'), ('concern', 'Concern'), ('absence', 'Did not attend'), ('left', 'Left early'), ('corrected', 'Register corrected'), ('ending', 'Ended'), ('new_case', 'New case'), ('opened', 'Access given to a colleague'), ('also_participant', 'Also a participant'), ('same_participant', 'Same participant'), ('duplicate', 'Closed as a duplicate')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['absence', 'also_participant', 'concern', 'corrected', 'duplicate', 'ending', 'left', 'new_case', 'opened', 'overtaken', 'same_participant', 'tell_first'])), name='alert_kind_known', violation_error_message='kind has a value nobody knows.'),
        ),
        migrations.AddConstraint(
            model_name='searchword',
            constraint=models.UniqueConstraint(fields=('case', 'digest', 'whose', 'person'), name='search_word_once'),
        ),
        migrations.AddConstraint(
            model_name='searchword',
            constraint=models.CheckConstraint(condition=models.Q(('whose__in', ['at_risk', 'participant'])), name='search_word_whose_known', violation_error_message='whose has a value nobody knows.'),
        ),
        migrations.AddConstraint(
            model_name='searchword',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['born', 'email', 'name', 'name_and_born', 'one_name', 'phone'])), name='search_word_kind_known', violation_error_message='kind has a value nobody knows.'),
        ),
        migrations.RunPython(file_again, forget),
    ]
