"""A complaint: recorded by the desk, read and settled only by a manager whom it does not name."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from referral_portal.common.refusals import Refusal
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.sealing.models import SealedEnvelope
from referrals.complaints import can_be_named, record_complaint, settle_complaint
from referrals.models import Complaint
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_referral
from tests.factories.restricted import restricted_referral
from tests.factories.reviews import make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


@pytest.fixture
def manager():
    return UserFactory(manager=True)


def complain(referral, by, **changes):
    asked = {"made_by": "participant", "words": "Nobody rang.", "about": []} | changes
    return record_complaint(referral_id=referral.pk, by=by, now=NOW, **asked)


def settle(complaint, by, **changes):
    asked = {"outcome": "partly", "reasons": "One call was late."} | changes
    return settle_complaint(complaint_id=complaint.pk, by=by, now=NOW, **asked)


def seen(user):
    return Complaint.objects.visible_to(user).count()


def test_those_it_names_and_other_users_do_not_see_that_there_is_a_complaint(coordinator, manager):
    named = UserFactory(manager=True)
    complain(make_referral(), coordinator, about=[named.pk, coordinator.pk])

    assert seen(manager) == 1
    for user in (named, coordinator, UserFactory(facilitator=True), UserFactory(auditor=True)):
        assert seen(user) == 0


def test_it_starts_a_clock_and_tells_the_link_worker(coordinator, manager):
    referral = make_referral()
    sealed = SealedEnvelope.objects.count()

    complaint = complain(referral, coordinator)

    # Twenty working days after Tuesday 1 December, without the two days of Christmas and New Year.
    assert complaint.due_at.date() == dt.date(2026, 12, 31)
    assert SealedEnvelope.objects.count() == sealed + 1


def test_nothing_is_stored_where_no_manager_is_left_to_read_it(coordinator, manager):
    with pytest.raises(Refusal, match="head of the service") as refused:
        complain(make_referral(), coordinator, about=[manager.pk])

    assert refused.value.field == "about"
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": " "}, "words"),
        ({"made_by": "nobody"}, "made_by"),
        ({"made_by": "referrer"}, "made_by"),
        ({"about": [0]}, "about"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(coordinator, manager, changes, field):
    with pytest.raises(Refusal) as refused:
        complain(make_referral(), coordinator, **changes)

    assert refused.value.field == field


def test_only_staff_can_be_named_and_only_the_desk_records(coordinator):
    assert coordinator in can_be_named()
    assert UserFactory(agency_referrer=True) not in can_be_named()
    for trait in ("facilitator", "agency_referrer", "auditor"):
        with pytest.raises(PermissionDenied):
            complain(make_referral(), UserFactory(**{trait: True}))
    with pytest.raises(PermissionDenied):
        complain(restricted_referral(), coordinator)


@pytest.mark.parametrize("made_by", ["participant", "referrer"])
def test_those_who_complained_are_asked_to_call_after_the_release(coordinator, manager, made_by):
    complaint = complain(make_referral(agency=True), coordinator, made_by=made_by)

    receipt = OutgoingMessage.objects.get()
    assert (receipt.event, receipt.status) == (f"complaint_{made_by}", "waiting_release")
    assert "We will reply by 31 December 2026." in receipt.body
    assert "Nobody rang" not in receipt.body
    settle(complaint, manager)

    receipt.refresh_from_db()
    assert (receipt.status, receipt.cancelled_because) == ("cancelled", "overtaken")
    message = OutgoingMessage.objects.exclude(pk=receipt.pk).get()
    assert (message.event, message.status) == (f"answered_{made_by}", "waiting_release")
    with pytest.raises(Refusal, match="settled already"):
        settle(complaint, manager)


@pytest.mark.parametrize(
    ("made_by", "outcome"), [("other", "upheld"), ("participant", "withdrawn")]
)
def test_nothing_is_sent_to_others_or_about_one_that_is_withdrawn(
    coordinator, manager, made_by, outcome
):
    settle(complain(make_referral(), coordinator, made_by=made_by), manager, outcome=outcome)

    assert not OutgoingMessage.objects.exclude(status="cancelled").exists()


@pytest.mark.parametrize("missing", [{"reasons": " "}, {"outcome": "perhaps"}])
def test_a_result_needs_reasons_and_is_one_of_the_list(coordinator, manager, missing):
    with pytest.raises(Refusal):
        settle(complain(make_referral(), coordinator), manager, **missing)


def test_nobody_settles_a_complaint_that_names_them(coordinator, manager):
    named = UserFactory(manager=True)
    complaint = make_complaint(make_referral(), about=[named])

    for by in (named, coordinator):
        with pytest.raises(PermissionDenied):
            settle(complaint, by)
    hidden = make_complaint(restricted_referral(answers={}))
    hidden.referral.named_users.exclude(user=named).delete()
    with pytest.raises(PermissionDenied):
        settle(hidden, manager)
