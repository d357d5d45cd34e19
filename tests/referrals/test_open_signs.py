"""A same-day sign is closed by a conversation with the participant or by a reason, and never by itself."""

import datetime as dt

import pytest

from referral_portal.common.refusals import Refusal
from referrals import pauses, workflow
from referrals.contacts import record_contact
from referrals.danger_checks import found_on, record_danger
from referrals.enums import CallOutcome, ContactHow, ContactWith, EndingCode, MatchAnswer, Status
from referrals.joining import answer_pair
from referrals.models import ClosedSign, ContactLog, Referral
from referrals.open_signs import Heard, open_signs
from referrals.transitions import TransitionNotAllowed
from tests.factories.desk import NOW, make_referral, risk_held, staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SUICIDE = {"you": {"own_safety": "yes"}}
BOTH = {**SUICIDE, "what": {"behaviours": ["choked"]}}
CALLED = Heard(how=ContactHow.CALLED)


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


def in_danger(answers=BOTH, **fields) -> Referral:
    """Make a self-referral with same-day signs of danger."""
    referral = make_referral(answers=answers, needs_prompt_call=True, **fields)
    record_danger(referral=referral, signs=found_on(referral), now=NOW)
    return referral


def codes(referral, by) -> list[str]:
    """The codes of the open signs of the person."""
    return [one.sign.code for one in open_signs(referral, by)]


def call(referral, by, result=CallOutcome.REACHED, **answers):
    """Record a call on `referral`."""
    return record_contact(
        referral_id=referral.pk, how=ContactHow.CALLED, result=result, by=by, now=NOW, **answers
    )


def keys(referral, by, *wanted) -> list[str]:
    """The keys of the open signs with these codes."""
    return [one.key for one in open_signs(referral, by) if one.sign.code in wanted]


def accept(referral, by, heard=None):
    return workflow.accept(
        referral_id=referral.pk,
        programme=ProgrammeVersionFactory().programme,
        words="Agreed.",
        heard=heard,
        by=by,
        now=NOW,
    )


def decline(referral, by, heard=None, code=EndingCode.NOT_READY):
    return workflow.decline(
        referral_id=referral.pk,
        code=code,
        words="Not yet.",
        heard=heard,
        by=by,
        now=NOW,
        **risk_held(),
    )


def withdraw(referral, by, heard=None, code=EndingCode.SELF_WITHDREW):
    return workflow.withdraw(
        referral_id=referral.pk, code=code, words="", heard=heard, by=by, now=NOW
    )


def hold(referral, by, heard=None):
    return pauses.hold(
        referral_id=referral.pk,
        review_on=NOW.date() + dt.timedelta(days=3),
        words="Ill.",
        heard=heard,
        by=by,
        now=NOW,
    )


DECISIONS = [accept, decline, withdraw, hold]


def test_call_soon_is_open_even_where_no_table_has_found_it(coordinator):
    referral = make_referral(needs_prompt_call=True)

    assert codes(referral, coordinator) == ["suicide"]


def test_a_conversation_closes_the_signs_that_were_spoken_about_and_no_other(coordinator):
    referral = in_danger()
    assert codes(referral, coordinator) == ["strangled", "suicide"]

    spoke = call(referral, coordinator, signs=keys(referral, coordinator, "suicide"))

    assert codes(referral, coordinator) == ["strangled"]
    assert ClosedSign.objects.get().contact == spoke
    referral.refresh_from_db()
    assert not referral.needs_prompt_call


@pytest.mark.parametrize(
    "result", [result for result in CallOutcome if result != CallOutcome.REACHED]
)
def test_a_try_that_did_not_reach_the_participant_closes_nothing(coordinator, result):
    referral = in_danger()
    referral.participant.may_leave_message = True
    referral.participant.save()

    with pytest.raises(Refusal, match="only after you spoke"):
        call(
            referral,
            coordinator,
            result,
            signs=keys(referral, coordinator, "suicide"),
            next_try_at=NOW,
        )

    assert codes(referral, coordinator) == ["strangled", "suicide"]


