"""List cohorts, plan one, show one, and give a place in it.

A cohort that the user may not see answers like one that does not exist.
"""

import uuid
from collections import Counter

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.announcing import can_be_announced
from cohorts.concerns import raised_by
from cohorts.enrolment import allocate as allocate_place
from cohorts.enums import CURRENT, OVER, SessionStatus
from cohorts.forms.planning import CohortForm, PlaceForm
from cohorts.granting import open_grants
from cohorts.keep_apart import places_in_question
from cohorts.models import Cohort, Enrolment
from cohorts.permissions import (
    ALLOCATES,
    BOOKS,
    ENDS,
    PLANS,
    SEES,
    TAKES_REGISTER,
    can_override_mix,
)
from cohorts.placement import (
    HeldPlace,
    held_places,
    is_open_to_places,
    mix_refusal,
    overrides_in,
    undecided_match,
)
from cohorts.planning import create_cohort
from cohorts.views.base import back_to, cohort_or_404, name_for, page, posted
from cohorts.views.progress import add_progress
from cohorts.views.schedule_rows import schedule_rows
from referral_portal.accounts.permissions import require_role
from referral_portal.common.dates import local_today
from referral_portal.common.methods import get_or_post
from referral_portal.common.paging import page_of
from referral_portal.common.refusals import refusals_on
from referral_portal.replica import lists
from referrals.admin.waiting_address import way_back
from referrals.enums import MANDATED, MessageEvent
from referrals.models import Referral
from referrals.outgoing import what_will_be_sent
from referrals.silence import silence_words

IN_QUESTION = "places"  # cohorts with places to review


@require_role(*SEES)
@require_safe
def list_cohorts(request: HttpRequest) -> HttpResponse:
    """Show the cohorts that the user may see, newest first."""
    now = timezone.now()
    show = request.GET.get("show")
    past = show == "past"
    rows = Cohort.objects.visible_to(request.user, local_today(now)).with_figures(now)
    to_look_at = show == IN_QUESTION and request.user.has_role(*ALLOCATES)
    if to_look_at:
        rows = rows.filter(pk__in={row.cohort_id for row in places_in_question()})
    shown = lists.page(
        request,
        rows.filter(status__in=OVER if past else CURRENT),
        visible=rows,
        order=("-starts_on", "-id"),
        size=settings.COHORT_PAGE_SIZE,
        kept={"show": show} if past or to_look_at else {},
    )
    return page(
        request,
        "list",
        cohorts=shown.rows,
        past=past,
        to_look_at=to_look_at,
        may_plan=request.user.has_role(*PLANS),
        previous_url=shown.previous_url,
        next_url=shown.next_url,
    )


@require_role(*PLANS)
@get_or_post
def new(request: HttpRequest) -> HttpResponse:
    """Plan a cohort."""
    form = CohortForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            cohort = create_cohort(by=request.user, now=timezone.now(), **form.choices_made())
            messages.success(request, f"{cohort.name} is planned.")
            return redirect("cohorts:list")
    return page(request, "new", form=form)


