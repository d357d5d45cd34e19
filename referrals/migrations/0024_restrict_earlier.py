"""Restrict the earlier referrals of participants who said where they work, and name the managers."""

from django.db import migrations
from django.utils import timezone

BATCH = 500
REASON = "Named because the form says where the participant works."


def works(row):
    page = row.answers.get("work") if isinstance(row.answers, dict) else None
    given = page.get("work") if isinstance(page, dict) else None
    return set([given] if isinstance(given, str) else given or ()) - {"none"}


def restrict(apps, schema_editor):
    rows = apps.get_model("referrals", "Referral").objects
    named, changes = (
        apps.get_model("referrals", name).objects for name in ("NamedUser", "NamedUserChange")
    )
    users = apps.get_model("accounts", "User").objects.select_related("agency")
    managers = list(users.filter(is_active=True, groups__name="manager").order_by("pk"))
    partners = set(apps.get_model("programmes", "Partner").objects.values_list("name", flat=True))
    now, last = timezone.now(), None
    while batch := list(
        (rows.filter(pk__gt=last) if last else rows).order_by("pk").only("answers")[:BATCH]
    ):
        found = [row for row in batch if works(row)]
        for row in found:
            row.is_restricted = True
            of = [one for one in managers if not is_colleague(one, works(row), partners)] or managers
            for user in of:
                named.get_or_create(referral=row, user=user, defaults={"at": now})
                changes.create(referral=row, user=user, is_added=True, reason=REASON, at=now)
        rows.bulk_update(found, ["is_restricted"])
        last = batch[-1].pk


def is_colleague(user, works, partners):
    name = user.agency.name.casefold() if user.agency else ""
    words = {"police": ["police"], "council": ["council", "borough"]}
    words["nhs"] = ["nhs", "health", "hospital"]
    is_partner = "partner" in works and name in {one.casefold() for one in partners}
    return is_partner or any(word in name for work in works for word in words.get(work, ()))


class Migration(migrations.Migration):
    # A large table is not locked while its rows are changed.
    atomic = False
    dependencies = [
        ("referrals", "0023_restricted"),
        ("accounts", "0004_typed_page"),
        ("programmes", "0003_plainer_labels"),
    ]
    operations = [migrations.RunPython(restrict, migrations.RunPython.noop)]
