"""The verbs of a form that a coordinator fills in with a caller: start it, and send it.

The caller's answers make a self-referral. It names the coordinator who asked the questions, it counts
as a conversation with the participant, and it settles the call-back that it began with.
"""

import datetime as dt
import uuid

from django.db import transaction

from referral_portal.common.refusals import Refusal
from referrals.call_backs import link_referral
from referrals.contacts import note_conversation
from referrals.drafts import OpenDraft, start_draft
from referrals.enums import ContactHow, Route
from referrals.models import CallBack, Referral
from referrals.permissions import check_can_triage
from referrals.submission import submit


def start_with_caller(
    *, pathway: str, call_back_id: uuid.UUID | None, by, now: dt.datetime
) -> OpenDraft:
    """Start a form with a caller, perhaps because of a call-back.

    Raises Refusal where the call-back has led to a referral, and PermissionDenied.
    """
    check_can_triage(by)
    if call_back_id and not open_call_backs(by).filter(pk=call_back_id).exists():
        raise Refusal("This call-back has already led to a referral.")
    return start_draft(
        route=Route.SELF,
        pathway=pathway,
        by=by,
        now=now,
        with_caller=True,
        call_back_id=call_back_id,
    )


@transaction.atomic
def send_with_caller(*, draft: OpenDraft, by, now: dt.datetime, **answers) -> Referral:
    """Make the referral of `draft`, note the conversation, and settle the call-back.

    `answers` and the errors are those of `submit`. Sending it twice makes one referral.
    """
    check_can_triage(by)
    referral = submit(draft=draft, by=by, now=now, **answers)
    if referral.contacts.exists():
        return referral  # a second click; the first has done the rest
    call_back = open_call_backs(by).filter(pk=draft.row.call_back_id).first()
    how = ContactHow.CALLED if draft.row.call_back_id else ContactHow.PHONED_US
    note_conversation(referral=referral, how=how, by=by, now=now)
    if call_back:
        link_referral(call_back_id=call_back.pk, referral=referral, by=by, now=now)
    return referral


def open_call_backs(user):
    """Return the call-backs that may still lead to a referral."""
    return CallBack.objects.visible_to(user).filter(referral=None)
