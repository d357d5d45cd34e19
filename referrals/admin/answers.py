"""The answers of a referral as a coordinator reads them: page by page, in the words when sent.

Equality answers are left out: they are for figures, not for decisions about one person. Sealed
pages are not among the answers.
"""

from django.db.models import prefetch_related_objects
from django.forms import ChoiceField

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.dates import local, local_today
from referrals.assessment import by_name
from referrals.bursts import WHO
from referrals.forms.base import Setting
from referrals.models import Amendment, Referral
from referrals.steps.amending import amendable_pages, rows_of
from referrals.steps.sent import pages_of, steps_of

# Detached from triage (the equality rows of the data dictionary).
NOT_FOR_TRIAGE = {"equality"}
CHOSEN = (ChoiceField, GovukDateField)


def answer_pages(referral: Referral) -> list[dict]:
    """Return the pages of the form, each with its title and its questions and answers."""
    pages = _with_amendments(pages_of(referral), referral)
    return [page for page in pages if page["rows"] and page["slug"] not in NOT_FOR_TRIAGE]


def amendments_of(referral: Referral) -> list[Amendment]:
    """Return the amendments of a referral, the oldest first; they are read once for each referral."""
    prefetch_related_objects([referral], "amendments__by")
    return sorted(referral.amendments.all(), key=lambda one: one.pk)


def calls(referral: Referral) -> list[str]:
    """Return the titles of the pages that the participant asked to talk about by phone."""
    titles = {step.slug: step.title for step in steps_of(referral)}
    titles |= {page["slug"]: page["title"] for page in referral.as_sent or []}
    return [titles.get(slug, slug) for slug in referral.wants_call]


def typed_answers(referral: Referral) -> list[dict]:
    """Return every text that was typed into a form, with its question, except who it is about.

    An answer that today's form does not know counts as typed.
    """
    fields = {
        name: field
        for step in steps_of(referral)
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
    for step in steps_of(referral):
        if name in step.form_class.base_fields and not step.part:
            form = step.form(Setting(today=local_today(referral.submitted_at)))
            return step.slug, form.fields[name].label.removesuffix(" (optional)")
    return "", ""


def _with_amendments(pages: list[dict], referral: Referral) -> list[dict]:
    """Return the pages in the order of the form, with those that were amended as they are now."""
    of_page: dict[str, list[Amendment]] = {}
    for one in amendments_of(referral):
        of_page.setdefault(one.page, []).append(one)
    if not of_page:
        return pages
    by_slug = {page["slug"]: page for page in pages}
    for page in amendable_pages(referral):
        if page.slug in of_page:
            rows = [_amended(row, of_page[page.slug]) for row in rows_of(page, referral)]
            rows = [{"key": row["key"], "value": row["value"]} for row in rows if row["value"]]
            by_slug[page.slug] = {"slug": page.slug, "title": page.title, "rows": rows}
    order = [page.slug for page in steps_of(referral)]
    return [by_slug[slug] for slug in dict.fromkeys([*order, *by_slug]) if slug in by_slug]


def _amended(row: dict, amendments: list[Amendment]) -> dict:
    """Return a row with what it said before it was amended first, and when it was amended last."""
    mine = [one for one in amendments if one.name == row["name"]]
    if not mine:
        return row
    if mine[-1].is_redacted:
        return row | {"value": "Redacted"}
    on = local(mine[-1].at)
    before = f"Amended on {on:%-d %B %Y}. Before: {mine[0].old or 'not answered'}"
    return row | {"value": f"{row['value'] or 'Not answered'}\n{before}"}
