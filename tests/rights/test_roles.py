"""Each zone at work as its own role: everything it does works, and nothing else does.

The rows that would leak are there: answers, drafts, accounts, envelopes, a case with its contents.
"""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import Mark
from cohorts.register import mark as record_marks
from deploy.backup import bases
from referral_portal.outbox.enums import Process
from referral_portal.outbox.heartbeat import give_beat
from referral_portal.outbox.models import Heartbeat
from referral_portal.sealing.models import SealedEnvelope
from referrals.call_backs import forget_call_backs
from referrals.contacts import record_call
from referrals.drafts import forget_drafts
from referrals.enums import CallOutcome
from referrals.models import Draft, Referral
from safeguarding.casework.disclosures import issue_card
from safeguarding.crossing.blanking import blank_backed_up
from safeguarding.crossing.copier import copy_waiting, sweep
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.crossing.signs import give_sign_of_life
from safeguarding.models import Alert, OpenedEnvelope, VictimCase
from safeguarding.tasks import run_process
from safeguarding.transactions import acting_as
from tests.factories.accounts import UserFactory
from tests.factories.call_backs import CallBackFactory
from tests.factories.cohorts import make_cohort, place_somebody, session_time
from tests.factories.referrals import make_catalogue, walk
from tests.factories.safeguarding import (
    CANARY,
    client_of,
    decide,
    make_case,
    make_referral,
    make_worker,
    url,
)
from tests.factories.single import book, make_cobi
from tests.unchanging import unchanging

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
NOT_ALLOWED = "42501"  # PostgreSQL's insufficient_privilege
PORTAL, READER, OPENER = "portal_app", "safeguarding_app", "safeguarding_opener"
BACKUP = "safeguarding_backup"


def refused(alias: str, statement: str) -> bool:
    """Whether the role of this moment may not do it; anything but a refusal is an error."""
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as fault:
        if fault.__cause__.pgcode == NOT_ALLOWED:
            return True
        raise
    return False


def test_the_portal_seals_what_it_cannot_read(become, client):
    make_catalogue()
    with become(PORTAL):
        check = walk(client, "self")
        client.post(check, {"declares": "on"})
        assert Referral.objects.count() == 1
        for statement in (
            "SELECT blob FROM sealing_sealedenvelope",
            "SELECT count(*) FROM sealing_sealedenvelope",
            "UPDATE sealing_sealedenvelope SET blob = ''",
            "DELETE FROM sealing_sealedenvelope",
        ):
            assert refused("default", statement), statement
    assert SealedEnvelope.objects.count() == 1


def test_the_role_of_the_backups_says_what_they_hold_and_reads_no_case(become):
    """By replication it copies everything, but encrypted; in SQL it reaches two tables."""
    make_referral()
    open_waiting(now=timezone.now())
    with become(BACKUP, "safeguarding"):
        row = bases_begin(connections["safeguarding"])
        assert list(OpenedEnvelope.objects.values_list("backup_id", flat=True)) == [row]
        for statement in (
            "SELECT * FROM safeguarding_victimcase",
            "SELECT * FROM safeguarding_worker",
            "UPDATE safeguarding_openedenvelope SET blanked_at = now()",
            "DELETE FROM safeguarding_openedenvelope",
            "DELETE FROM safeguarding_backup",
            "CREATE TABLE mine (id int)",
        ):
            assert refused("safeguarding", statement), statement


def bases_begin(connection) -> int:
    """Do what a backup does before it starts to copy; return the number of its row."""
    with connection.cursor() as cursor:
        cursor.execute(bases.BEGIN, [timezone.now()])
        row = cursor.fetchone()[0]
        cursor.execute(bases.MARK, [row])
        assert cursor.rowcount == 1
        cursor.execute(bases.MARK, [row])
        cursor.execute(bases.CONFIRM, [timezone.now(), row])
        cursor.execute(bases.MARK, [row])
        assert cursor.rowcount == 0
    return row


def test_the_portal_rewrites_no_history_and_forges_no_answer(become):
    place_somebody(make_cohort())
    with become(PORTAL):
        give_beat(timezone.now())
        for statement in (
            "UPDATE audit_auditevent SET action = 'x'",
            "DELETE FROM audit_auditevent",
            "UPDATE referrals_statuschange SET at = now()",
            "DELETE FROM cohorts_attendance",
            "INSERT INTO cohorts_sessioncheck DEFAULT VALUES",
            "INSERT INTO referrals_releasedcard DEFAULT VALUES",
            "UPDATE outbox_messagerelease SET basis = 'told'",
            "INSERT INTO outbox_heartbeat VALUES ('copier', 1, now())",
            "UPDATE outbox_heartbeat SET name = 'copier' WHERE name = 'beat'",
            "CREATE TABLE mine (id int)",
            "ALTER TABLE referrals_referral ADD COLUMN mine int",
            "TRUNCATE referrals_referral",
            "DELETE FROM django_migrations",
            "SELECT * FROM pulled.referrals_referral",
        ):
            assert refused("default", statement), statement


