"""His number never becomes a safe number for her, and her name never crosses the wall."""

import datetime as dt

import pytest
from django.db.models import CharField, TextField
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from referrals.models import Referral
from safeguarding.casework.contacts import confirm_safe_contact, retire_safe_contact
from safeguarding.casework.disclosures import issue_card
from safeguarding.casework.search import index_waiting
from safeguarding.crossing.copier import TABLES
from safeguarding.models import Handback, SafeContact, SafeguardingEvent, VictimCase
from tests.factories.safeguarding import (
    contact_for,
    make_case,
    make_worker,
    one_person,
    person_for,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def form(**answers):
    rows = [{"name": name, "label": name, "value": value} for name, value in answers.items()]
    return {"person": {"page": "The person harmed", "answers": rows}}


def his(case, **fields):
    """Change what the participant gave on the form of a case."""
    participant = Referral.objects.get(pk=case.referral_id).participant
    for name, value in fields.items():
        setattr(participant, name, value)
    participant.save()


@pytest.fixture
def told(worker):
    """A case whose form says what must not be used, and what the participant gave for her."""
    case = make_case(
        owner=worker,
        parts=form(
            harmed_name="Zoe Canary", harmed_phone="07700900777", children="Tim, 4",
            harmed_not_safe="Never ring 07700 900 555 or write to 9 Other Street, ME4 4AA.",
            their_contact="07700 900666",
        ),
    )  # fmt: skip
    his(case, email="sam@example.org", address="12 Example Road, Maidstone", postcode="ME14 1XX")
    return case


def refused_as_safe(case, worker, **fields) -> str:
    before = SafeContact.objects.count()
    with pytest.raises(Refusal) as refusal:
        contact_for(case, worker, **fields)
    assert (refusal.value.field, SafeContact.objects.count()) == ("value", before)
    return refusal.value.words


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("call", "07700900123"), ("call", "+44 7700 900123"), ("text", "O77OO 9OO123"),
        ("email", "SAM@example.org"), ("post", "12 Example Rd, Maidstone"), ("post", "ME14 1XX"),
        ("third_party", "Her mother, on 07700 900 123"), ("in_person", "At 12 example road"),
    ],
)  # fmt: skip
def test_his_own_number_and_home_are_refused(told, worker, method, value):
    for safety in ("safe", "unknown"):
        words = refused_as_safe(told, worker, method=method, value=value, safety=safety)
        assert "participant’s own" in words


def test_his_details_on_another_form_are_refused_too(told, worker):
    earlier = make_case(owner=make_worker())
    his(earlier, phone="07700900888", address="3 Former Lane", postcode="")
    contact_for(told, worker, value="07700 900888")
    one_person(earlier, told)
    assert "own" in refused_as_safe(told, worker, value="07700 900888")
    assert "own" in refused_as_safe(told, worker, method="post", value="3 Former Lane")


@pytest.mark.parametrize(
    ("method", "value", "words"),
    [
        ("call", "+447700900555", "agency’s form says"),
        ("post", "9 Other St, Chatham", "agency’s form says"),
        ("call", "07700900666", "participant gave these"),
    ],
)
def test_what_must_never_be_used_is_refused_with_the_reason(told, worker, method, value, words):
    assert words in refused_as_safe(told, worker, method=method, value=value)
    # That it is not safe, or not known to be, can be recorded.
    contact_for(told, worker, method=method, value=value, safety="not_safe")
    contact = contact_for(told, worker, method=method, value=value, safety="unknown")
    with pytest.raises(Refusal):
        confirm_safe_contact(case_id=told.pk, contact_id=contact.pk, by=worker, now=timezone.now())


def test_a_mark_of_an_agency_on_a_closed_case_of_the_same_person_counts(told, worker):
    other = make_case(owner=worker)
    contact_for(other, worker, value="07700 900555")
    one_person(told, other)
    told.owner = make_worker()
    told.save()
    assert "agency’s form" in refused_as_safe(other, worker, value="07700 900555")


def test_what_a_link_worker_marked_stays_marked_after_it_is_no_longer_used(case, worker):
    contact = contact_for(case, worker, value="07700 900444", safety="not_safe")
    assert "marked these" in refused_as_safe(case, worker, value="+44 7700 900444")
    retire_safe_contact(case_id=case.pk, contact_id=contact.pk, by=worker, now=timezone.now())
    assert "marked these" in refused_as_safe(case, worker, value="07700 900444")


def test_the_manager_can_record_what_has_been_checked_and_never_his_own(told, worker):
    manager = make_worker(is_manager=True)
    assert contact_for(told, manager, value="07700 900666").safety == "safe"
    for value in ("07700 900123", "07700 900555"):
        refused_as_safe(told, manager, value=value)


def test_what_was_called_safe_before_is_marked_once_it_is_his_own(case, worker):
    """Even if he gives the number later, on another form."""
    contact = contact_for(case, worker)
    index_waiting(now=timezone.now())
    contact.refresh_from_db()
    assert contact.safety == "safe"
    his(case, phone="+44 7700 900456")
    VictimCase.objects.update(indexed_forms=0)
    index_waiting(now=timezone.now())
    contact.refresh_from_db()
    assert contact.safety == "not_safe"
    assert SafeguardingEvent.objects.filter(action="contact.mark", worker_id=None).exists()


def card(case, worker, text):
    now = timezone.now()
    return issue_card(
        case_id=case.pk, audience="manager", basis="agreed", text=text, asks_reply=False,
        expires_on=timezone.localdate() + dt.timedelta(days=1), by=worker, now=now,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Zoe asked us to.", "Z o e C a n a r y asked.", "Keep Tim out of it.",
        "Ring 07700 900 777 first.", "Her number is o double seven double o nine double o 777",
        "She is at 5 Safe House Lane.", "Write to jo at example dot org.", "Jo Example is here.",
        "Ask Ann.", "Ring him on +44 7700 900123.", "Not on 07700 900555.",
    ],
)  # fmt: skip
def test_a_card_with_her_name_or_number_does_not_cross(told, worker, text):
    contact_for(told, worker, method="post", value="5 Safe House Lane")
    contact_for(told, worker, method="email", value="jo@example.org")
    sister = make_case(owner=make_worker())
    person_for(sister, sister.owner, "Ann Example")
    one_person(sister, told)
    with pytest.raises(Refusal) as refusal:
        card(told, worker, text)
    assert refusal.value.field == "text"
    assert not Handback.objects.exists()


def test_the_reason_names_nobody_of_a_case_that_the_worker_may_not_open(told, worker):
    sister = make_case(owner=make_worker())
    person_for(sister, sister.owner, "Ann Hidden")
    one_person(sister, told)
    with pytest.raises(Refusal) as refusal:
        card(told, worker, "Ask Ann Hidden.")
    assert "Hidden" not in refusal.value.words


def test_a_card_is_all_that_carries_words_across():
    """Every other handback is made of ids and codes, so nothing else has to be compared."""
    words = {
        kind.value: {
            field.name
            for field in table._meta.fields
            if isinstance(field, CharField | TextField) and not field.choices
        }
        for kind, table in TABLES.items()
    }
    assert words.pop("referrals.ReleasedCard") == {"text"}
    # Written by the portal's own manager, for an override.
    assert words.pop("outbox.MessageRelease") == {"by_name", "why"}
    assert not any(words.values())


def test_an_ordinary_card_crosses(told, worker):
    his(told, name="Sam Canary")
    text = "Mr Canary may come at 10 on 3 December 2026. Ring us first, on 01622 123 456."
    assert card(told, worker, text).payload["text"] == text
