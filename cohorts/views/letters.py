"""Create the appointment letter, to an address that a coordinator has checked.

A letter needs the release of the message about the place. Each letter is recorded.
"""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cohorts.models import Enrolment
from cohorts.permissions import ALLOCATES
from cohorts.views.base import name_for, page, posted
from referral_portal.accounts.permissions import require_role
from referral_portal.audit.recorder import record
from referral_portal.common.address_check import AddressForm
from referral_portal.common.dates import local_today
from referral_portal.common.fonts import CannotPrint
from referral_portal.common.methods import get_or_post
from referral_portal.common.pdf import document
from referral_portal.outbox.enums import Audience
from referral_portal.pages.marks import repeatable
from referrals.call_backs import call_instead_of_letter
from referrals.letters import (
    address_lines,
    appointments_told,
    has_place_to_tell,
    heading_of,
    name_on,
    why_stopped,
)
from referrals.silence import silence_words


@repeatable  # the page stays open behind the file, for a second copy
@require_role(*ALLOCATES)
@get_or_post
def appointment(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Show the address of the letter or why there can be no letter, and on POST create it."""
    now = timezone.now()
    enrolment = get_object_or_404(
        Enrolment.objects.visible_to(request.user, local_today(now))
        .active()
        .with_people()
        .select_related("place__cohort__venue", "place__cohort__programme_version"),
        pk=enrolment_id,
    )
    referral, cohort = enrolment.referral, enrolment.place.cohort
    lines = address_lines(referral)
    is_released = has_place_to_tell(referral, now=now)
    may_draw = is_released and bool(lines)
    name = name_on(referral, Audience.PARTICIPANT)
    form = AddressForm(posted(request), has_address=True, name=name)
    if may_draw and form.is_valid():
        sessions = cohort.sessions.live().of_person(enrolment.pk).filter(ends_at__gt=now)
        words = heading_of(referral, Audience.PARTICIPANT, now=now) | {
            "venue": cohort.venue,
            "is_single": cohort.is_single,
            "sessions": _may_be_told(referral, sessions.order_by("starts_at", "number"), now=now),
        }
        words = form.words(words)
        try:
            with transaction.atomic():
                record(
                    "enrolment.letter",
                    actor=request.user,
                    target=enrolment,
                    now=now,
                    referral=referral.pk,
                    address_checked=True,
                )
                file_name = f"{referral.reference}.pdf"
                return document(request, "documents/appointment.html", words, file_name=file_name)
        except CannotPrint as error:
            call = call_instead_of_letter(
                referral=referral, audience=Audience.PARTICIPANT, by=request.user, now=now
            )
            form.add_error(None, why_stopped(error, name=name, calls=call is not None))
    return page(
        request,
        "letter",
        cohort=cohort,
        name=name_for(request.user, referral.participant),
        by_post=True,
        lines=lines,
        is_released=is_released,
        silence=silence_words(referral),
        may_draw=may_draw,
        form=form,
    )


def _may_be_told(referral, sessions, *, now) -> list:
    """Return the sessions, without single sessions whose message has not been released."""
    rows = list(sessions)
    single = [row.pk for row in rows if row.enrolment_id]
    known = appointments_told(referral, single, now=now)
    return [row for row in rows if row.enrolment_id is None or row.pk in known]
