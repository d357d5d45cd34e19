"""What a page shows when another user changed the referral first: both versions, to choose from.

One version is on record, the other is only typed. Nothing is saved until the user chooses.
"""

from django.forms import BaseForm

from referrals.models import Referral
from referrals.transitions import history_words

MOST = 5  # changes that are shown, the newest


def both_versions(referral: Referral, form: BaseForm, *, read: int | None) -> dict | None:
    """Return the changes since the version `read` and the typed answers, or None without a change.

    A page of another referral was drawn from version 0, and shows no changes either.
    """
    if not read or read == referral.version:
        return None
    return {"recorded": recorded_since(referral, read), "typed": typed_on(form)}


def recorded_since(referral: Referral, version: int) -> list[dict]:
    """Return the newest steps and amendments after `version`, oldest first."""
    steps = referral.status_changes.select_related("by").filter(number__gt=version)
    amended = referral.amendments.select_related("by").filter(number__gt=version)
    rows = [
        (one, history_words(one.verb), one.get_to_status_display(), one.words)
        for one in steps.order_by("-number")[:MOST]
    ]
    rows += [
        (one, f"“{one.question}” was amended", "", f"{one.old or 'No answer'} → {one.new}")
        for one in amended.order_by("-pk")[:MOST]
    ]
    rows.sort(key=lambda row: (row[0].number, row[0].pk))
    return [
        {"at": one.at, "by": one.by, "done": done, "status": status, "words": words}
        for one, done, status, words in rows[-MOST:]
    ]


def typed_on(form: BaseForm) -> list[dict]:
    """Return the question and the answer in words of each field that was answered."""
    rows = [
        {"question": field.label, "answer": _in_words(field)} for field in form.visible_fields()
    ]
    return [row for row in rows if row["answer"]]


def _in_words(field) -> str:
    value = field.value()
    if isinstance(value, dict):  # the parts of a date
        return " ".join(str(part) for part in value.values() if part)
    labels = {str(code): str(label) for code, label in getattr(field.field, "choices", ())}
    values = value if isinstance(value, list | tuple) else [value]
    words = [labels.get(str(one), "" if labels else str(one)) for one in values if one]
    return ", ".join(filter(None, words))
