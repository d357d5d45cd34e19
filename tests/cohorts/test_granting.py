"""Colleagues of other agencies: one cohort each, from a day to a day, and nothing besides.

There is always another cohort, with a participant in it, that could leak.
"""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cohorts.enums import Mark, StaffingRole
from cohorts.granting import end_access, grant_access
from cohorts.models import Attendance, Cohort, CohortUserObjectPermission, Enrolment, Staffing
from cohorts.register import mark
from referral_portal.accounts.roles import Role
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referrals.enums import AttendanceBasis
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    IN_FIRST_SESSION,
    PLANNED_AT,
    place_somebody,
    visitor_of,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LAST_DATE = FIRST_DATE + 7 * DAY


def grant(cohort, user, **changes):
    return grant_access(
        **{
            "cohort_id": cohort.pk,
            "user": user,
            "starts_on": FIRST_DATE,
            "ends_on": LAST_DATE,
            "reason": "Delivers with us",
            "by": UserFactory(manager=True),
            "now": PLANNED_AT,
        }
        | changes
    )


def seen(user, day=FIRST_DATE):
    return set(Cohort.objects.visible_to(user, day))


@pytest.fixture
def visitor(db):
    return UserFactory(co_facilitator=True, agency=AgencyFactory(name="Example District Council"))


@pytest.fixture
def place(cohort):
    return place_somebody(
        cohort,
        name="Samuel Example",
        attendance_basis=AttendanceBasis.REHABILITATION_ACTIVITY,
    )


def pages(cohort, enrolment):
    """The path of every page of a cohort that a co-facilitator may ever open."""
    return [
        reverse("cohorts:detail", args=[cohort.pk]),
        reverse("cohorts:register", args=[cohort.pk, 1]),
        reverse("cohorts:concern", args=[enrolment.pk]),
        reverse("cohorts:note", args=[enrolment.pk]),
    ]


# -- When and what it opens --------------------
def test_a_grant_opens_one_cohort_on_its_days_only(cohort, other, visitor):
    grant(cohort, visitor)

    assert seen(visitor, FIRST_DATE - DAY) == set()
    assert seen(visitor, FIRST_DATE) == {cohort}
    assert seen(visitor, LAST_DATE) == {cohort}
    assert seen(visitor, LAST_DATE + DAY) == set()
    inside = Enrolment.objects.visible_to(visitor, FIRST_DATE)
    assert not inside.filter(place__cohort=other).exists()


@pytest.mark.parametrize(("days", "status"), [(-1, 404), (0, 200), (7, 200), (8, 404)], ids=str)
def test_every_page_opens_on_those_days_and_is_not_there_on_others(
    client, time_machine, cohort, other, visitor, place, days, status
):
    grant(cohort, visitor)
    time_machine.move_to(IN_FIRST_SESSION + days * DAY, tick=False)
    client.force_login(visitor)

    assert {client.get(url).status_code for url in pages(cohort, place)} == {status}
    elsewhere = Enrolment.objects.get(place__cohort=other)
    assert {client.get(url).status_code for url in pages(other, elsewhere)} == {404}
    listed = client.get(reverse("cohorts:list")).content.decode()
    assert (cohort.name in listed) == (status == 200)
    assert other.name not in listed


def test_colleagues_of_several_agencies_each_open_their_own(cohort, other, visitor):
    second = UserFactory(co_facilitator=True, agency=AgencyFactory(name="Example Charity"))
    third = UserFactory(co_facilitator=True, agency=second.agency)
    for user, opened in ((visitor, cohort), (second, cohort), (third, other)):
        grant(opened, user)

    assert [seen(user) for user in (visitor, second, third)] == [{cohort}, {cohort}, {other}]


def test_a_colleague_reads_a_first_name_and_attendance_and_nothing_else(
    read, travel, cohort, visitor, place
):
    grant(cohort, visitor)
    person = place.referral.participant
    person.email, person.phone, person.postcode = "samuel@example.org", "07700900111", "ME14 0AA"
    person.save()

    text = "".join(read(visitor, url) for url in pages(cohort, place))

    assert "Samuel E." in text
    for secret in (
        "Samuel Example",
        person.email,
        person.phone,
        "5 April 1988",
        place.referral.reference,
        "mandated",
        "court order",
        "Give a colleague access",
        "Give a place",
        "Plan note",
    ):
        assert secret not in text


