"""The team page: the load of each coordinator, what nobody has, and what was left behind."""

import html

import pytest
import time_machine
from django.urls import reverse

from referrals.admin.team.workload import qualifications_of
from referrals.assignments import take_all
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.restricted import restricted_referral

pytestmark = pytest.mark.django_db
TEAM = reverse("admin:referrals_referral_team")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def text(client):
    return html.unescape(client.get(TEAM).content.decode())


def test_each_coordinator_has_a_row_with_a_link_to_their_referrals(client):
    anna = staff(coordinator=True, last_name="Anna", qualifications=["stalking"])
    berta = staff(coordinator=True, last_name="Berta")
    take_all(referral_ids=[make_referral(danger_level=1).pk], by=anna, now=NOW)
    client.force_login(berta)

    page = client.get(TEAM)

    assert [row["load"].total for row in page.context["rows"]] == [1, 0]
    words = html.unescape(page.content.decode())
    assert reverse("admin:referrals_referral_held", args=[anna.pk]) in words
    assert "trained about stalking" in words
    assert "Every referral in the queue has a coordinator." in words
    assert "colleagues who have left" not in words


def test_what_nobody_has_and_what_was_left_behind_come_first(client):
    anna, gone = (staff(coordinator=True, last_name=name) for name in ("Anna", "Gone"))
    take_all(referral_ids=[make_referral().pk], by=gone, now=NOW)
    gone.is_active = False
    gone.save()
    make_referral()
    restricted_referral()
    client.force_login(anna)

    words = text(client)

    # The restricted one is hidden from her, and not counted.
    assert "1 in the queue without a coordinator" in words
    assert words.index("Referrals of colleagues who have left") < words.index("Coordinators<")
    assert "Invented Gone" in words
    # A tag in the row of the colleague who has left, and in no other.
    assert words.count("Hand over") == 1
    assert words.index("Invented Gone") < words.index("Hand over") < words.rindex("Invented Anna")


def test_the_count_of_what_nobody_has_stops_at_a_hundred(client, monkeypatch):
    monkeypatch.setattr("referrals.admin.team.workload.COUNTED", 2)
    for _ in range(3):
        make_referral()
    client.force_login(staff(manager=True))
    assert "2+ in the queue without a coordinator" in text(client)


def test_a_large_team_is_shown_page_by_page_and_the_address_names_nobody(client, monkeypatch):
    monkeypatch.setattr("referrals.admin.team.workload.SHOWN", 2)
    team = [staff(coordinator=True, last_name=name) for name in ("Anna", "Berta", "Carla")]
    take_all(referral_ids=[make_referral().pk], by=team[2], now=NOW)
    client.force_login(team[0])

    first = client.get(TEAM)
    second = client.get(TEAM + first.context["next_url"])

    assert [row["load"].user for row in first.context["rows"]] == team[:2]
    assert [(row["load"].user, row["load"].total) for row in second.context["rows"]] == [
        (team[2], 1)
    ]
    assert first.context["next_url"] == f"?after={team[1].pk}"
    back = client.get(TEAM + second.context["previous_url"])
    assert [row["load"].user for row in back.context["rows"]] == team[:2]


def test_qualifications_that_no_longer_exist_are_left_out():
    assert qualifications_of(staff(qualifications=["plumber", "stalking"])) == (
        "trained about stalking"
    )


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    client.force_login(staff(manager=True))
    client.get(TEAM)
    for _ in range(5):
        user = staff(coordinator=True)
        take_all(referral_ids=[make_referral().pk for _ in range(3)], by=user, now=NOW)
    with django_assert_max_num_queries(8):
        client.get(TEAM)
