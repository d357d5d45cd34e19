"""Questions that were asked before they had rows of their own."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from referrals.models import Question
from tests.factories.accounts import UserFactory
from tests.referrals.test_migrations import make_old_referral, migrate, newest
from tests.roles import make_and_grant

AT = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)
STEPS = [
    ("request_information", "First?"), ("receive_information", "Yes."), ("hold", "Ill."),
    ("request_information", "Second?"), ("receive_information", "No."),
    ("request_information", "Third?"),
]  # fmt: skip


def before() -> list[tuple[str, str]]:
    """Return the migration before the one that fills the rows."""
    names = MigrationLoader(connection).disk_migrations
    return [one for one in names if one[0] == "referrals" and one[1].endswith("_questions")]


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_questions_of_the_history_become_rows_with_their_answers():
    latest = newest()
    try:
        user = UserFactory(coordinator=True)
        old = migrate(before())
        referral = make_old_referral(old, due_at=AT)
        for number, (verb, words) in enumerate(STEPS, 1):
            old.get_model("referrals", "StatusChange").objects.create(
                referral=referral, number=number, verb=verb, to_status="on_hold", words=words,
                at=AT + dt.timedelta(days=number), by_id=user.pk,
            )  # fmt: skip
        migrate(latest)
        rows = Question.objects.order_by("number")
        assert [(one.number, one.text, one.answer, one.whom) for one in rows] == [
            (1, "First?", "Yes.", "participant"),
            (2, "Second?", "No.", "participant"),
            (3, "Third?", "", "participant"),
        ]
        assert [one.answered_by_id for one in rows] == [user.pk, user.pk, None]
        # Nobody has to read again what the desk wrote down itself.
        assert [one.read_at for one in rows] == [one.answered_at for one in rows]
        assert rows[0].answer_due_on == dt.date(2026, 12, 9)
        migrate(before())
        migrate(latest)
        assert Question.objects.count() == len(rows)
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()
