"""Give a participant a place in a cohort, and end an enrolment with a reason.

A cohort is full when every place has an active enrolment. The verbs lock the cohort first and read
the free places in a new statement, so that only one of many requests gets the last place. Two
unique constraints guarantee it.
"""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from cohorts import workflow
from cohorts.enums import SessionStatus
from cohorts.locks import lock_cohort, lock_person_of, locked
from cohorts.models import Cohort, Enrolment, Place
from cohorts.permissions import (
    can_plan,
    check_can_allocate,
    check_can_end,
    check_can_override_mix,
)
from cohorts.placement import (
    CANNOT_BE_PLACED,
    HAS_A_PLACE,
    may_join,
    mix_refusal,
    person_refusal,
    unnamed_refusal,
)
from cohorts.progress import against_completing, progress_of
from cohorts.refused_places import (
    ASK_A_MANAGER,
    PlaceRefused,
    has_tried_enough,
    note_refusal,
)
from cohorts.runs import runs_in
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local_today
from referral_portal.common.refusals import Refusal
from referrals import delivery
from referrals import workflow as referral_workflow
from referrals.enums import EndingCode, Trigger
from referrals.models import Referral
from referrals.possible_matches import BATCH, find_waiting

STILL_COMPARING = "The newest forms are still being compared. Try again in a few minutes."


def allocate(
    *,
    cohort_id: uuid.UUID,
    referral_id: uuid.UUID,
    by,
    now: dt.datetime,
    override: str = "",
) -> Enrolment:
    """Give a referral from the waiting list the lowest free place of a cohort.

    `override` is a manager's reason to override the mix of self-referred and mandated
    participants. It is kept only where the mix did not allow the place, and overrides only
    the mix. Raises Refusal for a full cohort, for a person who has a place or may be one who has,
    for the mix and, with the same sentence for every other reason, for a place that may not be given;
    raises PermissionDenied. A refusal without a reason is recorded.
    """
    try:
        return _allocate(cohort_id, referral_id, by=by, now=now, override=override.strip())
    except PlaceRefused:
        note_refusal(referral_id=referral_id, cohort_id=cohort_id, by=by, now=now)
        raise


def _allocate(
    cohort_id: uuid.UUID, referral_id: uuid.UUID, *, by, now: dt.datetime, override: str
) -> Enrolment:
    check_can_allocate(by)
    if override:
        check_can_override_mix(by)
    # A form that was not compared yet may be about a person who has a place or a rule.
    if find_waiting(now=now) == BATCH:
        raise Refusal(STILL_COMPARING)
    with transaction.atomic():
        # First, because another referral of this person may get a place at the same time.
        lock_person_of(referral_id)
        cohort = lock_cohort(cohort_id)
        # A new statement, so that PostgreSQL shows what the last holder of the lock committed.
        referral = (
            Referral.objects.select_for_update(no_key=True, of=("self",))
            .select_related("participant")
            .get(pk=referral_id)
        )
        placed_already = person_refusal(referral)
        unnamed = unnamed_refusal(referral, cohort, local_today(now))
        allowed = may_join(referral, cohort)
        beyond_mix = mix_refusal(referral, cohort)
        tried_enough = has_tried_enough(referral, by=by, now=now)
        place = (
            Place.objects.filter(cohort=cohort)
            .exclude(enrolments__in=Enrolment.objects.active())
            .order_by("number")
            .first()
        )
        if place is None:
            raise _full(cohort)
        if placed_already:
            raise Refusal(placed_already)
        if unnamed:
            raise Refusal(unnamed)
        if beyond_mix and not override:
            raise Refusal(beyond_mix)
        if tried_enough:
            raise Refusal(ASK_A_MANAGER)
        if not allowed:
            raise PlaceRefused(CANNOT_BE_PLACED)
        try:
            with transaction.atomic():
                enrolment = Enrolment.objects.create(
                    place=place,
                    referral=referral,
                    person_id=referral.participant.person_id,
                    started_at=now,
                    given_by=by,
                )
        except IntegrityError as error:
            raise _refusal(error, cohort) from error
        workflow.run_again(cohort, by=by, now=now)
        delivery.allocate(
            referral_id=referral.pk,
            words=override if beyond_mix else "",
            # No first session is to come that would start the programme.
            has_started=runs_in(cohort, [enrolment])[enrolment.pk].has_attended,
            follows_from=Trigger.PLACE_GIVEN,
            by=by,
            now=now,
        )
        record(
            "enrolment.allocate",
            actor=by,
            target=enrolment,
            now=now,
            cohort=cohort.pk,
            place=place.number,
            referral=referral.pk,
            **({"overrode": "mix"} if beyond_mix else {}),
        )
    return enrolment


