"""Forms of a burst are set aside by their names only, and brought back exactly as they were."""

import datetime as dt
import random

import pytest
from django.core.exceptions import PermissionDenied
from django.core.serializers import serialize

from cohorts.models import Cohort
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import duplicates, workflow
from referrals.danger_signs import DANGER_VERSION
from referrals.models import (
    CallBack,
    Participant,
    PossibleMatch,
    Referral,
    SetAsideChange,
    StatusChange,
)
from referrals.notifications import receipt
from referrals.setting_aside import bring_back, set_aside
from referrals.transitions import TransitionNotAllowed
from tests.factories.bursts import make_burst, make_form
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.restricted import restricted_referral

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=2)


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


def put_aside(forms, by, reason="The same words 40 times."):
    return set_aside(referral_ids=[one.pk for one in forms], reason=reason, by=by, now=LATER)


def in_queue(user) -> set:
    return {one.pk for one in Referral.objects.visible_to(user).in_work()}


def test_what_is_set_aside_leaves_the_queue_and_says_who_and_why(coordinator):
    kept, *others = make_burst(3)
    put_aside(others, coordinator)
    assert in_queue(coordinator) == {kept.pk}
    changes = SetAsideChange.objects.filter(referral__in=others)
    assert {(one.reason, one.by, one.at) for one in changes} == {
        ("The same words 40 times.", coordinator, LATER)
    }
    event = AuditEvent.objects.get(action="referral.set_aside")
    assert set(event.data["referrals"]) == {str(one.pk) for one in others}
    assert Referral.objects.count() == 3, "nothing is deleted"


def alone() -> dict[str, Referral]:
    """Each kind of form that must be read by itself."""
    called = make_form()
    CallBack.objects.create(
        name="Invented Person",
        phone="01632960123",
        district=called.district,
        received_at=NOW,
        referral=called,
        status="referred",
    )
    begun = make_form()
    begun.version = 2
    begun.save()
    return {
        "an agency sent it": make_referral(agency=True, danger_version=DANGER_VERSION),
        "it has a sign of danger": make_form(danger_level=3),
        "its signs of danger have not been read yet": make_form(danger_version=DANGER_VERSION - 1),
        "the participant needs a call soon": make_form(needs_prompt_call=True),
        "only named people see it": restricted_referral(danger_version=DANGER_VERSION),
        "work on it has begun": begun,
        "work on it has begun.": called,
    }


def test_what_must_be_read_by_itself_keeps_all_of_them_in_the_queue():
    manager = staff(manager=True)
    harmless = make_form()
    for words, one in alone().items():
        with pytest.raises(Refusal, match=words) as refused:
            put_aside([harmless, one], manager)
        assert one.reference in str(refused.value)
    assert not SetAsideChange.objects.exists()
    assert put_aside([harmless], manager) == [harmless]


def test_only_the_desk_sets_aside_and_says_why(coordinator):
    forms = make_burst(2)
    with pytest.raises(Refusal, match="Say why"):
        put_aside(forms, coordinator, reason="  ")
    for other in (staff(agency_referrer=True), staff(facilitator=True), staff(auditor=True)):
        with pytest.raises(PermissionDenied):
            put_aside(forms, other)
        with pytest.raises(PermissionDenied):
            bring_back(by=other, now=LATER)
    assert not Referral.objects.set_aside().exists()


def test_a_restricted_form_that_does_not_name_the_user_is_not_given_away(coordinator):
    with pytest.raises(Refusal) as hidden:
        put_aside([make_form(), restricted_referral()], coordinator)
    assert "named people" not in str(hidden.value)


def test_a_second_time_changes_nothing(coordinator):
    forms = make_burst(2)
    put_aside(forms[:1], coordinator)
    assert put_aside(forms, staff(manager=True)) == [forms[1]]
    assert SetAsideChange.objects.count() == 2


def test_nobody_decides_about_it_until_it_is_back(coordinator):
    (form,) = make_burst(1)
    put_aside([form], coordinator)
    with pytest.raises(TransitionNotAllowed, match="set aside"):
        workflow.request_information(
            referral_id=form.pk, question="Which?", by=coordinator, now=LATER
        )
    bring_back(by=coordinator, now=LATER)
    workflow.request_information(referral_id=form.pk, question="Which?", by=coordinator, now=LATER)
    assert StatusChange.objects.get(referral=form).verb == "request_information"


def test_a_sign_of_danger_that_is_found_later_puts_it_back_into_the_queue(coordinator):
    (form,) = make_burst(1)
    put_aside([form], coordinator)
    Referral.objects.update(danger_level=3)
    assert in_queue(coordinator) == {form.pk}


def test_it_holds_up_no_decision_about_the_person_whom_it_names(coordinator):
    real = make_referral()
    (form,) = make_burst(1)
    PossibleMatch.objects.create(
        first=real.participant, second=form.participant, score=90, found_at=NOW
    )
    # The control: in the queue it does.
    with pytest.raises(TransitionNotAllowed):
        duplicates.check_decided(real, coordinator)
    assert PossibleMatch.objects.undecided().in_work().exists()
    put_aside([form], coordinator)
    duplicates.check_decided(real, coordinator)
    assert not PossibleMatch.objects.undecided().in_work().exists()


def test_its_messages_wait_and_leave_when_it_is_back(coordinator):
    (form,) = make_burst(1)
    receipt(form, now=NOW)
    put_aside([form], coordinator)

    def clock():
        return LATER + dt.timedelta(days=3)

    drain(clock=clock)
    to_participant = OutgoingMessage.objects.filter(audience=Audience.PARTICIPANT)
    assert {one.status for one in to_participant} == {MessageStatus.RENDERED}
    bring_back(by=coordinator, now=LATER)
    drain(clock=clock)
    assert {one.status for one in to_participant.all()} == {MessageStatus.SENT}


def picture() -> dict[str, str]:
    """Every row that the desk and the outbox have about referrals, without history and audit."""
    models = (Referral, Participant, StatusChange, OutgoingMessage, PossibleMatch, CallBack, Cohort)
    return {model.__name__: serialize("json", model.objects.order_by("pk")) for model in models}


@pytest.mark.parametrize("seed", range(6))
def test_aside_and_back_in_any_order_gives_exactly_what_was(seed, coordinator):
    chance = random.Random(seed)
    forms = make_burst(5)
    for form in forms:
        receipt(form, now=NOW)
    PossibleMatch.objects.create(
        first=forms[0].participant, second=forms[1].participant, score=90, found_at=NOW
    )
    before, queue = picture(), in_queue(coordinator)
    for _ in range(12):
        some = chance.sample(forms, chance.randint(1, 4))
        if chance.random() < 0.5:
            put_aside(some, coordinator)
        else:
            bring_back(by=coordinator, now=LATER, referral_ids=[one.pk for one in some])
        assert in_queue(coordinator) == {
            one.pk for one in Referral.objects.filter(set_aside_at=None)
        }
    bring_back(by=coordinator, now=LATER)
    assert picture() == before
    assert in_queue(coordinator) == queue
