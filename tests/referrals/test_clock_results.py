"""Each clock of a referral ends once, kept or missed, and stands still in a pause."""

import datetime as dt

import pytest

from programmes.models import ClockRule, Closure
from referral_portal.common.dates import end_of_day
from referrals import corrections, delivery, pauses, workflow
from referrals.contacts import record_call, record_contact
from referrals.danger_signs import Level
from referrals.enums import CallOutcome, Clock, ContactHow, ContactWith, EndingCode, Status, Trigger
from referrals.models import ClockResult, Referral
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_person, make_referral, risk_held, staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


def make(**fields) -> Referral:
    """Make a referral whose clocks all run."""
    defaults = {
        "contact_due_at": end_of_day(TODAY + 2 * DAY),
        "due_at": end_of_day(TODAY + 10 * DAY),
        "due_on": TODAY + 10 * DAY,
        "place_due_at": end_of_day(TODAY + 14 * DAY),
    }
    return make_referral(**defaults | fields)


def accept(referral, by, now=NOW):
    programme = ProgrammeVersionFactory(group=True).programme
    workflow.accept(referral_id=referral.pk, programme=programme, words="Agreed.", by=by, now=now)


def decline(referral, by, now=NOW, **step):
    step = {"code": EndingCode.NOT_READY, "words": "Not yet."} | risk_held(now) | step
    workflow.decline(referral_id=referral.pk, by=by, now=now, **step)


def speak(referral, by, now=NOW, result=CallOutcome.REACHED, **contact):
    contact = {"how": ContactHow.PHONED_US} | contact
    record_contact(referral_id=referral.pk, result=result, by=by, now=now, **contact)


def results(referral) -> list[tuple]:
    """The ended clocks of a referral."""
    rows = ClockResult.objects.filter(referral=referral, undone_at=None).order_by("at", "pk")
    return list(rows.values_list("clock", "is_kept"))


@pytest.mark.parametrize(("late", "is_kept"), [(dt.timedelta(0), True), (HOUR, False)])
def test_a_decision_is_kept_until_the_moment_it_is_due(coordinator, late, is_kept):
    accepted, declined = make(), make()

    accept(accepted, coordinator, now=accepted.due_at + late)
    decline(declined, coordinator, now=declined.due_at + late)

    assert results(accepted) == results(declined) == [(Clock.DECISION, is_kept)]
    result = ClockResult.objects.get(referral=accepted)
    assert (result.due_at, result.at) == (accepted.due_at, accepted.due_at + late)


def test_only_a_decision_about_the_person_ends_that_clock(coordinator):
    """A withdrawal is the participant's decision, and a duplicate leaves its date to the other form."""
    person = make_person()
    withdrawn, kept_open = make(), make(person=person)
    copy = make(person=person, due_at=NOW - HOUR, due_on=TODAY)

    workflow.withdraw(
        referral_id=withdrawn.pk, code=EndingCode.SELF_WITHDREW, words="", by=coordinator, now=NOW
    )
    decline(copy, coordinator, code=EndingCode.DUPLICATE, duplicate_of=kept_open.pk)

    assert not ClockResult.objects.exists()
    accept(kept_open, coordinator)
    # The earlier form of the same person was overdue, so the decision is late.
    assert results(kept_open) == [(Clock.DECISION, False)]


def test_an_undone_decision_runs_again_and_the_next_one_counts(coordinator):
    referral = make()
    accept(referral, coordinator)
    corrections.correct(
        referral_id=referral.pk, words="Wrong one.", by=staff(manager=True), now=NOW + HOUR
    )
    assert results(referral) == []

    decline(referral, coordinator, now=referral.due_at + HOUR)

    assert results(referral) == [(Clock.DECISION, False)]
    assert ClockResult.objects.filter(undone_at=NOW + HOUR, is_kept=True).count() == 1


def test_a_place_ends_its_clock_once_even_if_it_is_given_up(coordinator):
    referral = make(status=Status.AWAITING_ALLOCATION)
    given = {"referral_id": referral.pk, "by": coordinator, "follows_from": Trigger.PLACE_GIVEN}
    delivery.allocate(**given, now=NOW)
    delivery.return_to_waiting_list(
        referral_id=referral.pk, words="Moved.", by=coordinator, now=NOW + DAY,
        follows_from=Trigger.PLACE_ENDED,
    )  # fmt: skip
    delivery.allocate(**given, now=NOW + 30 * DAY)

    referral.refresh_from_db()
    assert referral.place_due_at is None
    assert results(referral) == [(Clock.PLACE, True)]


