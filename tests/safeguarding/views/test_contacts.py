"""The forms of the safeguarding pages: what they do, and what they refuse with a sentence."""

import pytest
from django.utils import timezone

from cohorts.models import Attendance
from referral_portal.common.refusals import Refusal
from referrals.models import Participant
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import ContactNote, SafeContact
from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import (
    contact_for,
    enrolled,
    person_for,
    speak,
    url,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_a_safe_contact(client, worker, case):
    answers = {
        "person": person_for(case, worker).pk,
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
def test_the_participants_own_contact_is_refused(client, worker, case, method, value):
    Participant.objects.update(phone="07700900123", email="him@example.org")
    response = client.post(
        url(case, "contacts/add/"),
        {
            "person": person_for(case, worker).pk,
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
        "person": "not_known",
        "offered": "no",
        "contact": "other",
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
    assert "You did not speak with anyone" in refused.content.decode()
    nobody = client.post(url(case, "notes/add/"), note_answers(alerts=[alert.pk]))
    assert "Select who you reached" in nobody.content.decode()
    told = note_answers(alerts=[alert.pk], person=person_for(case, worker).pk, offered="yes")
    unknown = client.post(url(case, "notes/add/"), told)
    assert "Only a conversation on contact details that are safe" in unknown.content.decode()
    del told["alerts"]
    answer = client.post(url(case, "notes/add/"), told)
    assert "It tells nobody" in client.get(answer.url).content.decode()
    told["alerts"] = [alert.pk]
    told["contact"] = contact_for(case, worker).pk
    client.post(url(case, "notes/add/"), told)
    alert.refresh_from_db()
    assert alert.outcome == "told"
    note = ContactNote.objects.get(tells=True)
    assert (note.note, note.person.legal_name, note.offered) == (
        "Invented note",
        "Jo Example",
        True,
    )
    assert "Support offered on" in client.get(url(case)).content.decode()


def test_contact_details_need_a_person_first(client, case):
    answer = client.get(url(case, "contacts/add/"))
    assert answer.url == f"{url(case, 'people/add/')}?done=person_first"
    assert "Add the person first" in client.get(answer.url).content.decode()


def test_what_was_recorded_without_a_person_is_said_later_once(client, worker, case):
    contact = contact_for(case, worker)
    SafeContact.objects.update(person=None)
    note = speak(case, worker, person=None)
    shown = client.get(url(case)).content.decode()
    assert "Contact details without a person" in shown
    assert "Person not recorded" in shown
    jo = person_for(case, worker).pk
    for page in (f"contacts/{contact.pk}/whose/", f"notes/{note.pk}/whose/"):
        assert "You can say this once" in client.get(url(case, page)).content.decode()
        assert client.post(url(case, page), {"person": jo}).status_code == 302
        assert "already" in client.post(url(case, page), {"person": jo}).content.decode()
    shown = client.get(url(case)).content.decode()
    assert "Contact details without a person" not in shown
    assert "Person not recorded" not in shown
    assert client.get(url(case, "contacts/1/whose/")).status_code == 404
    assert client.get(url(case, "notes/1/whose/")).status_code == 404


def test_a_contact_cannot_lie_ahead(client, case):
    answers = note_answers(**{"on-year": timezone.now().year + 1})
    response = client.post(url(case, "notes/add/"), answers)
    assert "is in the future" in response.content.decode()
