"""The guard against conditions on a second table: it must bite, and every exception must exist."""

import ast

import pytest
from django.db.models import Exists, OuterRef

from referral_portal.accounts.models import Invitation, User
from tests import single_table
from tests.guards import ForbiddenInTestsError

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_our_room(monkeypatch):
    monkeypatch.setattr(single_table, "our_place", lambda frame: "referrals/invented.py:verb")


@pytest.mark.usefixtures("in_our_room")
@pytest.mark.parametrize(
    "rows",
    [
        lambda: Invitation.objects.filter(user__is_active=True),
        lambda: Invitation.objects.exclude(user__is_active=False),
        lambda: Invitation.objects.filter(user__in=User.objects.filter(is_active=True)),
        lambda: User.objects.filter(Exists(Invitation.objects.filter(user=OuterRef("pk")))),
    ],
)
def test_a_condition_on_a_second_table_is_refused(rows):
    change = {"digest": ""} if rows().model is Invitation else {"first_name": ""}
    with pytest.raises(ForbiddenInTestsError, match="second table"):
        rows().update(**change)


@pytest.mark.usefixtures("in_our_room")
def test_a_condition_on_the_row_itself_is_not():
    assert Invitation.objects.filter(user=1, used_at=None).update(digest="") == 0
    assert Invitation.objects.filter(pk__in=[1, 2], used_at=None).delete()[0] == 0


def test_a_second_table_is_refused_in_our_own_code(monkeypatch):
    monkeypatch.setattr(single_table, "ROOMS", (__file__,))
    with pytest.raises(ForbiddenInTestsError, match=r"test_single_table\.py"):
        Invitation.objects.filter(user__is_active=True).update(digest="")


def test_every_exception_is_a_function_that_exists():
    for place in single_table.MAY_RUN_TWICE:
        file, _, function = place.partition(":")
        tree = ast.parse((single_table.ROOT / file).read_text())
        assert function in {node.name for node in ast.walk(tree) if hasattr(node, "name")}, place
