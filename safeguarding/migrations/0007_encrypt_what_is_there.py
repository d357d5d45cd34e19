"""Move what is on record about people into the encrypted columns, and back.

Needs the column keys when there are rows: `manage.py create_column_keys` comes first.
"""

import json

from django.db import migrations

from referral_portal.common.column_keys import lock, unlock

CHUNK = 200
# Table, column, size of a block; the same as in the models of that day.
COLUMNS = {
    "VictimCase": {"contents": 4096},
    "SealedNote": {"contents": 4096},
    "Concern": {"contents": 4096},
    "SafeContact": {"person": 512, "value": 512, "when": 512},
    "ContactNote": {"note": 1024},
}


def each_value(apps, schema_editor):
    for name, columns in COLUMNS.items():
        model = apps.get_model("safeguarding", name)
        rows = model._base_manager.using(schema_editor.connection.alias)
        for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
            case = str(getattr(row, "case_id", None) or "")
            change = {}
            for column, block in columns.items():
                place = (model._meta.db_table, str(row.pk), case, column)
                yield row, column, place, block, change
            if change:
                rows.filter(pk=row.pk).update(**change)


def encrypt(apps, schema_editor):
    for row, column, place, block, change in each_value(apps, schema_editor):
        value = getattr(row, column)
        if value is not None:
            plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
            change[f"{column}_locked"] = lock(plain, place=place, block=block)
            change[column] = None


def decrypt(apps, schema_editor):
    for row, column, place, _, change in each_value(apps, schema_editor):
        value = getattr(row, f"{column}_locked")
        if value is not None:
            change[column] = json.loads(unlock(bytes(value), place=place))
            change[f"{column}_locked"] = None


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0006_add_encrypted_columns")]

    operations = [migrations.RunPython(encrypt, decrypt)]
