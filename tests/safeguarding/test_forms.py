"""The forms of the safeguarding pages: what they do, and what they refuse with a sentence."""

import pytest
from django.utils import timezone

from cohorts.models import Attendance
from referral_portal.common.refusals import Refusal
from referral_portal.sealing.boxes import seal_envelope, seal_part
from referrals.models import Participant, StatusChange
from safeguarding.casework.cases import add_contact_note
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import ContactNote, Handback, SafeContact
from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import (
    client_of,
    contact_for,
    decide,
    enrolled,
    make_case,
    make_worker,
    url,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_taking_a_case_settles_that_it_is_new(client, worker):
    case = make_case()
    client.post(url(case, "take/"))
    case.refresh_from_db()
    assert case.owner == worker
    assert case.alerts.get().outcome == "taken"


def test_a_safe_contact(client, case):
    answers = {
        "person": "Jo Example",
        "kind": "ex_partner",
        "method": "call",
        "value": "07700 900 456",
        "source": "link_worker",
        "safety": "safe",
        "when": "",
        "voicemail_ok": "no",
    }
    response = client.post(url(case, "contacts/add/"), answers)
    assert response.status_code == 302
    contact = SafeContact.objects.get()
    assert (contact.value, contact.voicemail_ok) == ("07700900456", False)
    assert contact.confirmed_on
    assert "07700900456" in client.get(url(case)).content.decode()


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("call", "+44 7700 900123"),
        ("text", "07700-900123"),
        ("call", "0044 7700 900 123"),
        ("email", "HIM@example.org"),
    ],
)
def test_the_participants_own_contact_is_refused(client, case, method, value):
    Participant.objects.update(phone="07700900123", email="him@example.org")
    response = client.post(
        url(case, "contacts/add/"),
        {
            "person": "Jo Example",
            "kind": "ex_partner",
            "method": method,
            "value": value,
            "source": "agency",
            "safety": "unknown",
            "voicemail_ok": "no",
        },
    )
    assert "the participant’s own contact details" in response.content.decode()
    assert not SafeContact.objects.exists()


def test_what_a_form_said_is_never_called_safe(client, case, worker):
    with pytest.raises(Refusal, match="unverified"):
        contact_for(case, worker, source="form")
    contact = contact_for(case, worker, source="form", safety="unknown")
    client.post(url(case, f"contacts/{contact.pk}/confirm/"))
    contact.refresh_from_db()
    assert contact.safety == "unknown"


def test_an_old_confirmation_is_stale(client, case, worker, settings):
    contact = contact_for(case, worker)
    assert "Confirm again before use" not in client.get(url(case)).content.decode()
    old = contact.confirmed_on - timezone.timedelta(days=settings.SAFE_CONTACT_DAYS + 1)
    SafeContact.objects.update(confirmed_on=old)
    assert "Confirm again before use" in client.get(url(case)).content.decode()
    client.post(url(case, f"contacts/{contact.pk}/confirm/"))
    assert "Confirm again before use" not in client.get(url(case)).content.decode()
    client.post(url(case, f"contacts/{contact.pk}/retire/"))
    assert "07700 900456" not in client.get(url(case)).content.decode()


def note_answers(**fields):
    now = timezone.localtime()
    return {
        "method": "call",
        "result": "spoke",
        "on-day": now.day,
        "on-month": now.month,
        "on-year": now.year,
        "time": f"{now:%H:%M}",
        "note": "Invented note",
        **fields,
    }


def test_a_contact_settles_what_was_told(client, worker):
    enrolment, case = enrolled(worker)
    session = enrolment.place.cohort.sessions.get(number=1)
    Attendance.objects.create(
        session=session, enrolment=enrolment, mark="absent", at=timezone.now(), by=UserFactory()
    )
    pull(now=timezone.now())
    alert = case.alerts.get(kind="absence")
    refused = client.post(
        url(case, "notes/add/"), note_answers(result="no_answer", alerts=[alert.pk])
    )
    assert "You did not reach anyone" in refused.content.decode()
    client.post(url(case, "notes/add/"), note_answers(alerts=[alert.pk]))
    alert.refresh_from_db()
    assert alert.outcome == "told"
    assert ContactNote.objects.get().note == "Invented note"


def test_a_contact_cannot_lie_ahead(client, case):
    answers = note_answers(**{"on-year": timezone.now().year + 1})
    response = client.post(url(case, "notes/add/"), answers)
    assert "is in the future" in response.content.decode()


def test_releasing_from_the_page(client, case):
    _, message = decide(case.referral_id)
    shown = client.get(url(case, "release/")).content.decode()
    assert "There is news." in shown
    early = client.post(url(case, "release/"), {"basis": "told", "message": [message.pk]})
    assert "Record the contact first" in early.content.decode()
    response = client.post(
        url(case, "release/"), {"basis": "not_applicable", "message": [message.pk]}
    )
    assert response.status_code == 302
    assert Handback.objects.get().target == str(message.pk)


