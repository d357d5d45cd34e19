"""The portal's figures: each says what is in the database, and costs the same with many rows."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.enums import Pathway
from referral_portal.metrics.portal import figures
from referral_portal.outbox.enums import Audience, MessageStatus, Process
from referral_portal.outbox.heartbeat import give_beat
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import CallBackStatus, Route
from referrals.models import Draft, SyntheticRound
from safeguarding.crossing.signs import give_sign_of_life
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import make_referral
from tests.factories.signs import sign_all
from tests.metrics.reading import NOW, TOKEN, values

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
BUDGET = 15


def message(number=0, *, minutes=0, **fields) -> OutgoingMessage:
    at = NOW - dt.timedelta(minutes=minutes)
    fields = {"created_at": at, "due_at": at, "status": MessageStatus.RENDERED, **fields}
    return OutgoingMessage.objects.create(
        key=f"key-{OutgoingMessage.objects.count()}-{number}",
        to_address="canary@example.org",
        audience=Audience.PARTICIPANT,
        **fields,
    )


def draft(**fields) -> Draft:
    number = Draft.objects.count()
    return Draft.objects.create(
        **{
            "token_digest": f"{number:064}",
            "route": Route.SELF,
            "pathway": Pathway.DOMESTIC_ABUSE,
            "box": b"",
            "started_at": NOW,
            "expires_at": NOW + dt.timedelta(days=1),
            **fields,
        }
    )


# -- What they say -------------------------------------------------------------------------------
def test_without_any_row_nothing_is_old_and_the_background_work_has_never_run():
    found = values(figures(NOW))
    assert found.pop("portal_beat_age_seconds") == float("inf")
    assert found.pop("portal_answers_may_be_late") == 1
    # Requests and wake-ups are those of this process, which may have had some.
    others = {name for name in found if not re.search("_request|_queue_", name)}
    assert {found[name] for name in others} == {0}


def test_messages_that_should_have_left():
    message(minutes=3)
    message(minutes=2)
    message(minutes=-5)  # its time comes
    late = {"due_at": NOW + dt.timedelta(hours=1)}
    message(minutes=20, attempts=2, **late)
    claimed = {"status": MessageStatus.CLAIMED}
    message(minutes=7, lease_until=NOW - dt.timedelta(minutes=1), **claimed)
    message(minutes=9, lease_until=NOW + dt.timedelta(minutes=1), **claimed)
    found = values(figures(NOW))
    oldest = "portal_message_oldest_seconds"
    assert found[f"{oldest} due"] == 180
    assert found[f"{oldest} refused"] == 1200
    assert found[f"{oldest} claimed"] == 420
    assert found["portal_messages due"] == 2


def test_messages_that_need_a_decision():
    for status, minutes in ((MessageStatus.FAILED, 5), (MessageStatus.UNCERTAIN, 8)):
        message(minutes=minutes, status=status)
        message(minutes=minutes - 1, status=status)
        message(minutes=60, status=status, settled_at=NOW)
    found = values(figures(NOW))
    assert found["portal_message_oldest_seconds failed"] == 300
    assert found["portal_message_oldest_seconds uncertain"] == 480
    assert found["portal_messages failed"] == found["portal_messages uncertain"] == 2


def test_a_message_that_waits_for_its_release_changes_no_figure():
    before = values(figures(NOW))
    for status in (MessageStatus.WAITING_RELEASE, MessageStatus.SENT, MessageStatus.CANCELLED):
        message(minutes=600, status=status)
    assert values(figures(NOW)) == before


def test_forms_drafts_and_call_backs():
    for minutes, route in ((1, Route.SELF), (59, Route.SELF), (5, Route.AGENCY), (61, Route.SELF)):
        at = NOW - dt.timedelta(minutes=minutes)
        make_referral(submitted_at=at, agency=route == Route.AGENCY)
    draft()
    draft(submitted_at=NOW)
    draft(expires_at=NOW)
    for minutes, status in (
        (1, CallBackStatus.WAITING),
        (2, CallBackStatus.CLOSED),
        (70, "waiting"),
    ):
        CallBackFactory(received_at=NOW - dt.timedelta(minutes=minutes), status=status)
    found = values(figures(NOW))
    assert found["portal_forms_last_hour self"] == 2
    assert found["portal_forms_last_hour agency"] == 1
    assert found["portal_drafts"] == 1
    assert found["portal_call_backs_last_hour"] == 2


def test_signs_of_life_do_not_name_what_is_silent(settings):
    give_beat(NOW - dt.timedelta(seconds=40))
    sign_all(now=NOW)
    found = values(figures(NOW))
    assert found["portal_beat_age_seconds"] == 40
    assert found["portal_answers_may_be_late"] == 0
    silences = []
    for process in Process:
        sign_all(now=NOW)
        minutes = settings.HEARTBEAT_SILENCE_MINUTES + 1
        give_sign_of_life(of=process, now=NOW - dt.timedelta(minutes=minutes))
        silences.append(values(figures(NOW)))
    assert all(one == silences[0] for one in silences)
    assert silences[0]["portal_answers_may_be_late"] == 1


def test_the_answer_holds_no_word_of_a_person(client, settings):
    settings.METRICS_TOKEN = TOKEN
    with time_machine.travel(NOW, tick=False):
        referral = make_referral(submitted_at=NOW)
        message(minutes=3, referral_id=referral.pk, subject="canary")
        CallBackFactory(received_at=NOW, name="canary")
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    text = answer.content.decode()
    assert 'portal_messages{state="due"} 1.0' in text
    for word in (
        str(referral.pk),
        referral.reference,
        "canary",
        "Invented",
        "example.org",
    ):
        assert word not in text


def test_a_synthetic_referral_is_in_no_figure_but_its_own(settings):
    settings.SYNTHETIC_MINUTES = 60
    draft()
    before = values(figures(NOW))
    at = NOW - dt.timedelta(minutes=3)
    SyntheticRound.objects.create(started_at=at, referral_id=draft().pk, sent_at=at)
    after = values(figures(NOW))
    own = {name for name in after if "_synthetic_" in name}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"portal_synthetic_step answer"} < own
    SyntheticRound.objects.update(returned_at=at)
    assert values(figures(NOW))["portal_synthetic_age_seconds"] == 180


# -- What they cost ------------------------------------------------------------------------------
def test_a_scrape_costs_the_same_with_few_rows_and_with_many():
    costs = []
    for many in (1, 100):
        for number in range(many):
            message(number, minutes=number)
            message(number, minutes=number, attempts=1)
            message(number, minutes=number, status=MessageStatus.FAILED)
            draft()
            CallBackFactory(received_at=NOW)
        with CaptureQueriesContext(connection) as caught:
            list(figures(NOW))
        costs.append(len(caught))
    assert costs[0] == costs[1] <= BUDGET
