"""The values of columns in words, as the admin's lists and pages show them."""

import datetime as dt

from django.contrib.auth.models import Group
from django.db.models import Field

from referral_portal.accounts.roles import Role
from referral_portal.common.dates import local

NOTHING = "Not given"


def in_words(column: Field | None, value, *, codes: dict | None = None) -> str:
    """Return `value` of `column` in words.

    `codes` has the choices of columns that hold a list of codes, by the name of the column.
    """
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.datetime):
        return f"{local(value):%-d %B %Y, %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, Group):
        return Role(value.name).label if value.name in Role.values else value.name
    if isinstance(value, list):
        known = dict((codes or {}).get(getattr(column, "name", ""), ()))
        words = [known.get(str(one)) or in_words(None, one) for one in value]
        return f"{words[0][:1].upper()}{words[0][1:]}{''.join(f', {word}' for word in words[1:])}"
    if isinstance(value, dict):
        return "\n".join(f"{name}: {in_words(None, one)}" for name, one in value.items())
    choices = dict(getattr(column, "flatchoices", ()) or ())
    return str(choices.get(value, value))
