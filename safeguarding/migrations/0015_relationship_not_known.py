"""Let the relationship of a person at risk to the participant be not known yet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0014_search_forms'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='persononcase',
            name='link_kind_known',
        ),
        migrations.AlterField(
            model_name='persononcase',
            name='kind',
            field=models.CharField(choices=[('not_known', 'Not known yet'), ('partner', 'Partner'), ('ex_partner', 'Former partner'), ('child', 'Child'), ('relative', 'Relative'), ('other', 'Another person')], max_length=20, verbose_name='relationship to the participant'),
        ),
        migrations.AddConstraint(
            model_name='persononcase',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['child', 'ex_partner', 'not_known', 'other', 'partner', 'relative'])), name='link_kind_known', violation_error_message='kind has a value nobody knows.'),
        ),
    ]
