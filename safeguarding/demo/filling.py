"""Fills a referral form page by page, as a person would, and sends it.

Every answer goes through the page's own form; nothing is written around the engine.
"""

import datetime as dt

from referral_portal.common.dates import local_today
from referrals import drafts
from referrals.forms.base import Setting
from referrals.models import Referral
from referrals.steps.answers import to_post
from referrals.steps.engine import FormDefinition
from referrals.submission import submit


class NotFilled(Exception):
    """A page refused an answer of the demonstration."""


def fill_and_send(*, definition: FormDefinition, answers: dict, by, now: dt.datetime) -> Referral:
    """Fill every page that is asked with `answers` (by name of field) and send the form.

    Raises NotFilled.
    """
    account = by if definition.route == "agency" else None
    draft = drafts.start_draft(
        route=definition.route, pathway=definition.pathway, by=account, now=now
    )
    setting = Setting(today=local_today(now), account=account)
    while step := definition.first_open(draft.content):
        form = step.form(setting, data=to_post(step.form_class, answers))
        if not form.is_valid():
            raise NotFilled(f"{definition.key}, page {step.slug}: {form.errors.as_json()}")
        if step.part:
            part = step.seal(form)
            drafts.change_draft(
                draft=draft, change=lambda content, s=step, p=part: content.keep_sealed(s.part, p)
            )
        else:
            given = step.answers(form)
            drafts.change_draft(
                draft=draft, change=lambda content, s=step, g=given: content.keep(s.slug, g)
            )
    review = definition.review(draft.content, setting)
    return submit(draft=draft, answers=review.answers, by=account, now=now)
