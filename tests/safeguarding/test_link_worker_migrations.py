"""The migrations about link workers who leave, closed cases, cover and emails, there and back."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from referral_portal.outbox.settling import UNSETTLED
from safeguarding.models import (
    Alert,
    CaseClosing,
    Cover,
    ProtectedMessage,
    VictimCase,
    Worker,
)
from tests.safeguarding.test_migrations import come_back, migrate, newest

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])


def test_a_case_that_a_leaver_had_is_a_new_case_going_back():
    before, latest = [("safeguarding", "0024_missing_mark_alerts")], newest()
    now = timezone.now()
    try:
        old = migrate(before)
        case = old.get_model("safeguarding", "VictimCase").objects.create(
            referral_id=uuid.uuid4(), reference="KM-1", opened_at=now
        )
        fields = {"urgency": 50, "case_id": case.pk, "raised_at": now}
        old.get_model("safeguarding", "Alert").objects.create(
            kind="new_case", source="case:1", **fields
        )
        migrate(latest)
        Alert.objects.create(kind="untaken", source="untaken:1", **fields | {"urgency": 15})
        assert set(Alert.objects.values_list("kind", "urgency")) == {
            ("new_case", 50),
            ("untaken", 15),
        }
        again = migrate(before).get_model("safeguarding", "Alert").objects
        assert set(again.values_list("kind", "urgency")) == {("new_case", 50)}
        assert again.count() == 2
    finally:
        come_back(latest)


def test_cases_from_before_are_open_and_a_closed_one_is_open_going_back():
    before, latest = [("safeguarding", "0025_untaken_cases")], newest()
    now = timezone.now()
    try:
        fields = {"referral_id": uuid.uuid4(), "reference": "KM-1", "opened_at": now}
        case = migrate(before).get_model("safeguarding", "VictimCase").objects.create(**fields)
        migrate(latest)
        assert VictimCase.objects.get().closed_at is None
        VictimCase.objects.update(closed_at=now)
        by = Worker.objects.create(username="w", name="W", password="x", created_at=now)
        CaseClosing.objects.create(case_id=case.pk, why="Moved.", by=by, at=now)
        again = migrate(before).get_model("safeguarding", "VictimCase").objects
        assert again.get().reference == "KM-1"
        migrate(latest)
        assert VictimCase.objects.get().closed_at is None
        assert not CaseClosing.objects.exists()
    finally:
        come_back(latest)


def test_cover_ends_going_back_and_nothing_else_goes():
    before, latest = [("safeguarding", "0026_closed_cases")], newest()
    now = timezone.now()
    try:
        make = migrate(before).get_model("safeguarding", "Worker").objects.create
        for name in ("a", "b"):
            make(username=name, name=name, password="x", created_at=now)
        migrate(latest)
        one, other = Worker.objects.order_by("username")
        Cover.objects.create(
            covered=one, colleague=other, starts_at=now, ends_at=now + dt.timedelta(days=1),
            named_by=one, named_at=now,
        )  # fmt: skip
        assert migrate(before).get_model("safeguarding", "Worker").objects.count() == 2
        migrate(latest)
        assert not Cover.objects.exists()
    finally:
        come_back(latest)


def test_emails_that_failed_before_wait_for_a_decision_and_stay_as_they_are_going_back():
    before, latest, now = [("safeguarding", "0029_timelines")], newest(), timezone.now()
    try:
        old = migrate(before).get_model("safeguarding", "ProtectedMessage")
        for status in ("failed", "uncertain", "sent"):
            old.objects.create(
                key=status, status=status, to_address="a@example.org", created_at=now, due_at=now
            )
        migrate(latest)
        waiting = ProtectedMessage.objects.filter(UNSETTLED)
        assert set(waiting.values_list("key", flat=True)) == {"failed", "uncertain"}
        waiting.update(settled_at=now)
        rows = migrate(before).get_model("safeguarding", "ProtectedMessage").objects
        assert [key == status for key, status in rows.values_list("key", "status")] == [True] * 3
    finally:
        come_back(latest)