def test_a_conversation_with_the_participant_is_the_first_contact(coordinator):
    referral = make(agency=True)
    speak(referral, coordinator, result=CallOutcome.NO_ANSWER, how=ContactHow.CALLED)
    speak(referral, coordinator, with_whom=ContactWith.REFERRER)
    assert list(Referral.objects.contact_overdue(referral.contact_due_at + HOUR)) == [referral]

    speak(referral, coordinator, now=referral.contact_due_at + HOUR)
    speak(referral, coordinator, now=referral.contact_due_at + 2 * HOUR)

    assert results(referral) == [(Clock.CONTACT, False)]
    assert not Referral.objects.contact_overdue(referral.contact_due_at + DAY).exists()


def test_the_first_session_is_a_first_contact_without_a_call(coordinator):
    referral = make(status=Status.SCHEDULED, place_due_at=None)

    delivery.start(
        referral_id=referral.pk, by=staff(facilitator=True), now=NOW,
        follows_from=Trigger.FIRST_ATTENDANCE,
    )  # fmt: skip

    referral.refresh_from_db()
    assert (referral.contact_due_at, results(referral)) == (None, [(Clock.CONTACT, True)])


def test_each_form_has_a_first_contact_of_its_own(coordinator):
    person = make_person()
    spoken_about, other = make(person=person), make(person=person)

    speak(spoken_about, coordinator)

    assert (results(spoken_about), results(other)) == ([(Clock.CONTACT, True)], [])


def test_a_call_on_a_call_back_is_no_contact_about_a_form(coordinator):
    call_back = CallBackFactory()
    record_call(call_back_id=call_back.pk, result=CallOutcome.REACHED, by=coordinator, now=NOW)

    assert not ClockResult.objects.exists()


def hold(referral, by, now):
    review_on = now.date() + 20 * DAY
    pauses.hold(referral_id=referral.pk, review_on=review_on, words="Ill.", by=by, now=now)


def test_a_hold_stops_the_decision_and_the_place_but_never_the_first_contact(coordinator):
    referral = make(danger_level=Level.NOTED)
    hold(referral, coordinator, NOW)
    hold(referral, coordinator, NOW + DAY)  # a new review date

    pauses.take_off_hold(referral_id=referral.pk, words="", by=coordinator, now=NOW + 7 * DAY)

    before = {"contact_due_at": referral.contact_due_at, "due_at": referral.due_at}
    place = referral.place_due_at
    referral.refresh_from_db()
    assert referral.contact_due_at == before["contact_due_at"]
    assert referral.place_due_at == place + 7 * DAY
    # A week has five working days; the clock goes on after the weekend.
    assert referral.due_at == end_of_day(TODAY + 17 * DAY)
    assert referral.due_on == TODAY + 17 * DAY


def test_a_closure_in_a_pause_takes_no_working_time(coordinator):
    Closure.objects.create(closed_on=TODAY + DAY, reason="Training")
    referral = make()
    hold(referral, coordinator, NOW)

    pauses.take_off_hold(referral_id=referral.pk, words="", by=coordinator, now=NOW + 2 * DAY)

    # One working day of the two that passed: from Friday to Monday.
    referral.refresh_from_db()
    assert referral.due_at == end_of_day(TODAY + 13 * DAY)


def test_the_rule_of_the_day_of_arrival_says_what_pauses(coordinator):
    for days, is_paused in ((0, False), (1, True)):
        ClockRule.objects.create(
            pathway="domestic_abuse", starts_on=TODAY + days * DAY, contact_working_days=2,
            decision_working_days=10, place_days=14, cutoff_hour=17, pauses_on_hold=is_paused,
        )  # fmt: skip
    referral = make()
    hold(referral, coordinator, NOW)

    pauses.take_off_hold(referral_id=referral.pk, words="", by=coordinator, now=NOW + 2 * DAY)

    due = (referral.due_at, referral.place_due_at)
    referral.refresh_from_db()
    assert (referral.due_at, referral.place_due_at) == due


def test_lists_find_what_is_late_and_open():
    late, later = make(place_due_at=NOW - HOUR, contact_due_at=None), make()
    make(
        place_due_at=NOW - HOUR, contact_due_at=NOW - HOUR, status=Status.DECLINED, ended_at=NOW,
        ending_code=EndingCode.NOT_READY,
    )  # fmt: skip

    assert list(Referral.objects.place_overdue(NOW)) == [late]
    assert list(Referral.objects.contact_overdue(NOW)) == []
    assert later.place_due_at > NOW
