"""Book and move a session for one participant, after a page that shows what will be sent.

The page of the cohort shows which sessions can be booked.
"""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cohorts import single_sessions as verbs
from cohorts.enums import SessionStatus
from cohorts.forms.sessions import BookForm
from cohorts.models import Cohort, Enrolment, Session
from cohorts.permissions import BOOKS
from cohorts.progress import PlanItem, PlanItemState, progress_of
from cohorts.single_session_rules import in_words, longest
from cohorts.views.base import back_to, name_for, page, posted
from referral_portal.accounts.permissions import require_role
from referral_portal.common.dates import local, local_today
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from referrals.enums import MessageEvent
from referrals.outgoing import what_will_be_sent
from referrals.silence import silence_words

BOOKABLE = (PlanItemState.OPEN, PlanItemState.MISSED)


@require_role(*BOOKS)
@get_or_post
def book(request: HttpRequest, enrolment_id: uuid.UUID, number: int) -> HttpResponse:
    """Book session `number` of the plan for one participant."""
    now = timezone.now()
    enrolment = get_object_or_404(_enrolments(request, now), pk=enrolment_id)
    cohort = enrolment.place.cohort
    item = progress_of(enrolment, cohort).item(number)
    if item is None or item.state not in BOOKABLE:
        raise Http404
    form = BookForm(
        posted(request),
        cohort=cohort,
        most=longest(cohort, item),
        initial={"minutes": item.minutes},
    )
    if form.is_valid():
        with refusals_on(form):
            verbs.book_session(
                enrolment_id=enrolment.pk,
                plan_number=number,
                by=request.user,
                now=now,
                **form.choices_made(),
            )
            return back_to(request, cohort.pk, f"Session {number} is booked.")
    return _page(request, enrolment, item, form, event=MessageEvent.APPOINTMENT)


@require_role(*BOOKS)
@get_or_post
def move_session(request: HttpRequest, cohort_id: uuid.UUID, number: int) -> HttpResponse:
    """Move a session that is booked for one participant to another time."""
    now = timezone.now()
    today = local_today(now)
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user, today), pk=cohort_id)
    session = get_object_or_404(
        cohort.sessions,
        number=number,
        enrolment__isnull=False,
        status=SessionStatus.PLANNED,
        starts_at__gt=now,
    )
    enrolment = get_object_or_404(_enrolments(request, now), pk=session.enrolment_id)
    item = progress_of(enrolment, enrolment.place.cohort).item(session.plan_number)
    starts = local(session.starts_at)
    form = BookForm(
        posted(request),
        cohort=enrolment.place.cohort,
        most=longest(enrolment.place.cohort, item),
        initial={
            "on": starts.date(),
            "start": f"{starts:%H:%M}",
            "minutes": int((session.ends_at - session.starts_at).total_seconds()) // 60,
        },
    )
    if form.is_valid():
        with refusals_on(form):
            verbs.move_session(
                session_id=session.pk, by=request.user, now=now, **form.choices_made()
            )
            return back_to(request, cohort.pk, f"Session {session.plan_number} is moved.")
    return _page(request, enrolment, item, form, event=MessageEvent.MOVED, session=session)


def _enrolments(request: HttpRequest, now):
    """Return the active enrolments that the user may open."""
    return Enrolment.objects.visible_to(request.user, local_today(now)).active().with_people()


def _page(
    request: HttpRequest,
    enrolment: Enrolment,
    item: PlanItem,
    form: BookForm,
    *,
    event: str,
    session: Session | None = None,
) -> HttpResponse:
    return page(
        request,
        "book",
        form=form,
        cohort=enrolment.place.cohort,
        name=name_for(request.user, enrolment.referral.participant),
        item=item,
        is_catch_up=item.state == PlanItemState.MISSED or bool(session and session.is_catch_up),
        booked_for=in_words(session) if session else "",
        will_be_sent=what_will_be_sent(enrolment.referral, event, when="(day and time)"),
        silence=silence_words(enrolment.referral),
    )
