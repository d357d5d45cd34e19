"""Told is a conversation on details that were safe then; a try without success stays and counts."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.common.dates import working_days_after
from referral_portal.common.refusals import Refusal
from referrals.models import Referral
from safeguarding.casework.cases import handle_alert
from safeguarding.casework.contact_notes import say_who_was_reached
from safeguarding.casework.contacts import confirm_safe_contact, retire_safe_contact
from safeguarding.casework.people import join_people
from safeguarding.casework.releases import release
from safeguarding.casework.told import who_is_told
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert, ContactNote, SafeContact
from tests.factories.safeguarding import (
    client_of,
    contact_for,
    decide,
    make_case,
    person_for,
    speak,
    url,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def decided(worker, case):
    """A case with one woman and a decision that waits."""
    person_for(case, worker)
    decide(case.referral_id)
    pull(now=timezone.now())
    return case


def is_told(case) -> bool:
    since = Alert.objects.get(case=case, kind="tell_first").raised_at
    return not who_is_told(case, since, case.owner).waiting


@pytest.mark.parametrize(
    ("method", "result"),
    [
        ("call", "message_left"), ("call", "declined"), ("call", "no_answer"), ("call", "unsafe"),
        ("text", "spoke"), ("email", "spoke"), ("post", "spoke"), ("third_party", "spoke"),
    ],
)  # fmt: skip
def test_a_message_a_text_or_a_letter_tells_nobody(worker, decided, method, result):
    value = {"email": "jo@example.org"}.get(method, "07700 900456")
    used = contact_for(decided, worker, method=method, value=value, voicemail_ok=True)
    speak(decided, worker, method=method, result=result, contact_id=used.pk)
    assert not is_told(decided)
    with pytest.raises(Refusal, match="Not told yet: Jo Example"):
        release(case_id=decided.pk, basis="told", by=worker, now=timezone.now())


@pytest.mark.parametrize("method", ["call", "in_person"])
def test_a_conversation_on_safe_details_tells(worker, decided, method):
    used = contact_for(decided, worker, method=method, value="The library")
    speak(decided, worker, method=method, result="spoke", contact_id=used.pk)
    assert is_told(decided)
    assert release(case_id=decided.pk, basis="told", by=worker, now=timezone.now())


@pytest.mark.parametrize("change", ["none", "not_safe", "unknown", "stale", "later", "his"])
def test_a_conversation_on_other_details_tells_nobody(worker, decided, settings, change):
    fields = {"safety": change} if change in {"not_safe", "unknown"} else {}
    used = contact_for(decided, worker, **fields)
    days = {"stale": settings.SAFE_CONTACT_DAYS + 1, "later": -1}.get(change)
    if days:
        SafeContact.objects.update(confirmed_on=used.confirmed_on - dt.timedelta(days=days))
    if change == "his":
        participant = Referral.objects.get(pk=decided.referral_id).participant
        participant.phone = "+44 7700 900456"
        participant.save()
    note = speak(decided, worker, contact_id=None if change == "none" else used.pk)
    assert (note.result, note.tells) == ("spoke", False)
    assert not is_told(decided)
    assert "Does not count as telling" in client_of(worker).get(url(decided)).content.decode()


def test_details_that_are_no_longer_used_or_of_another_person_cannot_be_named(worker, decided):
    used = contact_for(decided, worker)
    others = contact_for(decided, worker, person="Ann Example", value="07700 900457")
    with pytest.raises(Refusal, match="not of this person"):
        speak(decided, worker, contact_id=others.pk)
    with pytest.raises(Refusal, match="the way to which"):
        speak(decided, worker, method="in_person", contact_id=used.pk)
    retire_safe_contact(case_id=decided.pk, contact_id=used.pk, by=worker, now=timezone.now())
    with pytest.raises(Refusal, match="not of this person"):
        speak(decided, worker, contact_id=used.pk)
    assert not ContactNote.objects.exists()


def test_details_of_the_same_person_on_another_case_can_be_named(worker, decided):
    other = make_case(owner=worker)
    jo, joanne = person_for(decided, worker), person_for(other, worker, "Joanne Example")
    used = contact_for(other, worker, person="Joanne Example")
    with pytest.raises(Refusal, match="not of this person"):
        speak(decided, worker, contact_id=used.pk)
    join_people(
        case_id=decided.pk, person_id=jo.pk, other_id=joanne.pk, by=worker, now=timezone.now()
    )
    speak(decided, worker, contact_id=used.pk)
    assert is_told(decided)


def test_it_is_not_said_later_that_another_persons_details_reached_somebody(worker, decided):
    used = contact_for(decided, worker, person="Ann Example", value="07700 900457")
    note = speak(decided, worker, person=None, contact_id=used.pk)
    with pytest.raises(Refusal, match="not of this person"):
        say_who_was_reached(
            case_id=decided.pk, note_id=note.pk, person_id=person_for(decided, worker).pk,
            by=worker, now=timezone.now(),
        )  # fmt: skip


def tried(case, worker, times=1, **fields):
    for _ in range(times):
        speak(case, worker, result="no_answer", **fields)


def test_a_try_without_success_stays_with_its_count_and_the_next_try(client, worker, decided):
    tomorrow = working_days_after(timezone.localdate(), 1)
    tried(decided, worker)
    alert = Alert.objects.get(kind="tell_first")
    assert (alert.handled_at, alert.tries, alert.next_try_on) == (None, 1, tomorrow)
    later = tomorrow + dt.timedelta(days=3)
    tried(decided, worker, next_try_on=later)
    shown = f"Not reached in 2 tries. Next try: {later.day} {later:%B}."
    for page in ("/safeguarding/", url(decided), url(decided, "release/")):
        assert shown in " ".join(client.get(page).content.decode().split()), page
    # Ann was never tried.
    person_for(decided, worker, "Ann Example")
    tried(decided, worker)
    found = who_is_told(decided, alert.raised_at, worker).people
    assert [(one.person.legal_name, one.tries) for one in found] == [
        ("Ann Example", 0), ("Jo Example", 3),
    ]  # fmt: skip
    speak(decided, worker)
    alert.refresh_from_db()
    assert (alert.tries, alert.next_try_on) == (0, None)
    with pytest.raises(Refusal) as past:
        tried(decided, worker, next_try_on=timezone.localdate() - dt.timedelta(days=1))
    assert past.value.field == "next_try_on"


def test_could_not_reach_closes_no_alert(client, worker, decided):
    Alert.objects.update(detail={"messages": [], "event": "accepted"})
    alert = Alert.objects.get(kind="tell_first")
    with pytest.raises(Refusal, match="Record the contact"):
        handle_alert(
            case_id=decided.pk, alert_id=alert.pk, outcome="could_not_reach", by=worker,
            now=timezone.now(),
        )  # fmt: skip
    answer = client.post(url(decided, f"alerts/{alert.pk}/"), {"outcome": "could_not_reach"})
    assert answer.url == f"{url(decided, 'notes/add/')}?result=no_answer"
    page = client.get(answer.url).content.decode()
    assert "when will you try next?" in page
    alert.refresh_from_db()
    assert alert.handled_at is None


def test_details_confirmed_today_count_for_a_call_of_today(worker, decided):
    used = contact_for(decided, worker, safety="unknown")
    confirm_safe_contact(case_id=decided.pk, contact_id=used.pk, by=worker, now=timezone.now())
    assert speak(decided, worker, contact_id=used.pk).tells
