"""The answers of a referral as a coordinator reads them: page by page, in the words of the form.

Equality answers stay out: they serve figures, not decisions about one person. Sealed pages are not
among the answers at all.
"""

from referral_portal.common.dates import local_today
from referrals.forms.base import Setting
from referrals.models import Referral
from referrals.steps import FORMS
from referrals.steps.answers import in_words
from referrals.steps.engine import Step

# Detached from triage (the equality rows of the data dictionary).
NOT_FOR_TRIAGE = {"equality"}


def answer_pages(referral: Referral) -> list[dict]:
    """Return the pages of the form, each with its title and its questions and answers."""
    setting = Setting(today=local_today(referral.submitted_at))
    pages = []
    for step in _steps(referral):
        given = referral.answers.get(step.slug)
        if not given or step.part or step.slug in NOT_FOR_TRIAGE:
            continue
        form = step.form(setting)
        words = (
            (field.label, in_words(field, given.get(name))) for name, field in form.fields.items()
        )
        rows = [{"key": label, "value": value} for label, value in words if value]
        if rows:
            pages.append({"slug": step.slug, "title": step.title, "rows": rows})
    return pages


def calls(referral: Referral) -> list[str]:
    """Return the titles of the pages that the person would rather talk about."""
    titles = {step.slug: step.title for step in _steps(referral)}
    return [titles.get(slug, slug) for slug in referral.wants_call]


def _steps(referral: Referral) -> list[Step]:
    """The steps of the form this referral came by; none when that form is not known any more."""
    for form in FORMS:
        if (form.pathway, form.route) == (referral.pathway, referral.route):
            return list(form.steps)
    return []
