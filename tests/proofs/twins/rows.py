"""Everything the portal holds or has sent: every row of its database, every mail.

Bytes that libsodium made are taken by their length, which must be the same; the rest as it is.
"""

from pathlib import Path

from django.apps import apps
from django.db import models

FAR_SIDE = "safeguarding"


def portal_models() -> list[type[models.Model]]:
    """Every table of the portal's database, with the tables between two."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.app_label != FAR_SIDE and model._meta.managed]


def portal_rows() -> dict[str, list[tuple]]:
    """Return all rows of the portal's database by table, in order of their keys."""
    rows = {}
    for model in portal_models():
        names = [field.attname for field in model._meta.concrete_fields]
        found = model._base_manager.using("default").order_by("pk").values_list(*names)
        rows[model._meta.label] = [tuple(plain(value) for value in row) for row in found]
    return rows


def plain(value: object) -> object:
    """Return the length of sealed bytes, any other value as it is."""
    return f"{len(value)} bytes" if isinstance(value, bytes | memoryview) else value


def sent_mails(folder: Path) -> dict[str, list[tuple]]:
    """Return every file that stands for a mail, name and bytes."""
    return {"mails": [(path.name, path.read_bytes()) for path in sorted(folder.glob("**/*.eml"))]}