def test_an_alert_with_a_waiting_message_is_not_simply_settled(client, case):
    decide(case.referral_id)
    pull(now=timezone.now())
    alert = case.alerts.get(kind="tell_first")
    response = client.post(url(case, f"alerts/{alert.pk}/"), {"outcome": "not_applicable"})
    assert "Release the message instead" in response.content.decode()


def test_a_new_case_is_taken_and_not_simply_settled(client):
    case = make_case()
    response = client.post(
        url(case, f"alerts/{case.alerts.get().pk}/"), {"outcome": "not_applicable"}
    )
    assert "Take the case instead" in response.content.decode()


def test_a_concern_moves_forward_only(client, case):
    envelope = seal_envelope(
        referral_id=case.referral_id,
        kind="concern",
        parts={"concern": seal_part({"words": "Invented concern"})},
        names=("concern",),
        now=timezone.now(),
    )
    open_waiting(now=timezone.now())
    path = url(case, f"concerns/{envelope.pk}/")
    assert "Invented concern" in client.get(path).content.decode()
    alert = case.alerts.get(kind="concern")
    simply = client.post(url(case, f"alerts/{alert.pk}/"), {"outcome": "done"})
    assert "Record what has been done about the concern" in simply.content.decode()
    client.post(path, {"state": "closed"})
    back = client.post(path, {"state": "being_handled"})
    assert "already recorded for this concern" in back.content.decode()
    alert.refresh_from_db()
    assert alert.outcome == "done"
    states = Handback.objects.order_by("sequence").values_list("payload__state", flat=True)
    assert list(states) == ["received", "closed"]


def test_told_needs_a_contact(client, worker, case):
    StatusChange.objects.create(
        referral_id=case.referral_id,
        number=2,
        verb="remove",
        to_status="removed",
        code="removed_risk",
        at=timezone.now(),
    )
    pull(now=timezone.now())
    alert = case.alerts.get(kind="ending")
    path = url(case, f"alerts/{alert.pk}/")
    assert "Record the contact first" in client.post(path, {"outcome": "told"}).content.decode()
    add_contact_note(
        case_id=case.pk,
        method="call",
        result="spoke",
        note="",
        at=timezone.now(),
        alert_ids=[],
        by=worker,
        now=timezone.now(),
    )
    assert client.post(path, {"outcome": "told"}).status_code == 302


def test_a_card_and_its_check(client, case):
    today = timezone.localdate()
    answers = {
        "audience": "manager",
        "basis": "agreed",
        "text": "Please ring us before the next session.",
        "asks_reply": "no",
        "expires_on-day": today.day,
        "expires_on-month": today.month,
        "expires_on-year": today.year,
    }
    refused = client.post(url(case, "card/"), answers).content.decode()
    assert "Confirm that this does not show" in refused
    assert client.post(url(case, "card/"), {**answers, "checked": "on"}).status_code == 302
    assert "Please ring us" in client.get(url(case)).content.decode()


def test_keeping_apart(client, case):
    other = make_case(owner=make_worker())
    wrong = client.post(
        url(case, "keep-apart/"), {"apart_from": "person", "reference": case.reference}
    )
    assert "No other referral" in wrong.content.decode()
    client.post(
        url(case, "keep-apart/"),
        {"apart_from": "person", "reference": other.reference.lower(), "venue": "1"},
    )
    handback = Handback.objects.get()
    assert handback.payload["other_referral_id"] == str(other.referral_id)
    assert handback.payload["venue_id"] is None
    client.post(url(case, f"keep-apart/{handback.uuid}/end/"))
    assert Handback.objects.count() == 2
    assert "Kept apart since" not in client.get(url(case)).content.decode()


def test_giving_a_case_is_for_the_manager(client, worker, case):
    other = make_worker()
    refused = client.post(url(case, "give/"), {"worker": other.pk})
    assert "Only the manager" in refused.content.decode()
    client_of(make_worker(is_manager=True)).post(url(case, "give/"), {"worker": other.pk})
    case.refresh_from_db()
    assert case.owner == other
    assert client.get(url(case)).status_code == 404


def test_checks_of_cases_of_somebody_else_are_not_listed(client):
    enrolment, case = enrolled(make_worker())
    session = enrolment.place.cohort.sessions.get(number=1)
    session.starts_at = timezone.now() + timezone.timedelta(days=1)
    session.ends_at = session.starts_at + timezone.timedelta(hours=2)
    session.save()
    path = f"/safeguarding/checks/{session.pk}/{enrolment.pk}/"
    owner = client_of(case.owner)
    assert enrolment.referral.participant.name in owner.get(path).content.decode()
    assert client.get(path).status_code == 404
    assert case.reference not in client.get("/safeguarding/checks/").content.decode()
    owner.post(path, {"state": "hold"})
    assert Handback.objects.get(kind="cohorts.SessionCheck").payload["state"] == "hold"
    client.post("/safeguarding/checks/", {"check": [f"{session.pk}:{enrolment.pk}"]})
    assert Handback.objects.filter(kind="cohorts.SessionCheck").count() == 1
