"""What is read from the replica, and that nothing is ever written there."""

import pytest
from django.db import InternalError, connections, router, transaction
from django.test.utils import CaptureQueriesContext

from referral_portal.accounts.models import User
from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.replica.limits import REPLICA
from referral_portal.replica.router import PrimaryRouter, ReplicaRouter, from_replica
from referrals.enums import Status
from referrals.models import Referral
from safeguarding.router import SafeguardingRouter
from tests.factories.desk import make_referral

CHAINS = {
    "portal": [ReplicaRouter(), PrimaryRouter()],
    "all": [ReplicaRouter(), SafeguardingRouter()],
}


@pytest.fixture(params=CHAINS)
def chain(request, monkeypatch):
    """The routers of a zone."""
    monkeypatch.setattr(router, "routers", CHAINS[request.param])


def test_only_the_lists_are_read_from_it_and_only_inside_the_block(chain):
    assert router.db_for_read(Referral) == "default"
    with from_replica():
        assert router.db_for_read(Referral) == REPLICA
        assert router.db_for_write(Referral) == "default"
        for model in (User, AuditEvent, OutgoingMessage):
            assert router.db_for_read(model) == "default"
        assert Referral.objects.select_for_update().db == "default"
    assert router.db_for_read(Referral) == "default"


def test_an_error_ends_the_block():
    with pytest.raises(ZeroDivisionError), from_replica():
        raise ZeroDivisionError
    assert router.db_for_read(Referral) == "default"


@pytest.mark.parametrize("app", ["referrals", "accounts", "safeguarding", "outbox"])
def test_no_migration_runs_there(chain, app):
    assert not router.allow_migrate(REPLICA, app)


@pytest.mark.django_db(transaction=True)
def test_an_object_that_was_read_there_is_changed_on_the_primary(chain, replica):
    make_referral(name="Canary Read")
    with from_replica():
        row = Referral.objects.select_related("participant").get()
    other = make_referral()
    assert row._state.db == REPLICA
    with CaptureQueriesContext(connections[REPLICA]) as asked:
        row.refresh_from_db()
        row.wants_call = True
        row.save()
        row.participant.save()
        assert list(row.named_users.all()) == []
        row.named_users.all().delete()
        # An object of the primary is related to one of the replica.
        row.participant = other.participant
        row.save(update_fields=["participant"])
        row.participant.referrals.update(wants_call=False)
    assert not asked.captured_queries
    assert Referral.objects.filter(participant=other.participant, wants_call=False).count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_last_router_the_object_would_be_saved_where_it_was_read(replica, monkeypatch):
    monkeypatch.setattr(router, "routers", [ReplicaRouter()])
    make_referral()
    with from_replica():
        row = Referral.objects.get()
    with pytest.raises(InternalError, match="read-only"):
        row.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE referrals_referral SET status = ''", "DELETE FROM referrals_referral",
     "SELECT * FROM referrals_referral FOR UPDATE"],
)  # fmt: skip
def test_the_replica_refuses_writes_and_locks(replica, statement):
    make_referral()
    with pytest.raises(InternalError, match="read-only"), replica.connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_decision_reads_the_newest_row_even_inside_the_block(replica):
    row = make_referral()
    replica.stand_still()
    Referral.objects.update(status=Status.SCHEDULED)
    with from_replica():
        assert Referral.objects.get().status == Status.AWAITING_TRIAGE, "the control: it is old"
        with transaction.atomic():
            assert Referral.objects.select_for_update().get().status == Status.SCHEDULED
        found, made = Referral.objects.get_or_create(pk=row.pk)
        assert (found.status, made) == (Status.SCHEDULED, False)
