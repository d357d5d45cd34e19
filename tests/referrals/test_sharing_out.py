"""Referrals are shared out by qualification and least load, and none goes where it may not."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from programmes.enums import Pathway
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referrals.assignments import take_all
from referrals.enums import DECLINE_CODES
from referrals.models import Assignment
from referrals.sharing_out import NOBODY_FITS, share_out
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.programmes import DeskQualificationFactory
from tests.factories.restricted import restricted_referral

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def manager():
    return staff(manager=True)


@pytest.fixture
def anna():
    return staff(coordinator=True, last_name="Anna")


@pytest.fixture
def berta():
    return staff(coordinator=True, last_name="Berta")


def holder(referral):
    referral.refresh_from_db()
    return referral.assigned_to


def shared(*referrals, by, **more):
    return share_out(referral_ids=[one.pk for one in referrals], by=by, now=LATER, **more)


def test_each_goes_to_whom_has_fewest_the_most_dangerous_first(anna, berta, manager):
    take_all(referral_ids=[make_referral().pk, make_referral().pk], by=anna, now=NOW)
    calm, urgent = make_referral(submitted_at=NOW - dt.timedelta(days=9)), make_referral()
    third = make_referral()
    type(urgent).objects.filter(pk=urgent.pk).update(danger_level=1)

    outcome = shared(calm, urgent, third, by=manager)

    assert set(outcome.done) == {calm, urgent, third}
    assert (holder(urgent), holder(calm), holder(third)) == (berta, berta, anna)
    rows = Assignment.objects.filter(how="shared_out")
    assert set(rows.values_list("user", "by")) == {
        (anna.pk, manager.pk),
        (berta.pk, manager.pk),
    }
    events = AuditEvent.objects.filter(action="referral.share_out")
    assert {event.data["user"]: len(event.data["referrals"]) for event in events} == {
        anna.pk: 1,
        berta.pk: 2,
    }


def test_a_pathway_that_needs_a_qualification_goes_to_those_who_have_it(anna, berta, manager):
    DeskQualificationFactory(qualification="stalking")
    DeskQualificationFactory(qualification="psychology", is_active=False)
    berta.qualifications = ["stalking"]
    berta.save()
    anna.qualifications = ["psychology"]
    anna.save()
    take_all(referral_ids=[make_referral().pk for _ in range(4)], by=berta, now=NOW)
    stalking, abuse = make_referral(pathway=Pathway.STALKING), make_referral()

    shared(stalking, abuse, by=manager)
    assert (holder(stalking), holder(abuse)) == (berta, anna)

    other = make_referral(pathway=Pathway.STALKING)
    berta.is_active = False
    berta.save()
    outcome = shared(other, by=manager)
    assert (outcome.done, outcome.left) == ([], {other.reference: NOBODY_FITS})
    assert holder(other) is None


def test_a_restricted_referral_goes_only_to_a_coordinator_who_is_named(anna, berta, manager):
    take_all(referral_ids=[make_referral().pk for _ in range(3)], by=berta, now=NOW)
    secret, nobodys = restricted_referral(named=[berta]), restricted_referral()

    outcome = shared(secret, nobodys, by=manager)

    assert holder(secret) == berta
    assert outcome.left == {nobodys.reference: NOBODY_FITS}
    with pytest.raises(Refusal, match="no longer see all"):
        shared(secret, by=anna, words="x")


def test_what_a_coordinator_leaves_behind_goes_to_the_others_with_a_reason(anna, berta, manager):
    mine, ended = make_referral(), make_referral()
    take_all(referral_ids=[mine.pk, ended.pk], by=anna, now=NOW)
    type(ended).objects.filter(pk=ended.pk).update(
        status="declined", ended_at=NOW, ending_code=DECLINE_CODES[0]
    )
    with pytest.raises(Refusal) as refused:
        shared(mine, by=manager, words=" ")
    assert refused.value.field == "words"

    outcome = shared(mine, ended, by=manager, words="Anna left.")

    assert (holder(mine), holder(ended)) == (berta, anna)
    assert outcome.left == {ended.reference: "This referral has ended."}
    assert mine.assignments.get(number=2).words == "Anna left."


def test_what_has_changed_hands_since_the_page_was_drawn_stays(anna, berta, manager):
    referral = make_referral()
    take_all(referral_ids=[referral.pk], by=berta, now=NOW)
    outcome = shared(referral, by=manager, held_by=[None])
    assert holder(referral) == berta
    assert outcome.left == {referral.reference: "Invented Berta has this referral now."}


@pytest.mark.parametrize("role", ["facilitator", "administrator", "agency_referrer"])
def test_other_roles_share_nothing_out(role, anna):
    with pytest.raises(PermissionDenied):
        shared(make_referral(), by=staff(**{role: True}))