def test_the_other_side_reads_him_and_not_what_he_wrote(become):
    referral = make_referral()
    told = {"own_words": "CANARY-ANSWER", "behaviours": ["choked"], "civil_order_words": "CANARY"}
    referral.answers = {"told": told, "health": {"mind_words": "CANARY"}, "odd": "CANARY"}
    referral.save(update_fields=["answers"])
    with become(READER):
        found = Referral.objects.select_related("participant", "district").get(pk=referral.pk)
        assert found.reference == referral.reference
        assert found.participant.name == referral.participant.name
        # Of the answers, only the choices that show a danger.
        assert found.answers == {"told": {"behaviours": ["choked"]}}
        assert found.participant.born_on == referral.participant.born_on
        # With the address, which is never a safe one for a person at risk.
        assert found.participant.address == referral.participant.address
        assert found.participant.best_time is None
        for statement in (
            "SELECT answers FROM public.referrals_referral",
            "SELECT address FROM public.referrals_participant",
            "SELECT * FROM referrals_draft",
            "SELECT * FROM accounts_user",
            "SELECT * FROM django_session",
            "SELECT * FROM audit_auditevent",
            "SELECT blob FROM sealing_sealedenvelope",
            "UPDATE public.referrals_referral SET status = 'declined'",
            "UPDATE referrals_referral SET status = 'declined'",
            "DELETE FROM referrals_releasedcard",
            "UPDATE outbox_outgoingmessage SET body = ''",
        ):
            assert refused("default", statement), statement


def test_the_opener_opens_and_sees_no_more(become):
    referral = make_referral()
    with become(OPENER):
        # Its whole round, with the sign of life.
        assert run_process(Process.OPENER, open_waiting, blank_backed_up)
        assert Heartbeat.objects.get().name == Process.OPENER
        assert run_process(Process.OPENER, open_waiting, blank_backed_up)
        assert Heartbeat.objects.get().sequence == 2
        for alias, statement in (
            ("default", "INSERT INTO outbox_heartbeat VALUES ('copier', 1, now())"),
            ("default", "UPDATE outbox_heartbeat SET name = 'copier' WHERE name = 'opener'"),
            ("default", "SELECT name FROM referrals_participant"),
            ("default", "SELECT answers FROM public.referrals_referral"),
            ("default", "UPDATE sealing_sealedenvelope SET sealed_at = now()"),
            ("default", "DELETE FROM sealing_sealedenvelope"),
            ("default", "SELECT box FROM public.referrals_draft"),
            ("safeguarding", "SELECT * FROM safeguarding_contactnote"),
            ("safeguarding", "SELECT * FROM safeguarding_worker"),
            ("safeguarding", "SELECT contents FROM safeguarding_sealednote"),
        ):
            assert refused(alias, statement), statement
    assert CANARY in str(VictimCase.objects.get(referral_id=referral.pk).contents)


def test_the_other_side_does_its_whole_work(become):
    worker = make_worker()
    case = make_case(owner=worker)
    enrolment = place_somebody(make_cohort())
    decide(case.referral_id)
    now = timezone.now()
    browser = client_of(worker)
    with become(READER):
        pull(now=now)
        with acting_as(worker.pk):
            issue_card(
                case_id=case.pk, audience="coordinator", basis="consent", text="Invented.",
                asks_reply=False, expires_on=now.date() + dt.timedelta(days=5), by=worker, now=now,
            )  # fmt: skip
        copy_waiting(now=now)
        sweep(now=now)
        for process in (Process.COPIER, Process.PULLER, Process.CHECKS) * 2:
            give_sign_of_life(of=process, now=now)
        forged = "INSERT INTO outbox_heartbeat VALUES ('opener', 1, now())"
        assert refused("default", forged)
        assert browser.get(reverse("safeguarding:worklist")).status_code == 200
        assert browser.get(reverse("safeguarding:case", args=[case.pk])).status_code == 200
        for statement in (
            "UPDATE safeguarding_accessrecord SET at = now()",
            "DELETE FROM safeguarding_accessrecord",
            "DELETE FROM safeguarding_safeguardingevent",
            "DELETE FROM safeguarding_victimcase",
            "CREATE TABLE mine (id int)",
        ):
            assert refused("safeguarding", statement), statement
    assert Alert.objects.filter(case=case).exists()
    assert enrolment.pk


def test_through_the_views_a_link_workers_pages_say_the_same(become):
    worker = make_worker()
    at = session_time(cohort := make_cohort(), 1)
    absent = place_somebody(cohort)
    record_marks(session_id=cohort.sessions.get(number=1).pk, marks={absent.pk: Mark.ABSENT},
                 by=cohort.staffing.first().user, now=at)  # fmt: skip
    alone = place_somebody(make_cobi())
    book(alone, 1)
    open_waiting(now=timezone.now())
    pull(now=timezone.now())
    VictimCase.objects.update(owner=worker)
    case = VictimCase.objects.get(referral_id=absent.referral_id)
    single = VictimCase.objects.get(referral_id=alone.referral_id)
    browser = client_of(worker)

    def pages() -> list[str]:
        paths = ["/safeguarding/", "/safeguarding/checks/", "/safeguarding/cases/"]
        paths += [url(case), url(single), url(single, "release/")]
        return [unchanging(browser.get(path).content) for path in paths]

    with time_machine.travel(at, tick=False):
        browser = client_of(worker)
        as_owner = pages()
        with become(READER):
            as_reader = pages()
    assert "no contact" in as_owner[3]
    assert as_reader == as_owner


def test_abandoned_forms_and_calls_are_deleted_by_the_portals_role(become, client):
    make_catalogue()
    walk(client, "self")
    by, now = UserFactory(coordinator=True), timezone.now()
    call_back = CallBackFactory(received_at=now)
    later = now + dt.timedelta(days=400)
    with become(PORTAL):
        record_call(
            call_back_id=call_back.pk,
            result=CallOutcome.NO_ANSWER,
            next_try_at=later,
            by=by,
            now=now,
        )
        assert forget_drafts(now=later) == 1
        assert forget_call_backs(now=later) == 1
    assert not Draft.objects.exists()
