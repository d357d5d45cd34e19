"""The migration that keeps which openings a backup holds, there and back."""

import uuid

import pytest
from django.utils import timezone

from safeguarding.models import OpenedEnvelope
from tests.safeguarding.test_migrations import come_back, migrate, newest


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_what_was_opened_before_was_blanked_at_once():
    before, latest = [("safeguarding", "0027_cover")], newest()
    row = {"pk": uuid.uuid4(), "kind": "referral", "stored_at": timezone.now()}
    try:
        migrate(before).get_model("safeguarding", "OpenedEnvelope").objects.create(**row)
        migrate(latest)
        opened = OpenedEnvelope.objects.get()
        assert (opened.blanked_at, opened.backup) == (row["stored_at"], None)
        again = migrate(before).get_model("safeguarding", "OpenedEnvelope").objects
        assert again.get().stored_at == row["stored_at"]
    finally:
        come_back(latest)
