"""What health, readiness and figures say of a replica that is not used: never that a page is missing."""

import json

import pytest

from referral_portal import readiness
from referral_portal.metrics import portal
from referral_portal.replica import lists
from tests.metrics.reading import NOW, values

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"], transaction=True)
FIGURE = "portal_replica_behind_seconds"


@pytest.fixture
def watched(replica, monkeypatch):
    """Everything that looks at the replica shares what is known of it."""
    monkeypatch.setattr(readiness, "watch", lists.watch)
    monkeypatch.setattr(portal, "watch", lists.watch)
    return replica


def says(client) -> bool:
    return json.loads(client.get("/readyz").content)["checks"]["replica"]


def test_a_replica_that_follows(client, watched):
    assert says(client) is True
    assert values(portal.figures(NOW))[FIGURE] < float("inf")


def test_one_that_does_not_answer_is_amber_and_no_fault_of_the_service(client, watched):
    watched.connection.settings_dict["NAME"] = "none"
    assert says(client) is False
    checks = json.loads(client.get("/readyz").content)["checks"]
    assert (checks["database"], checks["migrations"]) == (True, True)
    assert readiness.state_of({"database": True, "replica": False}) == "amber"
    assert client.get("/healthz").status_code == 200
    assert values(portal.figures(NOW))[FIGURE] == float("inf")


def test_without_a_replica_there_is_no_such_check(client, settings):
    assert settings.REPLICA is None
    assert "replica" not in json.loads(client.get("/readyz").content)["checks"]
    assert values(portal.figures(NOW))[FIGURE] == 0
