"""A form as it was sent, page by page in the words of that day.

The questions are stored with the answers. An older referral, sent before they were stored, is shown
with the questions of today's form.
"""

from referral_portal.common.dates import local_today
from referrals.assessment import by_name
from referrals.forms.base import Setting
from referrals.models import Referral
from referrals.steps import FORMS
from referrals.steps.answers import in_words, page_in_words
from referrals.steps.engine import FormPage


def steps_of(referral: Referral) -> list[FormPage]:
    """Return the steps of the form that was filled in, or none when that form no longer exists."""
    for form in FORMS:
        if (form.pathway, form.route) == (referral.pathway, referral.route):
            return list(form.steps)
    return []


def pages_of(referral: Referral) -> list[dict]:
    """Return the unsealed pages, each with its slug, its title and its questions and answers."""
    return _in_words_of_today(referral) if referral.as_sent is None else referral.as_sent


def sealed_titles(referral: Referral) -> list[str]:
    """Return the titles of the sealed pages that the form asked.

    Each of them was answered before the form could be sent.
    """
    given, titles = {}, []
    for step in steps_of(referral):
        if not step.applies_when(given):
            continue
        if step.part:
            titles.append(step.title)
        given |= referral.answers.get(step.slug, {})
    return titles


def _in_words_of_today(referral: Referral) -> list[dict]:
    setting = Setting(today=local_today(referral.submitted_at))
    # By name of field, which is unique in a form: a question may have moved to another page.
    given = by_name(referral.answers)
    pages = []
    for step in steps_of(referral):
        if not step.part and given.keys() & step.form_class.base_fields.keys():
            asked = [
                (field.label, in_words(field, given.get(name)))
                for name, field in step.form(setting).fields.items()
            ]
            pages.append(page_in_words(step.slug, step.title, asked))
    return pages
