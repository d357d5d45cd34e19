"""The outgoing messages in the admin: a manager sees which wait, and releases one."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse

from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.queue import queue_message
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


def waiting_message():
    return queue_message(
        template="referrals/accepted_participant",
        to="somebody@example.org",
        context={"reference": "KM-TEST-TEST", "phone": "", "sender_name": "", "call_days": 2},
        key=str(uuid.uuid4()),
        audience=Audience.PARTICIPANT,
        wait_for_release=True,
        now=NOW,
    )


def test_a_manager_sees_which_messages_wait(client):
    client.force_login(staff(manager=True))
    waiting_message()

    page = client.get(reverse("admin:index")).content.decode()

    assert "Messages waiting for release" in page
    assert "somebody@example.org" not in page


def release_page(message):
    return reverse("admin:outbox_outgoingmessage_release", args=[message.pk])


def test_a_manager_reads_the_text_and_releases_the_message_after_the_wait(client, settings):
    manager, message = staff(manager=True), waiting_message()
    waited = NOW + dt.timedelta(hours=settings.RELEASE_OVERRIDE_HOURS)

    with time_machine.travel(waited - dt.timedelta(minutes=1), tick=False):
        client.force_login(manager)
        early = client.get(release_page(message))
        refused = client.post(release_page(message), {"why": "It is late."}).content.decode()
    with time_machine.travel(waited, tick=False):
        client.force_login(manager)
        late = client.get(release_page(message))
        silent = client.post(release_page(message), {"why": ""}).content.decode()
        released = client.post(
            release_page(message), {"why": "It is late."}, follow=True
        ).content.decode()

    assert message.subject in early.content.decode()
    assert "somebody@example.org" not in early.content.decode()
    assert (early.context["too_early"], late.context["too_early"]) == (True, False)
    assert f"{settings.RELEASE_OVERRIDE_HOURS} hours after it was written" in refused
    assert "Enter why this message cannot wait" in silent
    assert "The message will leave at the next fixed time." in released
    release = MessageRelease.objects.get()
    assert (release.message_id, release.basis) == (message.pk, ReleaseBasis.OVERRIDE)
    assert (release.by_name, release.why) == (str(manager), "It is late.")


@pytest.mark.parametrize("role", ["coordinator", "auditor", "administrator", "facilitator"])
def test_no_other_role_finds_the_page(client, role):
    client.force_login(staff(**{role: True}))
    message = waiting_message()

    assert client.get(release_page(message)).status_code == 404
    assert client.post(release_page(message)).status_code == 404
    assert not MessageRelease.objects.exists()


def test_a_message_that_is_not_waiting_has_no_page(client):
    client.force_login(staff(manager=True))
    message = waiting_message()
    OutgoingMessage.objects.update(status=MessageStatus.SENT)

    assert client.get(release_page(message)).status_code == 404


def test_only_a_manager_sees_the_button(client):
    message = waiting_message()
    page = reverse("admin:outbox_outgoingmessage_change", args=[message.pk])
    for role, sees in (("manager", True), ("auditor", False)):
        client.force_login(staff(**{role: True}))
        assert (release_page(message) in client.get(page).content.decode()) is sees


def test_failures_are_listed_only_when_there_are_some(client):
    client.force_login(staff(manager=True))
    waiting_message()
    failed = waiting_message()

    before = client.get(reverse("admin:index")).content.decode()
    OutgoingMessage.objects.filter(pk=failed.pk).update(status=MessageStatus.FAILED)
    after = client.get(reverse("admin:index")).content.decode()

    assert "Messages that could not be sent" not in before
    assert "Messages that could not be sent" in after
    assert reverse("admin:outbox_outgoingmessage_decide", args=[failed.pk]) in after


def test_the_list_says_why_a_message_was_cancelled(client):
    client.force_login(staff(manager=True))
    waiting_message()
    OutgoingMessage.objects.update(
        status=MessageStatus.CANCELLED, cancelled_because=CancelReason.OVERTAKEN
    )

    page = client.get(reverse("admin:outbox_outgoingmessage_changelist")).content.decode()

    assert CancelReason.OVERTAKEN.label in page


# -- Messages that did not arrive ----------------------------------------------------------------
def unsent_message(status=MessageStatus.UNCERTAIN):
    message = waiting_message()
    OutgoingMessage.objects.filter(pk=message.pk).update(status=status)
    return message


def decide_page(message):
    return reverse("admin:outbox_outgoingmessage_decide", args=[message.pk])


@pytest.mark.parametrize("role", ["coordinator", "manager"])
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (MessageStatus.FAILED, "Messages that could not be sent"),
        (MessageStatus.UNCERTAIN, "Messages that may not have arrived"),
    ],
)
def test_the_first_page_says_what_did_not_arrive_in_red_words(client, role, status, words):
    client.force_login(staff(**{role: True}))
    message = unsent_message(status)
    make_referral(danger_level=1)

    response = client.get(reverse("admin:index"))
    page = response.content.decode()
    (item,) = [one for one in response.context["work"] if one.text == words]
    assert (item.count, item.is_urgent) == ("1", True)
    section = page[: page.index(words)].rpartition("<section")[2]
    assert "today-list--urgent" in section
    assert item.hint.startswith("Needs action: ")
    assert item.hint in page
    assert page.index("Danger: same day") < page.index(words), "danger comes first"
    listed = client.get(item.url).content.decode()
    assert str(message.pk)[:8] in listed

    OutgoingMessage.objects.update(settled_at=NOW)
    assert words not in client.get(reverse("admin:index")).content.decode()
    assert str(message.pk)[:8] not in client.get(item.url).content.decode()


def test_a_coordinator_does_not_see_how_many_messages_wait(client):
    client.force_login(staff(coordinator=True))
    waiting_message()
    page = client.get(reverse("admin:index")).content.decode()
    assert "Messages waiting for release" not in page


@pytest.mark.parametrize(
    ("decision", "said", "status"),
    [
        ("again", "will be sent again now", MessageStatus.RENDERED),
        ("arrived", "has arrived", MessageStatus.SENT),
        ("close", "has been closed", MessageStatus.UNCERTAIN),
    ],
)
def test_a_coordinator_reads_what_to_do_and_decides(client, decision, said, status, monkeypatch):
    client.force_login(staff(coordinator=True))
    message = unsent_message()
    monkeypatch.setattr("referral_portal.outbox.settling.why_untrue", lambda *asked: None)

    page = client.get(decide_page(message)).content.decode()
    answer = client.post(decide_page(message), {"decision": decision}, follow=True)
    late = client.post(decide_page(message), {"decision": "close"}).content.decode()

    assert message.subject in page
    assert "somebody@example.org" not in page
    assert "Ask the recipient" in page
    assert [word in page for word in ("Send again", "It has arrived", "Close without")] == [
        True
    ] * 3
    assert said in answer.content.decode()
    message.refresh_from_db()
    assert message.status == status
    assert "needs no decision any more" in late


def test_a_message_that_is_no_longer_true_is_refused_in_words(client):
    client.force_login(staff(coordinator=True))
    message = unsent_message()
    OutgoingMessage.objects.update(referral_id=uuid.uuid4())

    page = client.post(decide_page(message), {"decision": "again"}).content.decode()

    assert "This message is no longer true" in page
    message.refresh_from_db()
    assert message.status == MessageStatus.UNCERTAIN


@pytest.mark.parametrize("status", [MessageStatus.WAITING_RELEASE, MessageStatus.SENT])
def test_there_is_nothing_to_decide_about_any_other_message(client, status):
    client.force_login(staff(manager=True))
    message = unsent_message(status)

    assert client.get(decide_page(message)).status_code == 404
    client.post(decide_page(message), {"decision": "again"})
    message.refresh_from_db()
    assert message.status == status


@pytest.mark.parametrize("role", ["auditor", "administrator", "facilitator"])
def test_no_other_role_finds_the_page_to_decide(client, role):
    client.force_login(staff(**{role: True}))
    message = unsent_message()

    assert client.get(decide_page(message)).status_code == 404
    assert client.post(decide_page(message), {"decision": "again"}).status_code == 404
    message.refresh_from_db()
    assert message.status == MessageStatus.UNCERTAIN


def test_a_message_leads_to_its_decision_while_it_needs_one(client):
    message = unsent_message(MessageStatus.FAILED)
    page = reverse("admin:outbox_outgoingmessage_change", args=[message.pk])
    for role, sees in (("coordinator", True), ("manager", True), ("auditor", False)):
        client.force_login(staff(**{role: True}))
        assert (decide_page(message) in client.get(page).content.decode()) is sees
    OutgoingMessage.objects.update(settled_at=NOW)
    client.force_login(staff(manager=True))
    assert decide_page(message) not in client.get(page).content.decode()


def test_the_first_page_names_the_referral_of_a_message_that_did_not_arrive(client):
    referral = make_referral()
    message, notice = unsent_message(MessageStatus.FAILED), unsent_message(MessageStatus.FAILED)
    OutgoingMessage.objects.filter(pk=message.pk).update(referral_id=referral.pk)
    OutgoingMessage.objects.filter(pk=notice.pk).update(event="changed_staff")

    def rows(role: str) -> set:
        client.force_login(staff(**{role: True}))
        work = client.get(reverse("admin:index")).context["work"]
        (found,) = [one.rows for one in work if one.text == "Messages that could not be sent"]
        return {(row.text, row.name) for row in found}

    changed = ("Notice: a password or second factor has changed", "")
    assert rows("coordinator") == {(referral.reference, "Decision: accepted"), changed}
    assert rows("auditor") == {("Decision: accepted", ""), changed}


def test_the_pages_of_one_message_say_what_it_is_about_and_lead_to_its_referral(client):
    referral = make_referral()
    waits, failed = waiting_message(), unsent_message(MessageStatus.FAILED)
    OutgoingMessage.objects.update(referral_id=referral.pk)
    client.force_login(staff(manager=True))

    for path in (release_page(waits), decide_page(failed)):
        page = client.get(path).text
        assert "Decision: accepted" in page
        assert f'{reverse("admin:referrals_referral_change", args=[referral.pk])}">' in page