def test_a_register_of_another_cohort_is_not_theirs_to_take(client, travel, cohort, other, visitor):
    grant(cohort, visitor)
    elsewhere = Enrolment.objects.get(place__cohort=other)
    client.force_login(visitor)

    posted = client.post(
        reverse("cohorts:register", args=[other.pk, 1]), {f"mark-{elsewhere.pk}": Mark.ATTENDED}
    )

    assert posted.status_code == 404
    with pytest.raises(PermissionDenied):
        mark(
            session_id=other.sessions.get(number=1).pk,
            marks={elsewhere.pk: Mark.ATTENDED},
            by=visitor,
            now=IN_FIRST_SESSION,
        )
    assert not Attendance.objects.exists()


def test_who_went_to_another_agency_keeps_nothing_of_a_facilitators_standing_access(other, visitor):
    """An old staffing row is left over; only a grant counts for a user of another agency."""
    Staffing.objects.create(
        cohort=other, user=visitor, role=StaffingRole.LEAD, starts_on=PLANNED_AT.date()
    )

    assert seen(visitor) == set()


def test_a_right_to_change_something_opens_no_page(cohort, visitor):
    """A running row of another right beside an old one to look."""
    old = grant(cohort, visitor)
    CohortUserObjectPermission.objects.filter(pk=old.pk).update(
        starts_on=PLANNED_AT.date(), ends_on=PLANNED_AT.date()
    )
    other_right = old.permission.content_type.permission_set.get(codename="change_cohort")
    CohortUserObjectPermission.objects.create(
        user=visitor,
        permission=other_right,
        content_object=cohort,
        starts_on=FIRST_DATE,
        ends_on=LAST_DATE,
        granted_by=old.granted_by,
        reason="Something else",
    )

    assert seen(visitor) == set()


# -- Giving and ending it --------------------
def test_granting_again_moves_the_dates(cohort, visitor):
    grant(cohort, visitor)
    grant(cohort, visitor, ends_on=FIRST_DATE + 70 * DAY)

    assert seen(visitor, FIRST_DATE + 70 * DAY) == {cohort}
    assert CohortUserObjectPermission.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_on": FIRST_DATE - DAY}, "before the first day"),
        ({"reason": " "}, "Say why"),
        ({"starts_on": dt.date(2026, 11, 1), "ends_on": dt.date(2026, 11, 2)}, "has passed"),
    ],
)
def test_a_grant_needs_a_reason_and_an_end_to_come(cohort, visitor, change, sentence):
    with pytest.raises(Refusal, match=sentence):
        grant(cohort, visitor, **change)
    assert seen(visitor) == set()


def test_a_grant_is_for_people_who_deliver(cohort):
    with pytest.raises(Refusal, match="Only facilitators"):
        grant(cohort, UserFactory(commissioner=True))


def test_a_grant_that_is_ended_closes_at_once_and_stays_on_record(cohort, visitor, manager):
    grant(cohort, visitor)
    second = visitor_of(cohort, until=LAST_DATE)

    end_access(cohort_id=cohort.pk, user_id=visitor.pk, by=manager, now=IN_FIRST_SESSION)

    assert seen(visitor) == set()
    assert seen(second) == {cohort}
    row = CohortUserObjectPermission.objects.get(user=visitor)
    assert (row.ends_on, row.ended_at) == (LAST_DATE, IN_FIRST_SESSION)
    event = AuditEvent.objects.get(action="cohort.end_access")
    assert (event.target_id, event.data["account"]) == (str(cohort.pk), visitor.pk)
    with pytest.raises(Refusal, match="no longer has access"):
        end_access(cohort_id=cohort.pk, user_id=visitor.pk, by=manager, now=IN_FIRST_SESSION)
    grant(cohort, visitor)
    assert seen(visitor) == {cohort}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER}))
def test_only_a_manager_opens_and_closes(cohort, visitor, role):
    user = UserFactory(
        **{"agency_referrer" if role == Role.AGENCY else role.value.replace("-", "_"): True}
    )
    with pytest.raises(PermissionDenied):
        grant(cohort, visitor, by=user)
    grant(cohort, visitor)
    with pytest.raises(PermissionDenied):
        end_access(cohort_id=cohort.pk, user_id=visitor.pk, by=user, now=PLANNED_AT)
    assert seen(visitor) == {cohort}
