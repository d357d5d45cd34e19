"""The first page of the desk counts the places to review and the matches to decide."""

import pytest

from referrals.enums import MatchAnswer
from tests.factories.desk import make_person, staff
from tests.factories.matches import make_match

pytestmark = pytest.mark.django_db


def work(client, **role):
    """The items of the first page by their words."""
    client.force_login(staff(**role))
    return {item.text: item for item in client.get("/admin/").context["work"]}


@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_only_matches_that_nobody_has_answered_are_counted(client, role):
    for answer in MatchAnswer:
        make_match(make_person(), make_person(), answer=answer)
    item = work(client, **{role: True})["Possible matches"]
    assert (item.count, item.is_urgent) == ("1", True)


def test_nothing_to_decide_is_not_urgent(client):
    items = work(client, coordinator=True)
    for words in ("Possible matches", "Places to review"):
        assert (items[words].count, items[words].is_urgent) == ("0", False)


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_no_other_role_has_this_work(client, role):
    make_match(make_person(), make_person())
    assert not {"Possible matches", "Places to review"} & set(work(client, **{role: True}))
