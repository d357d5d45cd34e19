"""Who sent a message before everyone was told, why, and when it left: shown at once, and true."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.release import override_release
from safeguarding.casework.releases import release
from safeguarding.crossing.copier import copy_waiting, sweep
from safeguarding.crossing.portal_feed import pull
from safeguarding.crossing.same_participant import tell_link_workers
from safeguarding.models import Alert, Handback, ReleaseOverride
from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import (
    client_of,
    decide,
    make_case,
    make_worker,
    one_person,
    person_for,
    speak,
    url,
)
from tests.safeguarding.helpers import queries_of

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture(autouse=True)
def _no_dressing(settings):
    settings.RANDOM_HOLD_SHARE = 0


@pytest.fixture
def waiting(worker, case):
    """A decision of yesterday that waits for one woman, with a message to each of two."""
    person_for(case, worker)
    _, message = decide(case.referral_id, verb="decline", now=timezone.now() - dt.timedelta(days=2))
    other = OutgoingMessage.objects.get(pk=message.pk)
    other.pk, other.key, other.audience = None, "other", Audience.REFERRER
    other.id = other._meta.pk.get_default()
    other.save(force_insert=True)
    pull(now=timezone.now())
    return message, other


def lets_go(message, why="He has a right to know."):
    by = UserFactory(manager=True, first_name="Kim", last_name="Manager")
    return override_release(message_id=message.pk, why=why, by=by, now=timezone.now())


def text_of(client, page="/safeguarding/"):
    return " ".join(client.get(page).content.decode().split())


SAID = (
    "to the participant. Kim Manager, a programme manager, released this message before everyone"
    " was told. Reason: “He has a right to know.” "
)


def test_the_programme_managers_override_shows_at_once_on_the_case_and_the_worklist(
    client, case, waiting
):
    lets_go(waiting[0])
    # On the case before anything was read from the portal, and on the worklist, which reads it.
    for page in (url(case), "/safeguarding/", url(case)):
        assert f"{SAID}It has not left yet." in text_of(client, page), page
    assert text_of(client, url(case)).count(SAID) == 1
    # The other message still waits, and is released as ever.
    assert Alert.objects.get(kind="tell_first").handled_at is None
    assert "A message is waiting for you to release it." in text_of(client)
    left = timezone.now()
    OutgoingMessage.objects.filter(pk=waiting[0].pk).update(status=MessageStatus.SENT, sent_at=left)
    at = timezone.localtime(left)
    assert f"{SAID}It left on {at.day} {at:%B} at {at:%H:%M}." in text_of(client)
    row = ReleaseOverride.objects.get()
    assert (row.by, row.name, row.message_id) == (None, "Kim Manager", waiting[0].pk)


def test_when_every_message_was_sent_nothing_waits_for_the_link_worker(client, case, waiting):
    for message in waiting:
        lets_go(message)
    for page in (url(case), "/safeguarding/"):
        text = text_of(client, page)
        assert "waiting for you to release it" not in text, page
        assert text.count("Kim Manager, a programme manager,") == 2
    alert = Alert.objects.get(kind="tell_first")
    assert (alert.outcome, alert.handled_by) == ("overtaken", None)
    pull(now=timezone.now())
    assert Alert.objects.filter(kind="overtaken").count() == 2


def test_an_override_that_was_cancelled_before_it_left_says_so(client, waiting):
    lets_go(waiting[0])
    pull(now=timezone.now())
    OutgoingMessage.objects.filter(pk=waiting[0].pk).update(status=MessageStatus.CANCELLED)
    assert f"{SAID}It was cancelled." in text_of(client)


def decides(case, by, why="She is in hospital, and the police tell her."):
    return release(case_id=case.pk, basis="override", why=why, by=by, now=timezone.now())


def test_the_link_workers_manager_decides_at_any_time_and_with_a_reason(
    client, worker, case, waiting
):
    manager = make_worker(is_manager=True, name="Ma Nager")
    with pytest.raises(Refusal, match="Only the link workers’ manager"):
        decides(case, worker)
    with pytest.raises(Refusal) as refusal:
        decides(case, manager, "")
    assert refusal.value.field == "why_override"
    assert not Handback.objects.exists()
    decides(case, manager)
    assert Alert.objects.get(kind="tell_first").outcome == "overridden"
    for page in ("/safeguarding/", url(case)):
        text = text_of(client, page)
        assert "waiting for you to release it" not in text
        assert "Ma Nager, the link workers’ manager, released this message" in text
        assert "Reason: “She is in hospital, and the police tell her.”" in text
    # Across at the next fixed moment of the day.
    later = timezone.now() + dt.timedelta(days=2)
    copy_waiting(now=later)
    # The portal learns no more than ever, and nothing is told twice.
    assert set(MessageRelease.objects.values_list("basis", "by_name", "why")) == {("told", "", "")}
    assert sweep(now=later) == (0, 0)
    pull(now=later)
    assert Alert.objects.filter(kind="overtaken").count() == ReleaseOverride.objects.count() == 2


def test_the_link_worker_of_a_case_of_the_same_participant_reads_that_it_was_sent(case, waiting):
    other = make_case(owner=make_worker())
    one_person(case, other)
    tell_link_workers(now=timezone.now())
    theirs = client_of(other.owner)
    before = "Tell the people on this case before the message is released."
    assert before in text_of(theirs)
    for message in waiting:
        lets_go(message)
    pull(now=timezone.now())
    tell_link_workers(now=timezone.now())
    for page in ("/safeguarding/", url(other)):
        text = text_of(theirs, page)
        assert "The message was sent before the person at risk was told." in text, page
        assert before not in text


def test_a_colleagues_case_does_not_hold_up_the_managers_decision(case, waiting):
    other = make_case(owner=make_worker())
    person_for(other, other.owner, "Ann Example")
    one_person(case, other)
    assert decides(case, make_worker(is_manager=True))


def test_only_the_manager_is_offered_the_decision(client, case, waiting):
    offered = "As the manager, I decide"
    assert offered not in text_of(client, url(case, "release/"))
    refused = client.post(url(case, "release/"), {"basis": "override", "why_override": "Now."})
    assert refused.status_code == 200
    theirs = client_of(make_worker(is_manager=True))
    assert offered in text_of(theirs, url(case, "release/"))
    silent = theirs.post(url(case, "release/"), {"basis": "override", "why_override": ""})
    assert "Say why these messages cannot wait" in silent.content.decode()
    assert not Handback.objects.exists()
    theirs.post(url(case, "release/"), {"basis": "override", "why_override": "Now."})
    assert Handback.objects.count() == 2


def test_a_contact_closes_the_alert_of_an_override(worker, case, waiting):
    lets_go(waiting[0])
    pull(now=timezone.now())
    alert = Alert.objects.get(kind="overtaken")
    speak(case, worker, alert_ids=[alert.pk])
    alert.refresh_from_db()
    assert alert.outcome == "told"


def test_overrides_cost_one_statement_of_the_portal_however_many(client, case, worker, waiting):
    before = queries_of(client, "/safeguarding/")
    lets_go(waiting[0])
    pull(now=timezone.now())
    OutgoingMessage.objects.filter(pk=waiting[1].pk).update(status=MessageStatus.SENT)
    pull(now=timezone.now())
    one = queries_of(client, "/safeguarding/")
    other = make_case(owner=worker)
    _, message = decide(other.referral_id, now=timezone.now() - dt.timedelta(days=2))
    pull(now=timezone.now())
    lets_go(message)
    pull(now=timezone.now())
    assert queries_of(client, "/safeguarding/") == one
    assert one["safeguarding"] <= before["safeguarding"]
