"""Words that are taken out of one answer: who decides, where they go from, and what stays."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from referral_portal.common.refusals import Refusal
from referrals.amendments.redacting import ask_redaction, decide_redaction
from referrals.danger import Sign
from referrals.danger_checks import latest_signs, record_danger
from referrals.danger_signs import Level, Source
from referrals.models import Amendment, NamedUser, Redaction, Referral
from referrals.workflow import ChangedMeanwhile
from tests.factories.amendments import amend_page, sent_referral
from tests.factories.desk import NOW, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
QUESTION = "What you have done"
SAID, WRITTEN = "Quillfeather lives at number nine.", "The Quillfeather family, number nine."


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


@pytest.fixture
def manager():
    return staff(manager=True)


@pytest.fixture
def referral(coordinator):
    sent = sent_referral(pages={"in-your-words": {"told": "write", "own_words": SAID}})
    amend_page(sent, "in-your-words", own_words=WRITTEN, by=coordinator, reason="Quillfeather.")
    sent.refresh_from_db()
    return sent


def ask(referral, by, **fields):
    asked = {"page": "in-your-words", "name": "own_words", "question": QUESTION, "reason": "Named."}
    return ask_redaction(referral_id=referral.pk, by=by, now=NOW, **asked | fields)


def everything(referral) -> str:
    """Return everything that is stored about the answers of a referral."""
    row = Referral.objects.filter(pk=referral.pk).values("answers", "as_sent").get()
    amended = list(Amendment.objects.values("old", "new", "reason", "question"))
    return json.dumps([row, amended])


def test_the_words_are_gone_everywhere_and_that_they_were_is_on_record(
    referral, coordinator, manager
):
    assert everything(referral).count("number nine") == 4
    asked = ask(referral, coordinator)
    assert everything(referral).count("number nine") == 4

    decide_redaction(redaction_id=asked.pk, is_agreed=True, by=manager, now=NOW)

    kept = everything(referral)
    assert "Quillfeather" not in kept
    assert "number nine" not in kept
    assert kept.count("Redacted") == 4  # as it was sent; before, after and the reason of the change
    asked.refresh_from_db()
    assert (asked.is_agreed, asked.asked_by, asked.decided_by) == (True, coordinator, manager)
    assert Amendment.objects.get().is_redacted
    # The other answers of the page, and the other pages, are as they were.
    referral.refresh_from_db()
    assert referral.answers["in-your-words"] == {"told": "write"}
    assert referral.answers["name"]["name"] == "Élan Invented"


def test_a_sign_of_danger_in_the_words_stays(referral, coordinator, manager):
    sign = Sign("knife", "A knife", Level.SAME_DAY, Source.PARTICIPANT, ("own_words",))
    record_danger(referral=referral, signs=(sign,), now=NOW)

    decide_redaction(
        redaction_id=ask(referral, coordinator).pk, is_agreed=True, by=manager, now=NOW
    )

    referral.refresh_from_db()
    assert referral.danger_level == Level.SAME_DAY
    assert "knife" in {sign.code for sign in latest_signs(referral)}


def test_the_manager_can_leave_the_words_as_they_are(referral, coordinator, manager):
    before = everything(referral)

    asked = ask(referral, coordinator)
    decide_redaction(redaction_id=asked.pk, is_agreed=False, by=manager, now=NOW)

    assert everything(referral) == before
    assert ask(referral, coordinator)  # it can be asked again


def test_nobody_agrees_alone(referral, coordinator, manager):
    with pytest.raises(PermissionDenied):
        decide_redaction(
            redaction_id=ask(referral, manager).pk, is_agreed=True, by=coordinator, now=NOW
        )
    asked = Redaction.objects.get()
    with pytest.raises(Refusal, match="another programme manager"):
        decide_redaction(redaction_id=asked.pk, is_agreed=True, by=manager, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redaction.objects.update(decided_by=manager, decided_at=NOW)
    assert "number nine" in everything(referral)


def test_it_is_decided_once_and_on_what_was_read(referral, coordinator, manager):
    asked = ask(referral, coordinator)
    with pytest.raises(Refusal, match="asked about this answer already"):
        ask(referral, manager)
    with pytest.raises(ChangedMeanwhile):
        decide_redaction(redaction_id=asked.pk, is_agreed=True, by=manager, now=NOW, version=1)

    decide_redaction(redaction_id=asked.pk, is_agreed=False, by=manager, now=NOW)
    with pytest.raises(Refusal, match="decided already"):
        decide_redaction(redaction_id=asked.pk, is_agreed=True, by=manager, now=NOW)


@pytest.mark.parametrize(
    "fields",
    [{"reason": " "}, {"name": "name", "page": "name"}, {"name": "told_more"}, {"page": "nowhere"}],
)
def test_only_a_typed_answer_can_be_redacted_and_with_a_reason(referral, coordinator, fields):
    with pytest.raises(Refusal):
        ask(referral, coordinator, **fields)


def test_a_restricted_referral_is_redacted_only_by_those_it_names(referral, coordinator, manager):
    asked = ask(referral, coordinator)
    Referral.objects.update(is_restricted=True)
    NamedUser.objects.create(referral=referral, user=staff(manager=True), at=NOW)

    with pytest.raises(PermissionDenied):
        ask(referral, manager, name="why_now")
    with pytest.raises(PermissionDenied):
        decide_redaction(redaction_id=asked.pk, is_agreed=True, by=manager, now=NOW)


@pytest.mark.parametrize("role", ["facilitator", "agency_referrer", "auditor", "administrator"])
def test_only_the_desk_asks(referral, role):
    with pytest.raises(PermissionDenied):
        ask(referral, staff(**{role: True}))
