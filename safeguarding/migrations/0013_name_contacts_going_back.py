"""Change nothing going forward; going back, write the name of each person on their contact details.

Without it, details that were added for a person would name nobody. Needs the column keys then.
"""

import json

from django.db import migrations

from referral_portal.common.column_keys import lock, unlock

CHUNK, BLOCK = 200, 512


def opened(value, place):
    return json.loads(unlock(bytes(value), place=place))


def name_contacts(apps, schema_editor):
    contacts = apps.get_model("safeguarding", "SafeContact")._base_manager
    links = apps.get_model("safeguarding", "PersonOnCase")._base_manager
    alias = schema_editor.connection.alias
    named = contacts.using(alias).filter(person__isnull=False).select_related("person")
    kinds = {
        (case_id, person_id): "new_partner" if is_new and kind == "partner" else kind
        for case_id, person_id, kind, is_new in links.using(alias).values_list(
            "case_id", "person_id", "kind", "is_new_partner"
        )
    }
    for contact in named.order_by("pk").iterator(chunk_size=CHUNK):
        person = contact.person
        name = opened(
            person.legal_name, ("safeguarding_personatrisk", str(person.pk), "", "legal_name")
        )
        plain = json.dumps(name, ensure_ascii=False, separators=(",", ":")).encode()
        place = ("safeguarding_safecontact", str(contact.pk), str(contact.case_id), "person")
        contacts.using(alias).filter(pk=contact.pk).update(
            name=lock(plain, place=place, block=BLOCK),
            kind=contact.kind or kinds.get((contact.case_id, person.pk), "other"),
        )


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0012_people_at_risk")]

    operations = [migrations.RunPython(migrations.RunPython.noop, name_contacts)]
