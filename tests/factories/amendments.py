"""Sent forms with all their answers, and amendments as the desk makes them, through a page's form."""

from django.http import QueryDict

from referrals.amendments.amending import amend
from referrals.assessment import by_name, record_assessment
from referrals.danger import level_of
from referrals.danger_checks import found_on, record_danger
from referrals.drafts import DraftContent
from referrals.forms.base import Setting
from referrals.models import Redaction, Referral
from referrals.steps import find_form
from referrals.steps.amending import amendable_pages, asked_on, form_of
from referrals.steps.answers import to_post
from referrals.steps.filling import fill
from referrals.submission import participant_columns
from tests.factories.desk import NOW, make_person, make_referral
from tests.factories.forms import ACCOUNT, TODAY
from tests.factories.referrals import PAGES, TOPIC, make_catalogue


def sent_referral(route="self", *, pages: dict | None = None, **fields) -> Referral:
    """Make a referral with the answers and the words of a whole form, without a browser."""
    make_catalogue()
    definition, content = find_form(TOPIC, route), DraftContent()
    setting = Setting(today=TODAY, account=ACCOUNT)
    fill(definition=definition, content=content, pages=PAGES[TOPIC, route] | (pages or {}),
         setting=setting)  # fmt: skip
    review = definition.review(content, setting)
    columns = participant_columns(by_name(review.answers))
    referral = make_referral(
        agency=route == "agency",
        person=make_person(**columns),
        answers=review.answers,
        as_sent=review.as_sent,
        **fields,
    )
    signs = found_on(referral)
    referral.danger_level = level_of(signs)
    referral.save(update_fields=["danger_level"])
    record_danger(referral=referral, signs=signs, now=NOW)
    record_assessment(referral=referral, now=NOW)
    return referral


def typed_on(referral: Referral, slug: str, **typed) -> QueryDict:
    """Return one page as a browser sends it: the answers as they are now, with `typed` over them."""
    page = next(page for page in amendable_pages(referral) if page.slug == slug)
    stored = {name: value for one in referral.answers.values() for name, value in one.items()}
    data = to_post(page.form_class, stored)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def amend_page(referral: Referral, slug: str, *, by, now=NOW, reason="A slip.", **typed):
    """Amend the answers of one page; `typed` is what is typed over the answers as they are now."""
    referral.refresh_from_db()
    page = next(page for page in amendable_pages(referral) if page.slug == slug)
    form = form_of(page, referral, typed_on(referral, slug, **typed))
    assert form.is_valid(), form.errors
    return amend(
        referral_id=referral.pk,
        page=slug,
        answers=page.answers(form),
        asked=asked_on(form, referral),
        reason=reason,
        by=by,
        now=now,
        version=referral.version,
    )


def make_redaction(referral: Referral, *, by) -> Redaction:
    """Ask a programme manager to take the words out of what the participant wrote."""
    return Redaction.objects.create(
        referral=referral,
        page="in-your-words",
        name="own_words",
        question="What you have done",
        reason="Asked for by another person.",
        asked_at=NOW,
        asked_by=by,
    )
