"""The turn on the waiting list, and the contacts that a participant has while waiting."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import OperationalError
from django.db.models import QuerySet

from deploy import prepare
from referral_portal.common.dates import at_local, end_of_day
from referrals import delivery, waiting, workflow
from referrals.contacts import record_contact
from referrals.enums import (
    AttendanceBasis,
    CallOutcome,
    ContactHow,
    ContactWith,
    EndingCode,
    Status,
    Trigger,
)
from referrals.models import Referral
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
DAY = dt.timedelta(days=1)
TODAY = NOW.date()
WAITING = {"status": Status.AWAITING_ALLOCATION}
SOON, LATER = TODAY + 90 * DAY, TODAY + 900 * DAY


def ordered(ends_on, basis=AttendanceBasis.REHABILITATION_ACTIVITY, **fields) -> Referral:
    """A referral that says when both kinds of order end: a sentence on `ends_on`."""
    answers = {
        "sentence": {"sentence_ends_on": ends_on and ends_on.isoformat()},
        "orders": {"civil_order_ends_on": LATER.isoformat()},
    }
    return make_referral(attendance_basis=basis, answers=answers, **fields)


def speak(referral, by, now=NOW, result=CallOutcome.REACHED, **contact):
    record_contact(
        referral_id=referral.pk, how=ContactHow.CALLED, result=result, by=by, now=now, **contact
    )


@pytest.mark.parametrize(
    ("ends_on", "basis", "expected"),
    [
        (SOON, AttendanceBasis.REHABILITATION_ACTIVITY, SOON - dt.timedelta(weeks=52)),
        # A participant who attends by choice has no order that could end too early.
        (SOON, AttendanceBasis.VOLUNTARY, None),
        # This order has an end of its own, which is far away.
        (SOON, AttendanceBasis.STALKING_PROTECTION_ORDER, None),
        (LATER, AttendanceBasis.REHABILITATION_ACTIVITY, None),
        (TODAY - DAY, AttendanceBasis.REHABILITATION_ACTIVITY, None),
        (None, AttendanceBasis.REHABILITATION_ACTIVITY, None),
    ],
)
def test_only_an_order_that_ends_before_long_moves_a_turn(ends_on, basis, expected):
    referral = ordered(ends_on, basis)
    found = waiting.counts_from(referral, TODAY)
    assert found == (at_local(expected, dt.time()) if expected else referral.submitted_at)


def test_a_long_wait_is_never_overtaken_by_its_own_order():
    referral = ordered(SOON, submitted_at=NOW - 500 * DAY)
    assert waiting.counts_from(referral, TODAY) == referral.submitted_at


def test_the_columns_are_full_on_the_waiting_list_alone():
    by, referral = staff(coordinator=True), make_referral()
    programme = ProgrammeVersionFactory(group=True).programme

    workflow.accept(referral_id=referral.pk, programme=programme, words="Yes.", by=by, now=NOW)
    referral.refresh_from_db()
    assert referral.turn_at == referral.submitted_at
    assert referral.holding_due_at == end_of_day(TODAY + 14 * DAY)

    delivery.allocate(
        referral_id=referral.pk, follows_from=Trigger.PLACE_GIVEN, has_started=False, by=by, now=NOW
    )
    referral.refresh_from_db()
    assert (referral.turn_at, referral.holding_due_at) == (None, None)

    delivery.return_to_waiting_list(
        referral_id=referral.pk, words="Other days.", follows_from=Trigger.PLACE_ENDED, by=by,
        now=NOW + DAY,
    )  # fmt: skip
    referral.refresh_from_db()
    assert referral.turn_at == referral.submitted_at
    assert referral.holding_due_at == end_of_day(TODAY + 15 * DAY)


def test_a_conversation_moves_the_next_contact_on_every_form_of_the_person():
    by, due = staff(coordinator=True), end_of_day(TODAY)
    referral = make_referral(holding_due_at=due, **WAITING)
    other = make_referral(person=referral.participant, holding_due_at=due, **WAITING)
    elsewhere = make_referral(person=referral.participant)
    stranger = make_referral(holding_due_at=due, **WAITING)

    speak(referral, by)

    rows = (referral, other, elsewhere, stranger)
    for row in rows:
        row.refresh_from_db()
    later = end_of_day(TODAY + 14 * DAY)
    assert [row.holding_due_at for row in rows] == [later, later, None, due]


def test_a_form_that_another_user_is_changing_keeps_its_date(monkeypatch):
    by, due = staff(coordinator=True), end_of_day(TODAY)
    referral = make_referral(holding_due_at=due, **WAITING)
    other = make_referral(person=referral.participant, holding_due_at=due, **WAITING)
    lock = QuerySet.select_for_update

    def in_use(rows, *args, nowait=False, **how):
        if nowait:
            raise OperationalError("could not obtain lock on row")
        return lock(rows, *args, **how)

    monkeypatch.setattr(QuerySet, "select_for_update", in_use)
    speak(referral, by)

    for row in (referral, other):
        row.refresh_from_db()
    assert referral.holding_due_at == end_of_day(TODAY + 14 * DAY)
    assert other.holding_due_at == due


@pytest.mark.parametrize(
    "contact", [{"result": CallOutcome.NO_ANSWER}, {"with_whom": ContactWith.REFERRER}]
)
def test_a_try_and_a_word_with_the_referrer_are_no_contact_with_the_participant(contact):
    referral = make_referral(agency=True, holding_due_at=end_of_day(TODAY), **WAITING)
    speak(referral, staff(coordinator=True), **contact)
    referral.refresh_from_db()
    assert referral.holding_due_at == end_of_day(TODAY)


def test_nobody_is_to_speak_to_a_participant_who_has_died_or_has_a_place():
    due = end_of_day(TODAY)
    late = make_referral(holding_due_at=due, **WAITING)
    make_referral(holding_due_at=due + DAY, **WAITING)
    silent = make_referral(holding_due_at=due, **WAITING)
    make_referral(
        person=silent.participant, status=Status.WITHDRAWN, ended_at=NOW,
        ending_code=EndingCode.DIED,
    )  # fmt: skip
    make_referral(holding_due_at=due, status=Status.ON_PROGRAMME)

    assert list(Referral.objects.holding_due(due)) == [late]


def test_participants_who_wait_already_get_a_turn_and_a_day_for_the_next_contact():
    given = WAITING | {"turn_at": None}
    ends_on = dt.date.today() + 30 * DAY
    late, spoken_to, decided = ordered(ends_on, **given), make_referral(**given), make_referral()
    speak(spoken_to, staff(coordinator=True), now=NOW + 3 * DAY)
    Referral.objects.update(holding_due_at=None)

    import_module("referrals.migrations.0044_waiting_list").fill(apps, None)

    for row in (late, spoken_to, decided):
        row.refresh_from_db()
    assert late.turn_at == at_local(ends_on - dt.timedelta(weeks=52), dt.time())
    assert late.holding_due_at == end_of_day(TODAY + 14 * DAY)
    assert spoken_to.turn_at == spoken_to.submitted_at
    assert spoken_to.holding_due_at == end_of_day(TODAY + 17 * DAY)
    assert (decided.turn_at, decided.holding_due_at) == (None, None)


def test_other_weeks_move_everyone_on_the_list_whose_order_still_runs(settings):
    first = at_local(SOON - dt.timedelta(weeks=52), dt.time())
    running, voluntary = ordered(SOON, turn_at=first, **WAITING), make_referral(**WAITING)
    over = ordered(TODAY - DAY, turn_at=NOW - 300 * DAY, **WAITING)
    placed = ordered(SOON, status=Status.SCHEDULED)
    settings.WAITING = settings.WAITING | {"order_weeks": 60}

    assert waiting.follow_order_weeks(now=NOW) == 1
    assert waiting.follow_order_weeks(now=NOW) == 0

    for row in (running, voluntary, over, placed):
        row.refresh_from_db()
    assert running.turn_at == at_local(SOON - dt.timedelta(weeks=60), dt.time())
    assert voluntary.turn_at == voluntary.submitted_at
    assert over.turn_at == NOW - 300 * DAY
    assert placed.turn_at is None


def test_a_row_that_was_changed_meanwhile_is_left_alone(settings, monkeypatch):
    running = ordered(SOON, turn_at=NOW, **WAITING)
    counted = waiting.counts_from

    def and_another_user_changes_it(referral, today):
        Referral.objects.filter(pk=referral.pk).update(version=referral.version + 1)
        return counted(referral, today)

    monkeypatch.setattr(waiting, "counts_from", and_another_user_changes_it)
    assert waiting.follow_order_weeks(now=NOW) == 0
    running.refresh_from_db()
    assert running.turn_at == NOW


def test_the_turns_follow_the_setting_whenever_the_service_starts(settings, monkeypatch):
    done = []
    settings.HAS_PORTAL = True
    monkeypatch.setattr(prepare, "call_command", lambda name, *_, **__: done.append(name))
    monkeypatch.setattr(prepare, "recognise_restore", lambda force: done.append("restores"))
    monkeypatch.setattr(waiting, "follow_order_weeks", lambda now: done.append("turns"))

    prepare.main()

    assert done.index("migrate") < done.index("turns") < done.index("restores")