@require_role(*SEES)
@require_safe
def detail(request: HttpRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """Show one cohort: its schedule, its places and its participants."""
    now = timezone.now()
    cohort = cohort_or_404(request, cohort_id, now)
    sessions = list(cohort.sessions.order_by("number"))
    people = [
        {
            "enrolment": enrolment,
            "name": name_for(request.user, enrolment.referral.participant),
        }
        for enrolment in Enrolment.objects.visible_to(request.user, local_today(now))
        .filter(place__cohort=cohort)
        .with_people()
    ]
    add_progress(cohort, people, sessions, local_today(now), by=request.user)
    on_desk = request.user.has_role(*ALLOCATES)
    overrides = overrides_in(cohort) if on_desk else {}
    for person in people:
        person["override"] = overrides.get(person["enrolment"].pk)
    names = {person["enrolment"].pk: person["name"] for person in people}
    # Not the sessions of a participant of a restricted referral that does not name the user.
    sessions = [row for row in sessions if row.enrolment_id is None or row.enrolment_id in names]
    single = [] if cohort.is_single else [row for row in sessions if row.enrolment_id]
    schedule = schedule_rows(cohort, [row for row in sessions if row not in single], names, now)
    catch_ups = schedule_rows(cohort, single, names, now, closed=False)
    begun = [row for row in [*schedule, *catch_ups] if row["has_begun"]]
    # A person with two places in a row here needs one mark in each session.
    expected = {
        (person["enrolment"].person_id, session)
        for person in people
        for session in person["unmarked_in"]
    }
    missing = Counter(session for _, session in expected)
    for row in begun:
        row["missing"] = missing[row["session"].pk]
    open_registers = [
        row["session"]
        for row in begun
        if row["missing"] or row["session"].status == SessionStatus.PLANNED
    ]
    return page(
        request,
        "detail",
        cohort=cohort,
        schedule=schedule,
        catch_ups=catch_ups,
        due=open_registers[0] if open_registers else None,
        staff=cohort.staffing.select_related("user").order_by("pk"),
        people=[person for person in people if person["enrolment"].ended_at is None],
        earlier=[person for person in people if person["enrolment"].ended_at],
        free=cohort.places_total - cohort.places_taken,
        concerns=[
            {"name": names[row.enrolment_id], "at": row.raised_at, "state": state}
            for row, state in raised_by(request.user, enrolment_ids=list(names))
        ],
        in_question=_in_question(cohort, people) if on_desk else [],
        to_decide=_to_decide(people) if on_desk else [],
        mix=_mix(people) if on_desk and cohort.programme_version.equal_mix else None,
        grants=open_grants(cohort, local_today(now)) if request.user.has_role(*PLANS) else [],
        may_announce=request.user.has_role(*PLANS) and can_be_announced(cohort),
        may_allocate=on_desk and is_open_to_places(cohort, [row["enrolment"] for row in people]),
        may_give_up=on_desk,
        may_end=request.user.has_role(*ENDS),
        may_book=request.user.has_role(*BOOKS),
        may_mark=request.user.has_role(*TAKES_REGISTER),
        may_plan=request.user.has_role(*PLANS),
        is_current=cohort.status in CURRENT,
        today=local_today(now),
    )


@require_role(*ALLOCATES)
@require_safe
def allocate(request: HttpRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """Show the waiting list for this programme, in the order of the desk's list."""
    cohort = cohort_or_404(request, cohort_id, timezone.now())
    waiting = (
        Referral.objects.visible_to(request.user)
        .waiting_list()
        .filter(programme_id=cohort.programme_version.programme_id)
        .select_related("participant", "district")
    )
    shown = page_of(
        waiting, order=("turn_at", "id"), params=request.GET, size=settings.COHORT_PAGE_SIZE
    )
    held = held_places(shown.rows)
    return page(
        request,
        "allocate",
        cohort=cohort,
        free=cohort.places_total - cohort.places_taken,
        waiting=[
            {
                "referral": row,
                "name": name_for(request.user, row.participant),
                "held": held[row.pk].refusal if row.pk in held else "",
            }
            for row in shown.rows
        ],
        previous_url=shown.previous_url,
        next_url=shown.next_url,
    )


@require_role(*ALLOCATES)
@get_or_post
def place(request: HttpRequest, cohort_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Confirm one place for one participant."""
    now = timezone.now()
    cohort = cohort_or_404(request, cohort_id, now)
    referral = get_object_or_404(
        Referral.objects.visible_to(request.user).select_related(
            "participant", "referrer", "district"
        ),
        pk=referral_id,
        programme_id=cohort.programme_version.programme_id,
    )
    beyond_mix = mix_refusal(referral, cohort)
    held = held_places([referral]).get(referral.pk)
    back = way_back(request.GET)
    may_override = bool(beyond_mix) and can_override_mix(request.user)
    form = PlaceForm(posted(request), may_override=may_override)
    if form.is_valid():
        with refusals_on(form):
            allocate_place(
                cohort_id=cohort.pk,
                referral_id=referral.pk,
                by=request.user,
                now=now,
                **form.cleaned_data,
            )
            # Not the name: the message is stored in the browser session until it is shown.
            return back_to(request, cohort.pk, f"{referral.reference} has a place.", url=back)
    return page(
        request,
        "place",
        form=form,
        cohort=cohort,
        referral=referral,
        name=name_for(request.user, referral.participant),
        beyond_mix=beyond_mix,
        held=held.refusal if held else "",
        match_url=_match_url(referral, held) if held else "",
        silence=silence_words(referral),
        may_place=not held and (may_override or not beyond_mix),
        will_be_sent=what_will_be_sent(referral, MessageEvent.PLACE),
        back=back,
    )


def _match_url(referral: Referral, held: HeldPlace) -> str:
    """Return the page on which two who may be one person are decided, or an empty text."""
    match = None if held.enrolment.referral.is_restricted else undecided_match(referral, held)
    return reverse("admin:referrals_possiblematch_change", args=[match.pk]) if match else ""


def _mix(people: list[dict]) -> dict[str, int]:
    """Return the numbers of mandated and of self-referred participants."""
    active = [row["enrolment"] for row in people if row["enrolment"].ended_at is None]
    mandated = sum(row.referral.attendance_basis in MANDATED for row in active)
    return {"mandated": mandated, "voluntary": len(active) - mandated}


def _in_question(cohort: Cohort, people: list[dict]) -> list[str]:
    """Return the participants whose places could not be given today, in order of place."""
    found = {row.enrolment_id for row in places_in_question(cohort_id=cohort.pk)}
    return [row["name"] for row in people if row["enrolment"].pk in found]


def _to_decide(people: list[dict]) -> list[dict]:
    """Return the participants here who may be one person with another one who has a place."""
    active = [row for row in people if row["enrolment"].ended_at is None]
    held = held_places([row["enrolment"].referral for row in active], own=False)
    return [
        {"name": row["name"], "words": held[row["enrolment"].referral_id].refusal}
        for row in active
        if row["enrolment"].referral_id in held
    ]
