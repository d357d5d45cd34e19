"""The answers of a referral as a coordinator reads them: page by page, in the words when sent.

The questions are stored with the answers. An older referral, sent before they were stored, is shown
with the questions of today's form.

Equality answers are left out: they are for figures, not for decisions about one person. Sealed
pages are not among the answers.
"""

from django.forms import ChoiceField

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.dates import local_today
from referrals.assessment import by_name
from referrals.bursts import WHO
from referrals.forms.base import Setting
from referrals.models import Referral
from referrals.steps import FORMS
from referrals.steps.answers import in_words, page_in_words
from referrals.steps.engine import FormPage

# Detached from triage (the equality rows of the data dictionary).
NOT_FOR_TRIAGE = {"equality"}
CHOSEN = (ChoiceField, GovukDateField)


def answer_pages(referral: Referral) -> list[dict]:
    """Return the pages of the form, each with its title and its questions and answers."""
    pages = _in_words_of_today(referral) if referral.as_sent is None else referral.as_sent
    return [page for page in pages if page["rows"] and page["slug"] not in NOT_FOR_TRIAGE]


def calls(referral: Referral) -> list[str]:
    """Return the titles of the pages that the participant asked to talk about by phone."""
    titles = {step.slug: step.title for step in _steps(referral)}
    titles |= {page["slug"]: page["title"] for page in referral.as_sent or []}
    return [titles.get(slug, slug) for slug in referral.wants_call]


def typed_answers(referral: Referral) -> list[dict]:
    """Return every text that was typed into a form, with its question, except who it is about.

    An answer that today's form does not know counts as typed.
    """
    fields = {
        name: field
        for step in _steps(referral)
        for name, field in step.form_class.base_fields.items()
    }
    chosen = {name for name, field in fields.items() if isinstance(field, CHOSEN)}
    read = {slug: page for slug, page in referral.answers.items() if slug not in NOT_FOR_TRIAGE}
    given = by_name(read)
    # In the order of the form; the database keeps none.
    return [
        {"key": fields[name].label if name in fields else name, "value": value}
        for name in dict.fromkeys([*fields, *sorted(given)])
        if isinstance(value := given.get(name), str) and value and name not in WHO | chosen
    ]


def question_of(referral: Referral, name: str) -> tuple[str, str]:
    """Return the slug of the page that asks `name`, and the question in today's words."""
    for step in _steps(referral):
        if name in step.form_class.base_fields and not step.part:
            form = step.form(Setting(today=local_today(referral.submitted_at)))
            return step.slug, form.fields[name].label.removesuffix(" (optional)")
    return "", ""


def _in_words_of_today(referral: Referral) -> list[dict]:
    setting = Setting(today=local_today(referral.submitted_at))
    # By name of field, which is unique in a form: a question may have moved to another page.
    given = by_name(referral.answers)
    pages = []
    for step in _steps(referral):
        if not step.part and given.keys() & step.form_class.base_fields.keys():
            asked = [
                (field.label, in_words(field, given.get(name)))
                for name, field in step.form(setting).fields.items()
            ]
            pages.append(page_in_words(step.slug, step.title, asked))
    return pages


def _steps(referral: Referral) -> list[FormPage]:
    """Return the steps of the form that was filled in, or none when that form no longer exists."""
    for form in FORMS:
        if (form.pathway, form.route) == (referral.pathway, referral.route):
            return list(form.steps)
    return []
