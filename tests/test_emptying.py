"""After a test with real transactions the databases are as Django's `flush` leaves them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from referral_portal.accounts.models import User
from safeguarding.models import Worker
from tests import emptying
from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import make_worker

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
    pytest.mark.sqlite,
]


def left() -> list[list[tuple]]:
    """The rows that Django's own receivers write into an empty database."""
    return [list(model.objects.order_by("pk").values_list()) for model in (ContentType, Permission)]


def empty_both() -> None:
    for alias in ("default", "safeguarding"):
        emptying.empty(alias)


def test_rows_of_both_databases_are_gone_and_the_permissions_stay():
    empty_both()
    before = left()
    UserFactory(coordinator=True)
    make_worker()

    empty_both()

    assert left() == before
    assert all(before)
    for model in (User, Group, Group.permissions.through, User.groups.through, Worker):
        assert not model.objects.exists(), model


def test_permissions_that_a_test_changed_are_made_anew():
    empty_both()
    names = {row[-1] for row in left()[1]}
    Permission.objects.filter(codename__startswith="view").delete()
    Permission.objects.update(name="Changed")

    empty_both()

    assert {row[-1] for row in left()[1]} == names
    assert not Permission.objects.filter(name="Changed").exists()
