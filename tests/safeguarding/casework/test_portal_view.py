"""Link workers see the sessions booked for their case's participant, never another's."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import CheckState, Mark
from cohorts.register import mark
from referral_portal.common.refusals import Refusal
from safeguarding.casework.portal_view import coming_checks, portal_view, referrals_of_participant
from safeguarding.casework.session_checks import set_check
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert, Exclusion, VictimCase
from tests.factories.cohorts import FIRST_DATE, make_cohort, place_somebody, session_time
from tests.factories.safeguarding import client_of, make_case, make_worker, one_person, part, url
from tests.factories.single import before, book, hold, placed_alone

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def view_of(referral_id, worker):
    """Return the portal's view of one referral, as the page of its case reads it."""
    found = referrals_of_participant(referral_id)
    return portal_view(next(one for one in found if one.pk == referral_id), worker)


def cases_of(worker, *enrolments):
    """Let the far side read everything, and give these cases to a worker."""
    open_waiting(now=timezone.now())
    pull(now=timezone.now())
    ids = [enrolment.referral_id for enrolment in enrolments]
    VictimCase.objects.filter(referral_id__in=ids).update(owner=worker)
    return [VictimCase.objects.get(referral_id=pk) for pk in ids]


def test_a_catch_up_is_asked_about_for_its_person_alone():
    group, worker = make_cohort(), make_worker()
    missed, other = place_somebody(group), place_somebody(group)
    mark(
        session_id=group.sessions.get(number=1).pk,
        marks={missed.pk: Mark.ABSENT, other.pk: Mark.ATTENDED},
        by=group.staffing.first().user,
        now=session_time(group, 1),
    )
    catch_up = book(missed, 1, on=FIRST_DATE + dt.timedelta(days=2), now=session_time(group, 1))
    his, theirs = cases_of(worker, missed, other)

    checks = coming_checks(worker=worker, now=before(catch_up), days=3)

    assert [(check.session, check.enrolment) for check in checks] == [(catch_up, missed)]
    lines = view_of(other.referral_id, worker).enrolments[0].sessions
    assert catch_up not in [line.session for line in lines]
    lines = view_of(missed.referral_id, worker).enrolments[0].sessions
    assert catch_up in [line.session for line in lines]
    answer = {"session_id": catch_up.pk, "state": CheckState.GREEN, "by": worker}
    with pytest.raises(Refusal, match="does not belong"):
        set_check(case_id=theirs.pk, enrolment_id=other.pk, now=before(catch_up), **answer)
    assert set_check(case_id=his.pk, enrolment_id=missed.pk, now=before(catch_up), **answer)


def test_attendance_follows_the_person_to_a_case_of_another_form(worker, client):
    group = make_cohort()
    enrolment, other = place_somebody(group), place_somebody(group)
    mark(
        session_id=group.sessions.get(number=1).pk,
        marks={enrolment.pk: Mark.ATTENDED, other.pk: Mark.ABSENT},
        by=group.staffing.first().user,
        now=session_time(group, 1),
    )
    [placed, _] = cases_of(worker, enrolment, other)
    case = make_case(owner=worker, parts={})
    address = reverse("safeguarding:case", args=[case.pk])

    def shown(one=case):
        return [
            (row.enrolment, row.reference, row.sessions[0].mark)
            for row in view_of(one.referral_id, worker).enrolments
        ]

    assert shown() == []
    one_person(placed, case)
    assert shown() == [(enrolment, placed.reference, "Attended")]
    assert shown(placed) == [(enrolment, "", "Attended")]
    page = " ".join(client.get(address).content.decode().split())
    assert f"(referral {placed.reference})" in page
    part(case)
    assert shown() == []
    assert f"(referral {placed.reference})" not in client.get(address).content.decode()


def test_a_blocked_worker_reads_no_attendance_of_the_case_they_must_not_see(worker, client):
    enrolment = place_somebody(make_cohort())
    [placed] = cases_of(make_worker(), enrolment)
    case = make_case(owner=worker, parts={})
    one_person(placed, case)
    # A colleague's case is closed, but attendance belongs to the person.
    assert [row.reference for row in view_of(case.referral_id, worker).enrolments] == [
        placed.reference
    ]
    block = Exclusion.objects.create(
        case=placed, worker=worker, reason="They know her.",
        added_by=make_worker(is_manager=True), added_at=timezone.now(),
    )  # fmt: skip
    assert view_of(case.referral_id, worker).enrolments == []
    assert "Attendance:" not in client.get(url(case)).content.decode()
    block.ended_by, block.ended_at = block.added_by, timezone.now()
    block.save()
    assert len(view_of(case.referral_id, worker).enrolments) == 1


def test_she_reads_the_time_before_he_does_and_which_session_he_missed():
    enrolment, worker = placed_alone(), make_worker()
    first = book(enrolment, 1)
    hold(first)
    hold(book(enrolment, 2), Mark.ABSENT)
    catch_up = book(enrolment, 2, on=FIRST_DATE + dt.timedelta(days=9), now=first.ends_at)
    hold(catch_up, Mark.ABSENT_AGREED)
    [case] = cases_of(worker, enrolment)
    browser = client_of(worker)

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1)):
        page = browser.get(reverse("safeguarding:case", args=[case.pk])).content.decode()
        release = browser.get(reverse("safeguarding:release", args=[case.pk])).content.decode()

    assert "A session has been booked. A message is waiting for you to release it." in page
    assert "Tuesday 12 January 2027, 14:00 to 15:30" in release
    absences = Alert.objects.filter(kind="absence").values_list("detail", flat=True)
    assert [detail["session"] for detail in absences] == [2, 2]
    assert ">2, catch-up</th>" in page
