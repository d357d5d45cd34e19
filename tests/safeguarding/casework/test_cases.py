"""The verbs of a case: each refuses with words and the field that they are about."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from referrals.models import Referral
from safeguarding.casework.cases import (
    add_contact_note,
    can_be_told,
    close_alert,
    confirm_safe_contact,
    give_case,
    handle_alert,
    reached_since,
    reaches_participant,
    retire_safe_contact,
    take_case,
)
from safeguarding.crossing.portal_feed import pull
from safeguarding.enums import AlertOutcome
from safeguarding.models import ContactNote, SafeContact, SafeguardingEvent, VictimCase
from tests.factories.safeguarding import contact_for, decide, make_case, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def speak(case, by, *, at=None, result="spoke", alert_ids=()):
    """Record one contact."""
    now = timezone.now()
    return add_contact_note(
        case_id=case.pk, method="call", result=result, note="", at=at or now,
        alert_ids=list(alert_ids), by=by, now=now,
    )  # fmt: skip


def refused(verb, **arguments) -> tuple[str, str | None]:
    """Call a verb that refuses; return the words and the field."""
    with pytest.raises(Refusal) as refusal:
        verb(**arguments, now=timezone.now())
    return refusal.value.words, refusal.value.field


def test_a_case_has_one_link_worker(worker):
    case, manager = make_case(), make_worker(is_manager=True)
    assert take_case(case_id=case.pk, by=worker, now=timezone.now()).owner == worker
    assert case.alerts.get().outcome == "taken"
    take_case(case_id=case.pk, by=worker, now=timezone.now())
    words, field = refused(take_case, case_id=case.pk, by=manager)
    assert ("Another link worker has this case" in words, field) == (True, None)
    with pytest.raises(VictimCase.DoesNotExist):
        take_case(case_id=case.pk, by=make_worker(), now=timezone.now())


def test_the_manager_gives_a_case(worker, case):
    other, manager = make_worker(), make_worker(is_manager=True)
    assert refused(give_case, case_id=case.pk, to=other, by=worker)[1] is None
    give_case(case_id=case.pk, to=other, by=manager, now=timezone.now())
    case.refresh_from_db()
    assert case.owner == other
    event = SafeguardingEvent.objects.get(action="case.give")
    assert event.data == {"earlier": worker.pk, "to": other.pk}


def test_a_refusal_names_the_field_of_the_contact_details(worker, case):
    for fields, field in (
        ({"source": "form"}, "safety"),
        ({"value": "07700 900123", "safety": "unknown"}, "value"),
    ):
        with pytest.raises(Refusal) as refusal:
            contact_for(case, worker, **fields)
        assert refusal.value.field == field
    assert not SafeContact.objects.exists()


@pytest.mark.parametrize("method", ["call", "text", "email", "post"])
def test_only_the_participants_own_number_or_address_reaches_them(case, method):
    own = {"email": case_email(case)}.get(method, "07700 900123")
    assert reaches_participant(case.referral_id, method, own) == (method != "post")
    assert not reaches_participant(case.referral_id, method, "07700 900456")


def case_email(case) -> str:
    return Referral.objects.get(pk=case.referral_id).participant.email.upper()


def test_contact_details_are_retired_once(worker, case):
    contact = contact_for(case, worker)
    change = {"case_id": case.pk, "contact_id": contact.pk, "by": worker}
    retire_safe_contact(**change, now=timezone.now())
    contact.refresh_from_db()
    assert (contact.safety, contact.retired_at is not None) == ("not_safe", True)
    assert "no longer used" in refused(retire_safe_contact, **change)[0]
    assert "no longer used" in refused(confirm_safe_contact, **change)[0]


def test_a_contact_is_neither_in_the_future_nor_told_without_being_reached(worker, case):
    with pytest.raises(Refusal) as ahead:
        speak(case, worker, at=timezone.now() + dt.timedelta(hours=1))
    assert ahead.value.field == "on"
    # A worker's clock may be a little ahead of ours.
    speak(case, worker, at=timezone.now() + dt.timedelta(minutes=4))
    with pytest.raises(Refusal) as not_reached:
        speak(case, worker, result="no_answer", alert_ids=[1])
    assert not_reached.value.field == "alerts"
    assert ContactNote.objects.count() == 1


def test_reached_since_counts_whole_minutes(worker, case):
    moment = dt.datetime(2026, 11, 20, 12, 30, 45, tzinfo=dt.UTC)
    speak(case, worker, at=moment.replace(second=0), result="no_answer")
    assert not reached_since(case, moment)
    speak(case, worker, at=moment.replace(second=0))
    assert reached_since(case, moment)
    assert not reached_since(case, moment + dt.timedelta(minutes=1))


def test_an_alert_whose_message_waits_is_not_closed_by_a_contact(worker, case):
    decide(case.referral_id)
    pull(now=timezone.now())
    alert = case.alerts.get(kind="tell_first")
    assert alert not in can_be_told(case)
    speak(case, worker, alert_ids=[alert.pk])
    alert.refresh_from_db()
    assert alert.handled_at is None
    answer = {"case_id": case.pk, "alert_id": alert.pk, "outcome": "told", "by": worker}
    assert "Release the message" in refused(handle_alert, **answer)[0]
    close_alert(alert, AlertOutcome.TOLD, by=worker, now=timezone.now())
    assert "recorded already" in refused(handle_alert, **answer)[0]
