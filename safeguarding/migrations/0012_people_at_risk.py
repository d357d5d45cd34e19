"""Add people at risk, and let contact details and contacts name one; those on record name nobody yet.

The encrypted name on contact details keeps its column, because its value is bound to it.
"""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0011_plain_labels'),
    ]

    operations = [
        migrations.AddField(
            model_name='contactnote',
            name='offered',
            field=models.BooleanField(default=False, verbose_name='support was offered'),
        ),
        migrations.AlterField(
            model_name='safecontact',
            name='person',
            field=models.BinaryField(blank=True, db_column='person', verbose_name='name'),
        ),
        migrations.RenameField(
            model_name='safecontact',
            old_name='person',
            new_name='name',
        ),
        migrations.AlterField(
            model_name='safecontact',
            name='kind',
            field=models.CharField(blank=True, choices=[('partner', 'Partner'), ('ex_partner', 'Former partner'), ('new_partner', 'New partner'), ('child', 'Child'), ('relative', 'Relative'), ('other', 'Another person')], max_length=20, verbose_name='who'),
        ),
        migrations.CreateModel(
            name='PersonAtRisk',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('legal_name', models.BinaryField(verbose_name='legal name')),
                ('aliases', models.BinaryField(blank=True, verbose_name='other names')),
                ('born_on', models.BinaryField(blank=True, verbose_name='date of birth')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='added by')),
            ],
            options={
                'verbose_name': 'person at risk',
                'verbose_name_plural': 'people at risk',
            },
        ),
        migrations.CreateModel(
            name='NotePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='said at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='by')),
                ('note', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='said_later', to='safeguarding.contactnote', verbose_name='contact')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.personatrisk', verbose_name='person at risk')),
            ],
            options={
                'verbose_name': 'person of a contact',
                'verbose_name_plural': 'people of contacts',
            },
        ),
        migrations.AddField(
            model_name='contactnote',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contact_notes', to='safeguarding.personatrisk', verbose_name='person at risk'),
        ),
        migrations.AddField(
            model_name='safecontact',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='safe_contacts', to='safeguarding.personatrisk', verbose_name='person at risk'),
        ),
        migrations.CreateModel(
            name='NotTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('not_wanted', 'They asked not to be told'), ('not_safe', 'It is not safe to contact them now'), ('not_reached', 'We tried and could not reach them'), ('no_contact', 'We have no safe way to contact them'), ('otherwise', 'Another agency tells them')], max_length=20, verbose_name='reason')),
                ('words', models.BinaryField(verbose_name='in words')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='by')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reasons_not_told', to='safeguarding.victimcase', verbose_name='case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reasons_not_told', to='safeguarding.personatrisk', verbose_name='person at risk')),
            ],
            options={
                'verbose_name': 'reason for not telling',
                'verbose_name_plural': 'reasons for not telling',
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['no_contact', 'not_reached', 'not_safe', 'not_wanted', 'otherwise'])), name='not_told_reason_known', violation_error_message='reason has a value nobody knows.')],
            },
        ),
        migrations.CreateModel(
            name='PersonJoin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField(verbose_name='joined at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.personatrisk', verbose_name='person at risk')),
                ('joined_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='joined by')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.personatrisk', verbose_name='person at risk')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'join of two people',
                'verbose_name_plural': 'joins of people',
                'constraints': [models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='join_in_order', violation_error_message='A join names two different people, in order.'), models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('first', 'second'), name='joined_once'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='join_undone_whole', violation_error_message='undone_by and undone_at belong together.')],
            },
        ),
        migrations.CreateModel(
            name='PersonOnCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('partner', 'Partner'), ('ex_partner', 'Former partner'), ('child', 'Child'), ('relative', 'Relative'), ('other', 'Another person')], max_length=20, verbose_name='relationship to the participant')),
                ('is_new_partner', models.BooleanField(default=False, verbose_name='a new partner')),
                ('source', models.CharField(choices=[('agency', 'An agency’s form'), ('self', 'The participant’s own form'), ('police', 'The police'), ('link_worker', 'A link worker'), ('not_known', 'Not known')], max_length=20, verbose_name='how we know')),
                ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='verified at')),
                ('must_be_told', models.BooleanField(default=True, verbose_name='must be told of decisions')),
                ('untold_why', models.BinaryField(blank=True, verbose_name='why they are not told')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='added by')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people_links', to='safeguarding.victimcase', verbose_name='case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='safeguarding.personatrisk', verbose_name='person at risk')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safeguarding.worker', verbose_name='verified by')),
            ],
            options={
                'verbose_name': 'person on a case',
                'verbose_name_plural': 'people on cases',
                'constraints': [models.UniqueConstraint(fields=('case', 'person'), name='person_once_a_case'), models.CheckConstraint(condition=models.Q(('kind__in', ['child', 'ex_partner', 'other', 'partner', 'relative'])), name='link_kind_known', violation_error_message='kind has a value nobody knows.'), models.CheckConstraint(condition=models.Q(('source__in', ['agency', 'link_worker', 'not_known', 'police', 'self'])), name='link_source_known', violation_error_message='source has a value nobody knows.'), models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_by__isnull', True)), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False)), _connector='OR'), name='link_verified_whole', violation_error_message='verified_by and verified_at belong together.')],
            },
        ),
    ]
