"""The lists of reviews and of complaints: what is due first at the top, and the settled ones apart."""

import datetime as dt

import pytest
import time_machine

from tests.factories.desk import make_referral, staff
from tests.factories.reviews import LATER, ended, make_complaint, make_review

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LISTS = {
    "/admin/referrals/decisionreview/": lambda: make_review(ended()),
    "/admin/referrals/complaint/": lambda: make_complaint(make_referral()),
}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.mark.parametrize("address", LISTS)
def test_open_ones_stand_in_the_order_of_their_dates_and_settled_ones_apart(client, address):
    client.force_login(staff(manager=True))
    late, soon, done = (LISTS[address]() for _ in range(3))
    rows = type(late).objects
    rows.filter(pk=soon.pk).update(due_at=LATER - dt.timedelta(days=1))
    rows.filter(pk=done.pk).update(outcome="upheld", settled_at=LATER)

    def shown(**params):
        page = client.get(address, params)
        return [one["row"] for one in page.context["rows"]], page.content.decode()

    found, html = shown()
    assert found == [soon, late]
    assert html.count("Overdue") == 1
    assert shown(status="settled")[0] == [done]
