"""What was on record before is whole after the migrations, and after the way back."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from referrals.models import Participant
from tests.roles import make_and_grant

BORN = dt.date(1988, 4, 5)
BEFORE = [("referrals", "0009_plain_words")]


def migrate(targets):
    """Bring the portal's database to `targets` and return the models of that day."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def newest():
    """Return the newest migration of every app."""
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_every_participant_gets_a_person_of_its_own_and_keeps_what_its_form_said():
    latest = newest()
    try:
        rows = migrate(BEFORE).get_model("referrals", "Participant").objects
        for name in ("Abe Example", "Abe Example", "Bob Example"):
            rows.create(name=name, search_name=name.lower(), born_on=BORN)
        migrate(latest)
        people = list(Participant.objects.order_by("pk"))
        assert [row.name for row in people] == ["Abe Example", "Abe Example", "Bob Example"]
        # The same name and birthday join nobody: a coordinator decides.
        assert len({row.person_id for row in people}) == 3
        assert all(row.person_id == row.own_person_id for row in people)
        again = migrate(BEFORE).get_model("referrals", "Participant").objects
        assert again.filter(born_on=BORN).count() == 3
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()
