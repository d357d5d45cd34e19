"""The team's figures stand on the first page of the desk, with a table behind each chart."""

import pytest
import time_machine
from django.core.cache import cache

from referral_portal.common.dates import local
from referrals.admin.today.panel import COUNTED
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_the_desk_reads_charts_and_the_tables_behind_them(client, role):
    make_referral(agency=True)
    hidden = make_referral(is_restricted=True)
    hidden.named_users.create(user=staff(manager=True), at=NOW)

    with time_machine.travel(NOW, tick=False):
        client.force_login(staff(**{role: True}))
        page = client.get("/admin/").text

    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') >= 2
    assert "Received each week as a table" in page
    row = page.partition("30 Nov 2026")[2].partition("</tr>")[0]
    assert "".join(row.split()) == "</td><td>0</td><td>1</td><td>1</td>"
    assert "These figures leave out referrals that only named people see" in page


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_the_figures_are_not_on_the_first_page_of_the_other_roles(client, role):
    client.force_login(staff(**{role: True}))

    assert "Received each week" not in client.get("/admin/").text


def test_one_count_is_shown_for_a_while(client, settings):
    settings.TEAM = {**settings.TEAM, "figures_seconds": 600}
    table = "Received each week as a table"
    with time_machine.travel(NOW, tick=False):
        client.force_login(staff(coordinator=True))
        try:
            first = client.get("/admin/").text
            make_referral(agency=True)
            again = client.get("/admin/").text
        finally:
            cache.delete(COUNTED)
        anew = client.get("/admin/").text
        cache.delete(COUNTED)
    assert f"They were counted at {local(NOW):%H:%M}." in " ".join(first.split())
    assert first.partition(table)[2] == again.partition(table)[2] != anew.partition(table)[2]
