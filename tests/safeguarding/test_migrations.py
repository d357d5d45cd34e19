"""What was on record before is chained and encrypted by the migrations, and comes back whole."""

import uuid

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from safeguarding.access.chains import case_chain
from safeguarding.models import Concern, ContactNote, SafeContact, SealedNote, VictimCase
from tests.roles import make_and_grant

BEFORE = [("safeguarding", "0003_last_code")]
CANARY = "Canary Example"
FORM = {"person": {"answers": [{"name": "harmed_name", "value": CANARY}]}}


def migrate(targets):
    """Bring the safeguarding database to `targets` and return the models of that day."""
    executor = MigrationExecutor(connections["safeguarding"])
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def newest():
    """Return the newest migration of the app."""
    leaves = MigrationExecutor(connections["safeguarding"]).loader.graph.leaf_nodes()
    return [node for node in leaves if node[0] == "safeguarding"]


def bytes_of(table, column):
    with connections["safeguarding"].cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM safeguarding_{table}')
        return b"".join(bytes(value) for (value,) in cursor.fetchall() if value is not None)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_what_is_on_record_is_moved_there_and_back():
    latest = newest()
    try:
        old = migrate(BEFORE)
        fill(old)
        migrate(latest)
        case = VictimCase.objects.get(reference="KM-1")
        assert case.contents == FORM
        assert VictimCase.objects.get(reference="KM-2").contents is None
        contact = SafeContact.objects.get()
        assert (contact.person, contact.value, contact.when) == (CANARY, "07700900777", "")
        assert ContactNote.objects.get().note == CANARY
        assert SealedNote.objects.get().contents == Concern.objects.get().contents == FORM
        assert (case_chain(case).length, case_chain(case).is_whole) == (3, True)
        for table, column in (("victimcase", "contents"), ("safecontact", "person"),
                              ("contactnote", "note"), ("concern", "contents")):  # fmt: skip
            assert CANARY.encode() not in bytes_of(table, column)
        again = migrate(BEFORE)
        row = again.get_model("safeguarding", "SafeContact").objects.get()
        assert (row.person, row.value, row.when) == (CANARY, "07700900777", "")
        contents = again.get_model("safeguarding", "VictimCase").objects
        assert contents.get(reference="KM-1").contents == FORM
        assert contents.get(reference="KM-2").contents is None
    finally:
        migrate(latest)
        # A table that is made anew has no rights yet; a deployment grants after every migration.
        if connections["safeguarding"].vendor == "postgresql":
            make_and_grant()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_cases_stay_when_the_status_that_nothing_set_is_dropped():
    before, latest = [("safeguarding", "0009_open_and_close_cases")], newest()
    try:
        cases = migrate(before).get_model("safeguarding", "VictimCase").objects
        kept = cases.create(
            referral_id=uuid.uuid4(), reference="KM-1", opened_at=timezone.now(), status="open"
        )
        migrate(latest)
        case = VictimCase.objects.get()
        assert (case.pk, case.referral_id, case.reference) == (kept.pk, kept.referral_id, "KM-1")
        row = migrate(before).get_model("safeguarding", "VictimCase").objects.get()
        assert (row.pk, row.status) == (kept.pk, "open")
    finally:
        migrate(latest)


def fill(old):
    """Write a little of everything, as it was then."""
    model = {name: old.get_model("safeguarding", name).objects for name in (
        "Worker", "VictimCase", "SafeContact", "ContactNote", "SealedNote", "Concern",
        "AccessRecord")}  # fmt: skip
    now = timezone.now()
    worker = model["Worker"].create(username="w", name="W", password="!", created_at=now)
    case, _ = (
        model["VictimCase"].create(
            referral_id=uuid.uuid4(), reference=reference, opened_at=now, contents=contents
        )
        for reference, contents in (("KM-1", FORM), ("KM-2", None))
    )
    model["SafeContact"].create(
        case=case, person=CANARY, kind="partner", method="call", value="07700900777",
        source="agency", added_by=worker, added_at=now,
    )  # fmt: skip
    model["ContactNote"].create(
        case=case, method="call", result="spoke", note=CANARY, at=now, by=worker, written_at=now
    )
    model["SealedNote"].create(pk=uuid.uuid4(), case=case, contents=FORM, sealed_at=now)
    model["Concern"].create(pk=uuid.uuid4(), case=case, contents=FORM, raised_at=now, state_at=now)
    for page in ("case", "give", "case"):
        model["AccessRecord"].create(worker=worker, at=now, what="case", page=page, case=case)
    model["AccessRecord"].create(worker=worker, at=now, what="worklist", page="worklist")
