"""Answers that are amended after a form was sent: who may, and what is kept on record."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referrals.amendments.amending import amend
from referrals.models import Amendment, Referral
from referrals.workflow import ChangedMeanwhile, accept
from tests.factories.amendments import amend_page, sent_referral
from tests.factories.desk import NOW, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


@pytest.fixture
def sent():
    return sent_referral()


def test_an_amended_answer_is_in_force_and_both_are_on_record(sent, coordinator):
    as_sent = sent.as_sent

    amend_page(sent, "name", name="Alan Invented", by=coordinator, reason=" Misspelt. ")

    sent.refresh_from_db()
    assert sent.answers["name"]["name"] == "Alan Invented"
    assert sent.answers["name"]["known_as"] == "Elan"
    assert sent.as_sent == as_sent
    row = Amendment.objects.get()
    assert (row.number, row.page, row.name) == (sent.version, "name", "name")
    assert (row.question, row.old, row.new) == ("Full name", "Élan Invented", "Alan Invented")
    assert (row.reason, row.by, row.at) == ("Misspelt.", coordinator, NOW)
    event = AuditEvent.objects.get(action="referral.amend")
    assert event.data == {"page": "name", "answers": ["name"], "number": sent.version}


def test_every_changed_answer_of_the_page_is_a_row_of_the_same_number(sent, coordinator):
    amend_page(sent, "health", mind="yes", mind_words="Low.", mind_help="own", mind_crisis="no",
               by=coordinator)  # fmt: skip

    rows = Amendment.objects.order_by("pk")
    assert {row.name: (row.old, row.new) for row in rows} == {
        "mind": ("No", "Yes"),
        "mind_words": ("", "Low."),
        "mind_help": ("", "I have none, and I am managing"),
        "mind_crisis": ("", "No"),
    }
    assert len({row.number for row in rows}) == 1


def test_nobody_amends_a_restricted_referral_that_does_not_name_them(sent, coordinator):
    Referral.objects.update(is_restricted=True)

    with pytest.raises(PermissionDenied):
        amend_page(sent, "name", name="Alan Invented", by=coordinator)
    assert not Amendment.objects.exists()


@pytest.mark.parametrize("role", ["facilitator", "agency_referrer", "auditor", "administrator"])
def test_only_the_desk_amends(sent, role):
    with pytest.raises(PermissionDenied):
        amend_page(sent, "name", name="Alan Invented", by=staff(**{role: True}))


def test_an_amendment_needs_a_reason_and_a_change(sent, coordinator):
    with pytest.raises(Refusal, match="Say why"):
        amend_page(sent, "name", name="Alan Invented", by=coordinator, reason=" ")
    with pytest.raises(Refusal, match="Nothing on this page has changed"):
        amend_page(sent, "name", by=coordinator)
    sent.refresh_from_db()
    assert sent.version == 1


def test_a_decision_from_a_page_before_the_amendment_is_refused(sent, coordinator):
    before = sent.version
    amend_page(sent, "name", name="Alan Invented", by=coordinator)

    with pytest.raises(ChangedMeanwhile, match="“Full name” was amended"):
        accept(
            referral_id=sent.pk, programme=None, by=coordinator, now=NOW, version=before
        )  # the version is read before the programme
    with pytest.raises(ChangedMeanwhile):
        amend(referral_id=sent.pk, page="name", answers={}, asked=(), reason="Late", by=coordinator,
              now=NOW + dt.timedelta(minutes=1), version=before)  # fmt: skip


def test_a_question_that_moved_to_another_page_has_one_answer(coordinator):
    referral = make_referral(answers={"you-and-us": {"name": "Old", "pronouns": "he", "age": "9"}})

    amend_page(referral, "name", name="New Name", by=coordinator)

    referral.refresh_from_db()
    assert referral.answers["name"]["name"] == "New Name"
    assert referral.answers["you-and-us"] == {"age": "9"}
