"""The equal mix of the district programme, and what a manager's reason overrides: the mix alone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from cohorts.enrolment import allocate, give_up_place
from cohorts.enums import CohortStatus
from cohorts.models import Enrolment
from cohorts.placement import CANNOT_BE_PLACED
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import AttendanceBasis, EndingCode, Status
from referrals.models import KeepApart, StatusChange
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    make_cohort,
    visitor_of,
    waiting_referral,
)
from tests.factories.programmes import ProgrammeFactory, ProgrammeVersionFactory

pytestmark = pytest.mark.django_db

RAR = AttendanceBasis.REHABILITATION_ACTIVITY
REASON = "The next group in Thanet starts only in autumn."
SENTENCE = (
    "This group is an equal mix. It can have at most 6 mandated participants, and it has 6. "
    "A programme manager can override this with a written reason."
)


def ask(cohort, referral, by, override="", now=PLANNED_AT):
    return allocate(cohort_id=cohort.pk, referral_id=referral.pk, by=by, now=now, override=override)


def someone(cohort, **fields):
    fields = {"attendance_basis": RAR, "district": cohort.district} | fields
    return waiting_referral(cohort.programme_version.programme, **fields)


def fill(cohort, by, count, basis):
    """Rows as the verb makes them, without asking it twenty times six times."""
    places = cohort.places.filter(enrolments=None).order_by("number")[:count]
    referrals = [someone(cohort, attendance_basis=basis, status=Status.SCHEDULED) for _ in places]
    return [
        Enrolment.objects.create(
            place=place,
            referral=referral,
            person=referral.participant.person,
            started_at=PLANNED_AT,
            given_by=by,
        )
        for place, referral in zip(places, referrals, strict=True)
    ]


@pytest.fixture
def group(coordinator):
    """A district group with its six mandated people and nobody else."""
    cohort = make_cohort(version=ProgrammeVersionFactory(district_scheme=True))
    fill(cohort, coordinator, 6, RAR)
    return cohort


def test_a_seventh_who_must_attend_is_told_why_and_who_can_override(group, coordinator):
    with pytest.raises(Refusal) as refusal:
        ask(group, someone(group), coordinator)

    assert str(refusal.value) == SENTENCE
    voluntary = someone(group, attendance_basis=AttendanceBasis.VOLUNTARY)
    assert ask(group, voluntary, coordinator).place.number == 7


def test_a_seventh_who_refers_himself_is_refused_alike(coordinator):
    cohort = make_cohort(version=ProgrammeVersionFactory(district_scheme=True))
    fill(cohort, coordinator, 5, AttendanceBasis.VOLUNTARY)
    fill(cohort, coordinator, 1, AttendanceBasis.SOCIAL_WORKER)  # asked, not required

    with pytest.raises(Refusal, match="at most 6 self-referred participants, and it has 6"):
        ask(cohort, someone(cohort, attendance_basis=AttendanceBasis.VOLUNTARY), coordinator)


def test_who_gave_a_place_up_counts_no_more(group, coordinator):
    first = Enrolment.objects.filter(place__cohort=group).order_by("place__number").first()
    give_up_place(enrolment_id=first.pk, words="Moved", by=coordinator, now=PLANNED_AT)

    assert ask(group, someone(group), coordinator).place.number == 1


def test_the_tolerance_lets_one_kind_be_more_than_half(group, coordinator, settings):
    settings.MIX_TOLERANCE = 1

    assert ask(group, someone(group), coordinator)
    with pytest.raises(Refusal, match="at most 7 mandated participants, and it has 7"):
        ask(group, someone(group), coordinator)


def test_other_programmes_have_no_mix(cohort, coordinator):
    fill(cohort, coordinator, 7, AttendanceBasis.VOLUNTARY)

    assert ask(cohort, someone(cohort, attendance_basis=AttendanceBasis.VOLUNTARY), coordinator)


# -- The override --------------------
def test_a_manager_places_him_and_the_reason_is_kept(group, manager):
    referral = someone(group)

    enrolment = ask(group, referral, manager, override=f"  {REASON} ")

    step = StatusChange.objects.get(referral=referral, verb="allocate")
    assert (step.words, step.by) == (REASON, manager)
    event = AuditEvent.objects.get(action="enrolment.allocate", target_id=str(enrolment.pk))
    assert event.data["overrode"] == "mix"
    assert "autumn" not in str(AuditEvent.objects.values_list("data", flat=True))
    message = OutgoingMessage.objects.get(referral_id=referral.pk, template__contains="place")
    assert message.status == MessageStatus.WAITING_RELEASE
    assert "autumn" not in message.body


@pytest.mark.parametrize("trait", ["coordinator", "facilitator", "co_facilitator", "administrator"])
def test_nobody_else_overrides(group, trait):
    with pytest.raises(PermissionDenied):
        ask(group, someone(group), UserFactory(**{trait: True}), override=REASON)


def test_blanks_are_no_reason(group, manager):
    with pytest.raises(Refusal):
        ask(group, someone(group), manager, override=" \n ")


def test_a_reason_that_overrode_nothing_is_not_kept(group, manager):
    referral = someone(group, attendance_basis=AttendanceBasis.VOLUNTARY)

    enrolment = ask(group, referral, manager, override=REASON)

    assert StatusChange.objects.get(referral=referral, verb="allocate").words == ""
    event = AuditEvent.objects.get(action="enrolment.allocate", target_id=str(enrolment.pk))
    assert "overrode" not in event.data


def kept_from_somebody_here(cohort, referral):
    other = Enrolment.objects.filter(place__cohort=cohort).first().referral_id
    rule = {"referral_id": other, "other_referral_id": referral.pk}
    KeepApart.objects.create(**rule, sequence=1, released_at=PLANNED_AT)


def kept_from_this_cohort(cohort, referral):
    rule = {"referral_id": referral.pk, "cohort_id": cohort.pk}
    KeepApart.objects.create(**rule, sequence=1, released_at=PLANNED_AT)


def kept_from_this_venue(cohort, referral):
    rule = {"referral_id": referral.pk, "venue_id": cohort.venue_id}
    KeepApart.objects.create(**rule, sequence=1, released_at=PLANNED_AT)


def agreed_to_nothing_yet(cohort, referral):
    """A participant is asked for agreement before the referral is accepted."""
    referral.status = Status.INFORMATION_REQUESTED
    referral.save()


def took_his_agreement_back(cohort, referral):
    referral.status, referral.ended_at = Status.WITHDRAWN, PLANNED_AT
    referral.ending_code = EndingCode.SELF_WITHDREW
    referral.save()


def accepted_for_another_programme(cohort, referral):
    referral.programme = ProgrammeFactory()
    referral.save()


def cohort_is_over(cohort, referral):
    cohort.status = CohortStatus.FINISHED
    cohort.save()


@pytest.mark.parametrize(
    "reason",
    [
        kept_from_somebody_here,
        kept_from_this_cohort,
        kept_from_this_venue,
        agreed_to_nothing_yet,
        took_his_agreement_back,
        accepted_for_another_programme,
        cohort_is_over,
    ],
    ids=lambda reason: reason.__name__,
)
def test_a_reason_overrides_nothing_but_the_mix(group, manager, coordinator, reason):
    referral = someone(group)
    reason(group, referral)

    # The coordinator is told only about the mix, even when there are other reasons.
    with pytest.raises(Refusal, match="equal mix"):
        ask(group, referral, coordinator)
    with pytest.raises(Refusal) as refusal:
        ask(group, referral, manager, override=REASON)

    assert str(refusal.value) == CANNOT_BE_PLACED
    assert not Enrolment.objects.filter(referral=referral, place__cohort=group).exists()
    assert not StatusChange.objects.filter(words=REASON).exists()


def test_a_full_group_stays_full(group, manager):
    for number in range(6):
        ask(group, someone(group), manager, override=f"{REASON} {number}")

    with pytest.raises(Refusal, match="all 12 places are taken"):
        ask(group, someone(group), manager, override=REASON)
    referral = someone(group)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            place=group.places.get(number=12),
            referral=referral,
            person=referral.participant.person,
            started_at=PLANNED_AT,
            given_by=manager,
        )


# -- The pages --------------------
def place_page(cohort, referral):
    return reverse("cohorts:place", args=[cohort.pk, referral.pk])


def test_a_coordinator_reads_why_and_finds_no_field_for_a_reason(client, group, coordinator):
    referral = someone(group)
    client.force_login(coordinator)

    asked = client.get(place_page(group, referral))
    answer = client.post(place_page(group, referral), {"override": REASON})

    for response in (asked, answer):
        text = response.content.decode()
        assert SENTENCE in text
        assert 'name="override"' not in text
        assert "Give this place" not in text
    assert not Enrolment.objects.filter(referral=referral).exists()


def test_a_manager_gives_the_place_with_a_reason(client, read, group, manager, coordinator):
    referral = someone(group)
    url = place_page(group, referral)
    client.force_login(manager)

    without = client.post(url).content.decode()
    given = client.post(url, {"override": REASON})

    assert "Say why you are overriding the mix" in without
    assert given.url == reverse("cohorts:detail", args=[group.pk])
    for user in (manager, coordinator):
        text = read(user, given.url)
        assert REASON in text
        assert str(manager) in text
        assert "7 mandated, 0 self-referred" in text


def test_who_delivers_reads_neither_the_mix_nor_the_reason(read, travel, group, manager):
    ask(group, someone(group), manager, override=REASON)
    url = reverse("cohorts:detail", args=[group.pk])

    for user in (group.staffing.first().user, visitor_of(group, until=FIRST_DATE)):
        text = read(user, url)
        assert "mandated" not in text
        assert REASON not in text


def test_the_reason_belongs_to_the_place_it_was_given_for(read, group, manager, coordinator):
    enrolment = ask(group, someone(group), manager, override=REASON)
    give_up_place(enrolment_id=enrolment.pk, words="Ill", by=manager, now=PLANNED_AT)
    fresh = make_cohort(version=group.programme_version, starts_on=FIRST_DATE, funded=False)
    ask(fresh, enrolment.referral, coordinator, now=PLANNED_AT + dt.timedelta(days=1))

    assert REASON not in read(manager, reverse("cohorts:detail", args=[fresh.pk]))
