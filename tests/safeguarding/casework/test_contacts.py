"""Contact details and contacts: each belongs to one person, and each verb refuses with words."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from safeguarding.casework.contact_notes import say_who_was_reached
from safeguarding.casework.contacts import (
    confirm_safe_contact,
    retire_safe_contact,
    say_whose_contact,
)
from safeguarding.models import ContactNote, NotePerson, SafeContact, SafeguardingEvent
from tests.factories.safeguarding import contact_for, make_case, person_for, speak
from tests.safeguarding.casework.test_cases import refused

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_a_refusal_names_the_field_of_the_contact_details(worker, case):
    for fields, field in (
        ({"source": "form"}, "safety"),
        ({"value": "07700 900123", "safety": "unknown"}, "value"),
    ):
        with pytest.raises(Refusal) as refusal:
            contact_for(case, worker, **fields)
        assert refusal.value.field == field
    assert not SafeContact.objects.exists()


def test_contact_details_are_retired_once(worker, case):
    contact = contact_for(case, worker)
    change = {"case_id": case.pk, "contact_id": contact.pk, "by": worker}
    retire_safe_contact(**change, now=timezone.now())
    contact.refresh_from_db()
    assert (contact.safety, contact.retired_at is not None) == ("safe", True)
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


def test_a_contact_with_nobody_known_tells_nobody_of_an_alert(worker, case):
    with pytest.raises(Refusal) as unknown:
        speak(case, worker, person=None, alert_ids=[1])
    assert unknown.value.field == "person"
    assert speak(case, worker, person=None).person is None


def test_nobody_records_for_a_person_of_another_case(worker, case):
    other = person_for(make_case(owner=worker), worker)
    with pytest.raises(Refusal, match="not on this case"):
        contact_for(case, worker, person_id=other.pk)
    with pytest.raises(Refusal, match="not on this case"):
        speak(case, worker, person_id=other.pk)


def test_it_is_said_once_whose_something_is(worker, case):
    """What was recorded before people were named nobody."""
    jo, ann = person_for(case, worker), person_for(case, worker, "Ann Example")
    contact = contact_for(case, worker)
    SafeContact.objects.update(person=None)
    note = speak(case, worker, person=None)
    whose = {"case_id": case.pk, "person_id": jo.pk, "by": worker}
    say_whose_contact(**whose, contact_id=contact.pk, now=timezone.now())
    assert SafeContact.objects.get().person == jo
    say_who_was_reached(**whose, note_id=note.pk, now=timezone.now())
    assert ContactNote.objects.get().said_later.person == jo
    again = whose | {"person_id": ann.pk}
    assert refused(say_whose_contact, **again, contact_id=contact.pk)[1] == "person"
    assert refused(say_who_was_reached, **again, note_id=note.pk)[1] == "person"
    named = speak(case, worker)
    assert refused(say_who_was_reached, **again, note_id=named.pk)[1] == "person"
    assert NotePerson.objects.get().person == SafeContact.objects.get().person == jo
    actions = set(SafeguardingEvent.objects.values_list("action", flat=True))
    assert {"contact.whose", "note.whose"} <= actions
