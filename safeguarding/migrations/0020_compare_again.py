"""Read every case again in the background, so that details which are the participant's own are marked."""

from django.db import migrations


def read_again(apps, schema_editor):
    cases = apps.get_model("safeguarding", "VictimCase")._base_manager
    cases.using(schema_editor.connection.alias).update(indexed_forms=0)


class Migration(migrations.Migration):

    dependencies = [
        ('safeguarding', '0019_overrides_and_tries'),
    ]

    operations = [migrations.RunPython(read_again, migrations.RunPython.noop)]
