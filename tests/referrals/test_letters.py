"""A decision letter: after release only, to a checked address, with the portal's own reasons."""

import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.enums import Audience, MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals import workflow
from referrals.enums import DECLINE_CODES, EndingCode, Status
from referrals.letters import REASONS, decision_letter
from referrals.transitions import TransitionNotAllowed
from tests.factories.desk import NOW, make_person, make_referral, risk_held, staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db
HOLDER = "A. Worker, Children’s Services"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def declined(by, *, agency=True, code=EndingCode.SENTENCED, **person):
    """Decline a referral; the words for the file must reach no letter."""
    address = {"address": "1 Example Street, Maidstone"} | person
    referral = make_referral(person=make_person(**address), agency=agency)
    workflow.decline(
        referral_id=referral.pk,
        code=code,
        words="Canary words for the file.",
        **risk_held() | {"risk_holder": HOLDER},
        by=by,
        now=NOW,
    )
    referral.refresh_from_db()
    return referral


def release(referral, *, at=NOW):
    for message in OutgoingMessage.objects.filter(referral_id=referral.pk):
        MessageRelease.objects.create(
            message_id=message.pk, basis=ReleaseBasis.TOLD, not_before=at, released_at=NOW
        )


def address(referral, audience="participant"):
    return reverse("admin:referrals_referral_letter", args=[referral.pk, audience])


def words(response) -> str:
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


@pytest.mark.parametrize("audience", [Audience.PARTICIPANT, Audience.REFERRER])
def test_no_letter_before_the_message_of_the_decision_is_released(client, coordinator, audience):
    referral = declined(coordinator)

    waiting = client.post(address(referral, audience), {"is_checked": "on"})

    assert waiting["Content-Type"].startswith("text/html")
    assert "You cannot create this letter now" in waiting.content.decode()
    release(referral, at=NOW + dt.timedelta(hours=2))
    assert decision_letter(referral, audience, now=NOW + dt.timedelta(hours=1)) is None
    assert decision_letter(referral, audience, now=NOW + dt.timedelta(hours=2))
    assert not AuditEvent.objects.filter(action="referral.letter").exists()


def test_the_release_of_one_does_not_let_the_other_be_drawn(coordinator):
    referral = declined(coordinator)
    OutgoingMessage.objects.filter(audience=Audience.REFERRER).update(status=MessageStatus.SENT)

    assert decision_letter(referral, Audience.REFERRER, now=NOW)
    assert decision_letter(referral, Audience.PARTICIPANT, now=NOW) is None


def test_no_referral_is_declined_without_a_risk_holder(client, coordinator):
    referral = make_referral(agency=True)
    with pytest.raises(TransitionNotAllowed, match="holds the risk"):
        workflow.decline(
            referral_id=referral.pk,
            code=EndingCode.NOT_READY,
            words="x",
            risk_holder="  ",
            by=coordinator,
            now=NOW,
        )
    page = reverse("admin:referrals_referral_decline", args=[referral.pk])
    typed = {"version": 1, "code": EndingCode.NOT_READY, "words": "x"}
    assert "Name who holds the risk now" in client.post(page, typed).content.decode()
    alone = make_referral()
    page = reverse("admin:referrals_referral_decline", args=[alone.pk])
    assert "When do they look at the risk again?" in client.get(page).content.decode()


def test_only_the_referrer_reads_the_programme_and_a_later_step_ends_the_letter(
    client, coordinator
):
    version = ProgrammeVersionFactory(group=True)
    referral = make_referral(person=make_person(address="1 Example Street"), agency=True)
    workflow.accept(
        referral_id=referral.pk,
        programme=version.programme,
        words="Agreed.",
        by=coordinator,
        now=NOW,
    )
    release(referral)

    to_person = words(client.post(address(referral), {"is_checked": "on"}))
    assert "We would like to offer you a place." in to_person
    assert version.name not in to_person
    assert version.name in words(client.post(address(referral, "referrer"), {}))
    workflow.withdraw(
        referral_id=referral.pk, code=EndingCode.SELF_WITHDREW, words="", by=coordinator, now=NOW
    )
    referral.refresh_from_db()
    assert decision_letter(referral, Audience.PARTICIPANT, now=NOW) is None


def test_somebody_without_e_mail_waits_for_release_as_well(client, coordinator):
    referral = declined(coordinator, agency=False, email="")

    notice = OutgoingMessage.objects.get()
    assert (notice.event, notice.status) == ("declined_staff", MessageStatus.WAITING_RELEASE)
    assert decision_letter(referral, Audience.PARTICIPANT, now=NOW) is None
    release(referral)
    assert "We cannot offer you a place" in words(
        client.post(address(referral), {"is_checked": "on"})
    )


def test_the_page_before_a_decision_shows_the_notice_that_will_be_sent(client, coordinator):
    referral = make_referral(person=make_person(email="", address="1 Example Street"))

    page = client.get(reverse("admin:referrals_referral_decline", args=[referral.pk]))

    shown = page.content.decode()
    assert "tell the person of" in shown
    assert "We cannot offer you a place at the moment" in shown


def test_no_letter_says_that_somebody_waits_who_has_a_place(client, coordinator):
    version = ProgrammeVersionFactory(group=True)
    referral = make_referral(person=make_person(address="1 Example Street"), agency=True)
    workflow.accept(
        referral_id=referral.pk,
        programme=version.programme,
        words="Agreed.",
        by=coordinator,
        now=NOW,
    )
    release(referral)
    assert "waiting list" in words(client.post(address(referral, "referrer")))

    type(referral).objects.filter(pk=referral.pk).update(status=Status.SCHEDULED)
    referral.refresh_from_db()

    assert decision_letter(referral, Audience.PARTICIPANT, now=NOW) is None
    assert "waiting list" not in words(client.post(address(referral, "referrer")))


def test_no_letter_goes_to_a_person_who_has_died_by_another_form(coordinator):
    referral = declined(coordinator)
    release(referral)
    assert decision_letter(referral, Audience.PARTICIPANT, now=NOW)

    other = make_referral(person=make_person(person=referral.participant.person))
    workflow.withdraw(referral_id=other.pk, code=EndingCode.DIED, words="", by=coordinator, now=NOW)

    assert decision_letter(referral, Audience.PARTICIPANT, now=NOW) is None
    assert decision_letter(referral, Audience.REFERRER, now=NOW)


def test_a_self_referral_has_no_letter_to_a_referrer(coordinator):
    referral = declined(coordinator, agency=False)
    release(referral)
    assert decision_letter(referral, Audience.REFERRER, now=NOW) is None


def test_every_reason_has_words_but_for_somebody_who_has_died(coordinator):
    assert set(DECLINE_CODES) - set(REASONS) == {EndingCode.DIED}
    referral = declined(coordinator, code=EndingCode.DIED)
    release(referral)
    assert decision_letter(referral, Audience.PARTICIPANT, now=NOW) is None