def complete(*, enrolment_id: uuid.UUID, by, now: dt.datetime, words: str = "") -> Enrolment:
    """Complete the programme of a participant whose sessions are done.

    Every session since the place was given needs a mark. A manager with a reason can complete even
    below COMPLETION_DELIVERED_SHARE of the plan attended or caught up, or COMPLETION_MIN_SHARE
    attended with the group. Raises Refusal or PermissionDenied.
    """
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        check_can_end(by, cohort.pk, local_today(now))
        progress = progress_of(enrolment, cohort)
        refusal = against_completing(
            progress, cohort, with_reason=bool(words.strip()) and can_plan(by)
        )
        if refusal:
            raise Refusal(refusal)
        end(enrolment, cohort, code=EndingCode.COMPLETED_SESSIONS, by=by, now=now)
        delivery.complete(
            referral_id=enrolment.referral_id,
            words=words.strip(),
            follows_from=Trigger.PLACE_ENDED,
            by=by,
            now=now,
        )
    return enrolment


def remove(
    *, enrolment_id: uuid.UUID, code: EndingCode, words: str, by, now: dt.datetime
) -> Enrolment:
    """Remove a participant from a cohort, with a coded reason and words for the file.

    Raises Refusal or PermissionDenied.
    """
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        check_can_end(by, cohort.pk, local_today(now))
        end(enrolment, cohort, code=code, by=by, now=now)
        delivery.remove(
            referral_id=enrolment.referral_id,
            code=code,
            words=words,
            follows_from=Trigger.PLACE_ENDED,
            by=by,
            now=now,
        )
    return enrolment


def give_up_place(*, enrolment_id: uuid.UUID, words: str, by, now: dt.datetime) -> Enrolment:
    """End an enrolment, and put the participant back on the waiting list.

    Raises Refusal or PermissionDenied.
    """
    check_can_allocate(by)
    if not words.strip():
        raise Refusal("Say in your own words why the place is given up.", "words")
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        end(enrolment, cohort, code=EndingCode.CIRCUMSTANCES, by=by, now=now)
        delivery.return_to_waiting_list(
            referral_id=enrolment.referral_id,
            words=words.strip(),
            follows_from=Trigger.PLACE_ENDED,
            by=by,
            now=now,
        )
    return enrolment


def withdraw(
    *, enrolment_id: uuid.UUID, code: EndingCode, words: str, by, now: dt.datetime
) -> Enrolment:
    """End an enrolment and its referral, because the participant withdraws.

    Raises Refusal or PermissionDenied.
    """
    check_can_allocate(by)
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        end(enrolment, cohort, code=code, by=by, now=now)
        referral_workflow.withdraw(
            referral_id=enrolment.referral_id,
            code=code,
            words=words.strip(),
            follows_from=Trigger.PLACE_ENDED,
            by=by,
            now=now,
        )
    return enrolment


def note_plan(*, enrolment_id: uuid.UUID, note: str, by, now: dt.datetime) -> Enrolment:
    """Save which parts of the programme are tailored to this participant.

    Raises Refusal when the place has ended or the programme has no plan notes, and
    PermissionDenied.
    """
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        check_can_end(by, cohort.pk, local_today(now))
        if not cohort.programme_version.has_plan_note:
            raise Refusal("This programme has no plan notes.")
        enrolment.plan_note = note.strip()
        enrolment.save(update_fields=["plan_note"])
        record("enrolment.note_plan", actor=by, target=enrolment, now=now)
    return enrolment


def end(enrolment: Enrolment, cohort: Cohort, *, code: str, by, now: dt.datetime) -> None:
    """End an enrolment and cancel its future single sessions.

    The caller changes the status of the referral, which queues the messages.
    """
    enrolment.ended_at, enrolment.ending_code = now, code
    enrolment.save(update_fields=["ended_at", "ending_code"])
    to_come = enrolment.single_sessions.filter(status=SessionStatus.PLANNED, starts_at__gt=now)
    workflow.cancel_sessions(to_come, reason="The place has ended", by=by, now=now)
    record("enrolment.end", actor=by, target=enrolment, now=now, code=code, cohort=cohort.pk)
    workflow.finish_if_over(cohort, by=by, now=now)


def _full(cohort: Cohort) -> Refusal:
    places = cohort.places.count()
    words = "its one place is taken" if places == 1 else f"all {places} places are taken"
    return Refusal(f"This cohort is full: {words}.")


# PostgreSQL's names of the constraints, and SQLite's of the columns.
_ONE_PLACE_EACH = ("one_active_per_person", "person_id", "one_active_per_referral", "referral_id")


def _refusal(error: IntegrityError, cohort: Cohort) -> Refusal:
    """Return the refusal of the check that stands for this constraint of the database."""
    cause = error.__cause__
    # PostgreSQL names the constraint; SQLite names the column it is on.
    named = getattr(getattr(cause, "diag", None), "constraint_name", None) or str(cause)
    if "one_active_per_place" in named or "place_id" in named:
        return _full(cohort)
    if any(one in named for one in _ONE_PLACE_EACH):
        return Refusal(HAS_A_PLACE)
    raise error