def test_a_conversation_with_the_referrer_closes_nothing(coordinator):
    referral = in_danger(agency=True)

    call(
        referral,
        coordinator,
        with_whom=ContactWith.REFERRER,
        signs=keys(referral, coordinator, "suicide"),
    )

    assert codes(referral, coordinator)
    assert not ClosedSign.objects.exists()


def test_a_try_in_vain_with_an_open_sign_needs_the_next_one(coordinator):
    referral = in_danger()

    with pytest.raises(Refusal, match="when you will try again"):
        call(referral, coordinator, CallOutcome.NO_ANSWER)

    call(referral, coordinator, CallOutcome.NO_ANSWER, next_try_at=NOW)
    call(make_referral(), coordinator, CallOutcome.NO_ANSWER)


@pytest.mark.parametrize("decide", DECISIONS)
@pytest.mark.parametrize("heard", [None, Heard(), Heard(reason="  ")])
def test_nothing_is_decided_while_nobody_has_spoken_to_the_participant(coordinator, decide, heard):
    referral = in_danger()

    with pytest.raises(TransitionNotAllowed, match="whether you have spoken"):
        decide(referral, coordinator, heard)

    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE
    assert referral.needs_prompt_call


@pytest.mark.parametrize("decide", DECISIONS)
def test_a_decision_with_the_call_records_it_and_closes_every_sign(coordinator, decide):
    referral = in_danger()

    decided = decide(referral, coordinator, CALLED)

    assert decided.status != Status.AWAITING_TRIAGE
    spoke = ContactLog.objects.get()
    assert (spoke.referral_id, spoke.result, spoke.by) == (
        referral.pk, CallOutcome.REACHED, coordinator,
    )  # fmt: skip
    assert {one.contact for one in ClosedSign.objects.all()} == {spoke}
    assert codes(referral, coordinator) == []
    assert not Referral.objects.get().needs_prompt_call


def test_a_decision_with_a_reason_keeps_the_reason_and_records_no_call(coordinator):
    referral = in_danger()

    accept(referral, coordinator, Heard(reason="In hospital: the ward knows."))

    assert {one.words for one in ClosedSign.objects.all()} == {"In hospital: the ward knows."}
    assert not ContactLog.objects.exists()


def test_after_the_call_a_decision_asks_for_nothing_more(coordinator):
    referral = in_danger()
    call(referral, coordinator, signs=keys(referral, coordinator, "suicide", "strangled"))

    assert accept(referral, coordinator).status == Status.AWAITING_ALLOCATION


def test_a_form_without_a_same_day_sign_asks_for_nothing(coordinator):
    assert accept(make_referral(), coordinator, CALLED).status == Status.AWAITING_ALLOCATION
    assert not ContactLog.objects.exists()


def test_the_sign_of_one_form_is_asked_for_on_every_form_of_the_person(coordinator):
    first, second = in_danger(SUICIDE, name="Sam Example"), make_referral(name="Samuel Example")
    assert codes(second, coordinator) == []
    pair = (first.participant_id, second.participant_id)
    answer_pair(pair=pair, answer=MatchAnswer.SAME, by=coordinator, now=NOW)

    with pytest.raises(TransitionNotAllowed):
        accept(second, coordinator)
    accept(second, coordinator, CALLED)

    assert codes(first, coordinator) == []
    assert not Referral.objects.get(pk=first.pk).needs_prompt_call


def test_the_sign_of_a_duplicate_stays_open_on_the_form_that_stays_open(coordinator):
    first = in_danger(SUICIDE)
    second = make_referral(person=first.participant)

    workflow.withdraw(
        referral_id=first.pk,
        code=EndingCode.DUPLICATE,
        duplicate_of=second.pk,
        words="",
        by=coordinator,
        now=NOW,
    )

    assert not ClosedSign.objects.exists()
    assert codes(second, coordinator) == ["suicide"]
    with pytest.raises(TransitionNotAllowed):
        accept(second, coordinator)


@pytest.mark.parametrize("decide", [decline, withdraw])
def test_after_a_death_nobody_is_asked_to_call(coordinator, decide):
    referral = in_danger()
    other = in_danger(person=referral.participant)

    decide(referral, coordinator, code=EndingCode.DIED)

    assert not ClosedSign.objects.exists()
    assert codes(other, coordinator) == []
