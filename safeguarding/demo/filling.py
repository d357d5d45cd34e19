"""Fill a referral form page by page, as a person would, and send it.

Every answer goes through the page's own form; nothing bypasses the engine.
"""

import datetime as dt

from referral_portal.common.dates import local_today
from referrals import drafts
from referrals.contacts import record_contact
from referrals.enums import CallOutcome, ContactHow, Route
from referrals.forms.base import Setting
from referrals.models import Referral
from referrals.steps.answers import to_post
from referrals.steps.engine import FormDefinition
from referrals.steps.filling import fill
from referrals.submission import submit


def fill_and_send(*, definition: FormDefinition, answers: dict, by, now: dt.datetime) -> Referral:
    """Fill every page that is asked with `answers` (by name of field) and send the form.

    `by` fills an agency's form. Raises PageRefused.
    """
    account = by if definition.route == Route.AGENCY else None
    draft = drafts.start_draft(
        route=definition.route, pathway=definition.pathway, by=account, now=now
    )
    setting = Setting(today=local_today(now), account=account)
    pages = {
        step.slug: dict(to_post(step.form_class, answers).lists()) for step in definition.steps
    }
    drafts.change_draft(
        draft=draft,
        change=lambda content: fill(
            definition=definition, content=content, pages=pages, setting=setting
        ),
    )
    review = definition.review(draft.content, setting)
    return submit(draft=draft, answers=review.answers, as_sent=review.as_sent, by=account, now=now)


def speak(referral: Referral, *, by, now: dt.datetime) -> None:
    """Record that we phoned the participant and spoke."""
    record_contact(
        referral_id=referral.pk,
        how=ContactHow.CALLED,
        result=CallOutcome.REACHED,
        words="Spoke about the programme and the best times to call.",
        by=by,
        now=now,
    )
