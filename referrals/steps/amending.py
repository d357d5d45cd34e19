"""The pages of a form that was sent, for staff who amend its answers.

A page is cleaned by its own form, as when it was sent. Sealed pages are never among them, nor pages
without a question, nor equality answers, which are not for triage.
"""

from collections.abc import Iterator
from types import SimpleNamespace

from referral_portal.common.dates import local_today
from referral_portal.common.fields import TextArea, TextLine
from referrals.amendments.amending import Asked
from referrals.assessment import by_name
from referrals.forms.base import Setting, StepForm
from referrals.models import Referral
from referrals.steps import FORMS
from referrals.steps.answers import in_words, to_json, to_post
from referrals.steps.engine import FormPage

TYPED = (TextLine, TextArea)
NOT_AMENDED = frozenset({"equality", "readers"})


def amendable_pages(referral: Referral) -> Iterator[FormPage]:
    """Return the pages that may be amended: those that were answered, and those that are asked now."""
    given = by_name(referral.answers)
    for form in FORMS:
        if (form.pathway, form.route) != (referral.pathway, referral.route):
            continue
        for page in form.steps:
            names = page.form_class.base_fields.keys()
            is_theirs = names & given.keys() or page.applies_when(given)
            if names and is_theirs and not page.part and page.slug not in NOT_AMENDED:
                yield page


def amendable_page(referral: Referral, slug: str) -> FormPage | None:
    """Return the page `slug` if it may be amended."""
    return next((page for page in amendable_pages(referral) if page.slug == slug), None)


def setting_of(referral: Referral) -> Setting:
    """Return the setting in which the form was filled in: its day, and the referrer's agency."""
    sender = referral.referrer
    account = sender and SimpleNamespace(
        agency=sender.agency,
        get_full_name=lambda: sender.name,
        job_title=sender.job_title,
        email=sender.email,
        phone=sender.phone,
    )
    return Setting(today=local_today(referral.submitted_at), account=account)


def form_of(page: FormPage, referral: Referral, data=None) -> StepForm:
    """Return the form of a page, with the answers as they are now or bound to `data`."""
    return page.form(setting_of(referral), data=data, stored=by_name(referral.answers))


def asked_on(form: StepForm, referral: Referral) -> list[Asked]:
    """Return every answer of a valid form beside the answer as it is now, in the form's words."""
    given, new = by_name(referral.answers), to_json(form.cleaned_data)
    return [
        Asked(
            name=name,
            question=field.label.removesuffix(" (optional)"),
            old=in_words(field, given.get(name)),
            new=in_words(field, new.get(name)),
        )
        for name, field in form.fields.items()
        if name in form.base_fields
    ]


def rows_of(page: FormPage, referral: Referral) -> list[dict]:
    """Return each question of a page that is asked or answered, with its answer as it is now.

    Each row has the name of the answer, key, value, and is_typed.
    """
    given = by_name(referral.answers)
    form = form_of(page, referral, to_post(page.form_class, given))
    rows = [
        {
            "name": name,
            "key": field.label.removesuffix(" (optional)"),
            "value": in_words(field, given.get(name)),
            "is_typed": isinstance(field, TYPED),
        }
        for name, field in form.fields.items()
    ]
    return [row for row in rows if row["value"] or form.is_asked(row["name"])]
