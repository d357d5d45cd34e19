"""Amend one form of the demonstration, and ask to take words out of it."""

import datetime as dt

from referrals.amendments.amending import amend
from referrals.amendments.redacting import ask_redaction
from referrals.assessment import by_name
from referrals.models import Referral
from referrals.steps.amending import amendable_page, asked_on, form_of, rows_of
from referrals.steps.answers import to_post

HOME, WORDS = "home", ("in-your-words", "own_words")


def amend_form(referral: Referral, *, users: dict, now: dt.datetime) -> None:
    """Amend where a participant lives, and ask the manager to agree to a redaction."""
    page = amendable_page(referral, HOME)
    data = to_post(page.form_class, by_name(referral.answers))
    data["address"] = "12 Invented Road"
    form = form_of(page, referral, data)
    form.full_clean()
    amend(
        referral_id=referral.pk,
        page=HOME,
        answers=page.answers(form),
        asked=asked_on(form, referral),
        reason="He moved at the weekend and told us by telephone.",
        by=users["coordinator"],
        now=now,
    )
    slug, name = WORDS
    row = next(
        row for row in rows_of(amendable_page(referral, slug), referral) if row["name"] == name
    )
    ask_redaction(
        referral_id=referral.pk,
        page=slug,
        name=name,
        question=row["key"],
        reason="It names the street of another family.",
        by=users["coordinator"],
        now=now,
    )
