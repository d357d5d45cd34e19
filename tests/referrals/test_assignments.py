"""Who works on a referral: taking, handing over one or many, and what is refused."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referrals import workflow
from referrals.assignments import (
    AssignedMeanwhile,
    assignment_number,
    hand_over,
    hand_over_all,
    take,
    take_all,
)
from referrals.enums import DECLINE_CODES
from referrals.models import Assignment, Referral
from referrals.workload import coordinators
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.restricted import restricted_referral

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=2)


@pytest.fixture
def anna():
    return staff(coordinator=True, last_name="Anna")


@pytest.fixture
def berta():
    return staff(coordinator=True, last_name="Berta")


@pytest.fixture
def manager():
    return staff(manager=True)


def holder(referral):
    referral.refresh_from_db()
    return referral.assigned_to


def ended(**fields) -> Referral:
    return make_referral(status="declined", ended_at=NOW, ending_code=DECLINE_CODES[0], **fields)


def history(referral) -> list:
    rows = referral.assignments.order_by("number")
    return list(rows.values_list("number", "how", "user", "by", "words"))


def test_a_coordinator_takes_a_referral_once(anna):
    referral = make_referral()
    take(referral_id=referral.pk, by=anna, now=NOW)
    take(referral_id=referral.pk, by=anna, now=LATER)

    assert holder(referral) == anna
    assert referral.assigned_at == NOW
    assert history(referral) == [(1, "taken", anna.pk, anna.pk, "")]
    assert AuditEvent.objects.get(action="referral.take").target_id == str(referral.pk)


def test_what_a_colleague_has_is_not_taken(anna, berta):
    referral = make_referral()
    take(referral_id=referral.pk, by=anna, now=NOW)
    with pytest.raises(Refusal, match="Invented Anna has this referral since 1 December 2026"):
        take(referral_id=referral.pk, by=berta, now=NOW)
    assert holder(referral) == anna


def test_to_have_a_referral_is_no_right(anna, berta):
    referral = make_referral()
    take(referral_id=referral.pk, by=anna, now=NOW)
    question = {"question": "Which district?", "version": referral.version}
    workflow.request_information(referral_id=referral.pk, by=berta, now=NOW, **question)
    assert holder(referral) == anna


def test_it_is_handed_over_and_the_history_says_by_whom_and_why(anna, berta, manager):
    referral = make_referral()
    take(referral_id=referral.pk, by=anna, now=NOW)
    hand_over(referral_id=referral.pk, to=berta, by=anna, now=NOW)
    with pytest.raises(Refusal, match="Say why Invented Berta hands it over") as refused:
        hand_over(referral_id=referral.pk, to=anna, words=" ", by=manager, now=NOW)
    assert refused.value.field == "words"
    hand_over(referral_id=referral.pk, to=anna, words="Berta is ill.", by=manager, now=LATER)

    assert history(referral) == [
        (1, "taken", anna.pk, anna.pk, ""),
        (2, "handed_over", berta.pk, anna.pk, ""),
        (3, "handed_over", anna.pk, manager.pk, "Berta is ill."),
    ]
    assert (holder(referral), referral.assigned_at) == (anna, LATER)
    events = AuditEvent.objects.filter(action="referral.hand_over").order_by("id")
    assert [event.data for event in events] == [{"user": berta.pk}, {"user": anna.pk}]


def test_a_page_from_before_the_last_hand_over_changes_nothing(anna, berta, manager):
    referral = make_referral()
    read = assignment_number(referral)
    take(referral_id=referral.pk, by=anna, now=NOW, version=read)
    with pytest.raises(AssignedMeanwhile, match="Invented Anna has it now"):
        hand_over(
            referral_id=referral.pk, to=berta, words="To share.", by=manager, now=NOW, version=read
        )
    assert holder(referral) == anna


def test_only_a_coordinator_who_works_here_gets_a_referral(anna, manager):
    referral = make_referral()
    gone = staff(coordinator=True, is_active=False)
    for user in (manager, staff(facilitator=True), gone):
        with pytest.raises(Refusal, match="Choose a coordinator") as refused:
            hand_over(referral_id=referral.pk, to=user, by=manager, now=NOW)
        assert refused.value.field == "to"
    assert list(coordinators()) == [anna]


def test_what_has_ended_is_neither_taken_nor_handed_over(anna, berta):
    referral = ended()
    with pytest.raises(Refusal, match="has ended"):
        take(referral_id=referral.pk, by=anna, now=NOW)
    with pytest.raises(Refusal, match="has ended"):
        hand_over(referral_id=referral.pk, to=berta, by=anna, now=NOW)


@pytest.mark.parametrize("role", ["facilitator", "agency_referrer", "auditor", "administrator"])
def test_other_roles_change_nothing(role, anna):
    referral, other = make_referral(), staff(**{role: True})
    for verb, more in (
        (take, {"referral_id": referral.pk}),
        (take_all, {"referral_ids": [referral.pk]}),
        (hand_over, {"referral_id": referral.pk, "to": anna}),
        (hand_over_all, {"referral_ids": [referral.pk], "to": anna, "words": "x"}),
    ):
        with pytest.raises(PermissionDenied):
            verb(by=other, now=NOW, **more)
    assert not Assignment.objects.exists()


def test_a_manager_takes_nothing(manager):
    with pytest.raises(PermissionDenied):
        take(referral_id=make_referral().pk, by=manager, now=NOW)


def test_a_restricted_referral_goes_only_to_a_coordinator_who_is_named(anna, berta, manager):
    restricted = restricted_referral(named=[anna])
    with pytest.raises(PermissionDenied):
        take(referral_id=restricted.pk, by=berta, now=NOW)
    with pytest.raises(Refusal, match="Only people named"):
        hand_over(referral_id=restricted.pk, to=berta, by=manager, now=NOW)
    hand_over(referral_id=restricted.pk, to=anna, by=manager, now=NOW)
    assert holder(restricted) == anna


def test_many_are_taken_that_nobody_has(anna, berta):
    free, own, others, over = make_referral(), make_referral(), make_referral(), ended()
    take(referral_id=own.pk, by=anna, now=NOW)
    take(referral_id=others.pk, by=berta, now=NOW)
    outcome = take_all(
        referral_ids=[one.pk for one in (free, own, others, over)], by=anna, now=LATER
    )

    assert outcome.done == [free]
    assert set(outcome.left) == {others.reference, over.reference}
    assert [holder(one) for one in (free, own, others)] == [anna, anna, berta]
    event = AuditEvent.objects.get(target_id="assigned")
    assert (event.action, event.data["referrals"]) == ("referral.take", [str(free.pk)])


def test_many_are_handed_over_with_one_reason(anna, berta, manager):
    mine, nobodys, over = make_referral(), make_referral(), ended()
    secret = restricted_referral(named=[anna])
    take_all(referral_ids=[mine.pk, secret.pk], by=anna, now=NOW)
    ids = [one.pk for one in (mine, nobodys, over, secret)]
    with pytest.raises(Refusal) as refused:
        hand_over_all(referral_ids=ids, to=berta, words=" ", by=manager, now=LATER)
    assert refused.value.field == "words"

    outcome = hand_over_all(referral_ids=ids, to=berta, words="Anna left.", by=manager, now=LATER)

    assert set(outcome.done) == {mine, nobodys}
    assert outcome.left[over.reference] == "This referral has ended."
    assert "Only people named" in outcome.left[secret.reference]
    assert history(mine)[-1] == (2, "handed_over", berta.pk, manager.pk, "Anna left.")
    assert history(nobodys) == [(1, "handed_over", berta.pk, manager.pk, "Anna left.")]
    assert (holder(mine), holder(nobodys), holder(secret)) == (berta, berta, anna)


def test_many_are_handed_over_only_by_a_user_who_sees_all_of_them(anna, berta):
    seen, secret = make_referral(), restricted_referral(named=[berta])
    with pytest.raises(Refusal, match="no longer see all"):
        hand_over_all(referral_ids=[seen.pk, secret.pk], to=berta, words="x", by=anna, now=NOW)
    assert holder(seen) is None


def test_the_number_of_queries_does_not_grow_with_the_referrals(anna, django_assert_num_queries):
    assert anna.roles
    assert anna.has_perm("referrals.triage_referral")
    few, many = ([make_referral().pk for _ in range(count)] for count in (2, 12))
    take_all(referral_ids=[make_referral().pk], by=anna, now=NOW)
    with django_assert_num_queries(7):
        take_all(referral_ids=few, by=anna, now=NOW)
    with django_assert_num_queries(7):
        take_all(referral_ids=many, by=anna, now=NOW)
