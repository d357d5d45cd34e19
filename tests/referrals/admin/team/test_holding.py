"""The referrals of one coordinator, or of nobody, are handed over: some, all, or shared out."""

import html
import re

import pytest
import time_machine
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referrals.admin.team.holding import IN_ORDER
from referrals.assignments import hand_over, take_all
from referrals.models import Assignment, Referral
from referrals.workload import held_in_parts, held_referrals
from tests.drawn import opened, token_of
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.restricted import restricted_referral
from tests.plans import plan_with

pytestmark = pytest.mark.django_db
UNASSIGNED = reverse("admin:referrals_referral_unassigned")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager(client):
    account = staff(manager=True)
    client.force_login(account)
    return account


@pytest.fixture
def gone():
    return staff(coordinator=True, last_name="Gone")


@pytest.fixture
def berta():
    return staff(coordinator=True, last_name="Berta")


def page_of(user):
    return reverse("admin:referrals_referral_held", args=[user.pk])


def left_with(user, count=3) -> list[Referral]:
    """Give referrals to a coordinator whose account is closed then."""
    referrals = [make_referral() for _ in range(count)]
    take_all(referral_ids=[one.pk for one in referrals], by=user, now=NOW)
    user.is_active = False
    user.save()
    return referrals


def holders(referrals) -> list:
    return [Referral.objects.get(pk=one.pk).assigned_to for one in referrals]


def words_of(response) -> str:
    return html.unescape(response.content.decode())


def test_a_manager_hands_over_what_is_ticked(client, manager, gone, berta):
    first, second, third = left_with(gone)
    read = opened(client, page_of(gone))
    sent = {"to": berta.pk, "words": "Gone left.", "referral": [first.pk, third.pk]}

    after = client.post(page_of(gone), sent | read, follow=True)

    assert holders([first, second, third]) == [berta, gone, berta]
    assert "2 referrals are handed over to Invented Berta." in words_of(after)
    assert set(Assignment.objects.filter(user=berta).values_list("words", "by")) == {
        ("Gone left.", manager.pk)
    }


def test_nothing_ticked_and_no_reason_are_refused_with_the_ticks_kept(client, manager, gone, berta):
    first, *_ = left_with(gone)
    where = page_of(gone)
    page = client.post(where, {"to": berta.pk, "words": "x"} | opened(client, where))
    assert "Tick the referrals to hand over" in words_of(page)
    sent = {"to": "share", "words": "", "referral": [first.pk]}
    page = client.post(where, sent | token_of(page))
    assert "Enter why they are handed over" in words_of(page)
    assert len(re.findall(r"\schecked\b", words_of(page))) == 2, (
        "the referral and the answer stay chosen"
    )
    assert holders([first]) == [gone]


def test_all_of_them_go_as_many_as_at_once(client, manager, gone, berta, settings):
    settings.TEAM = settings.TEAM | {"most_at_once": 2}
    referrals = left_with(gone)
    where = page_of(gone)
    sent = {"to": berta.pk, "words": "Gone left.", "all": "1"}
    client.post(where, sent | opened(client, where))
    assert holders(referrals).count(berta) == 2
    after = client.post(where, sent | opened(client, where))
    assert holders(referrals) == [berta] * 3
    assert after["Location"] == reverse("admin:referrals_referral_team")
    # An account that has left and has nothing is not on the page of the team any more.
    assert client.get(where).status_code == 404


def test_what_nobody_has_is_shared_out_without_a_reason(client, manager, gone, berta):
    referrals = [make_referral() for _ in range(4)]
    sent = {"to": "share", "words": "", "all": "1"}

    after = client.post(UNASSIGNED, sent | opened(client, UNASSIGNED), follow=True)

    assert (
        sorted(str(user) for user in holders(referrals))
        == ["Invented Berta"] * 2 + ["Invented Gone"] * 2
    )
    assert "4 referrals are handed over to Invented Berta, Invented Gone." in words_of(after)
    assert "nothing to hand over" in words_of(after)


def test_the_choice_says_what_each_has_unless_the_team_is_too_large(
    client, manager, gone, berta, monkeypatch
):
    take_all(referral_ids=[make_referral().pk], by=gone, now=NOW)
    make_referral()
    assert "Invented Gone (1 open)" in words_of(client.get(UNASSIGNED))
    assert "Invented Berta (0 open)" in words_of(client.get(UNASSIGNED))

    monkeypatch.setattr("referrals.admin.team.holding.MOST_COUNTED", 1)

    words = words_of(client.get(UNASSIGNED))
    assert "Invented Gone" in words
    assert "open)" not in words


def test_what_nobody_has_is_read_along_an_index(manager, berta):
    """Not sorted: the most dangerous page of a long list costs what that of a short one costs."""
    parts = held_in_parts(berta, None)
    for part in parts:
        plan = plan_with("referral_unassigned", part.order_by(*IN_ORDER)[:26])
        assert "using referral_unassigned" in plan, plan
        assert "Sort" not in plan, plan
    make_referral()
    make_referral(status="information_requested")
    make_referral(status="on_hold")
    make_referral(assigned_to=manager, assigned_at=NOW)
    restricted_referral()
    found = {one for part in parts for one in part}
    assert found == set(held_referrals(berta, None))
    assert len(found) == 2


def test_what_a_colleague_took_meanwhile_stays_and_is_named(client, manager, gone, berta):
    referral, other = make_referral(), make_referral()
    read = opened(client, UNASSIGNED)
    hand_over(referral_id=referral.pk, to=gone, by=manager, now=NOW)
    sent = {"to": berta.pk, "words": "", "referral": [referral.pk, other.pk]}

    after = client.post(UNASSIGNED, sent | read, follow=True)

    assert holders([referral, other]) == [gone, berta]
    assert f"{referral.reference}: Invented Gone has this referral now." in words_of(after)


def test_a_hidden_referral_is_not_listed_and_not_moved(client, gone, berta):
    secret = restricted_referral(named=[gone])
    take_all(referral_ids=[secret.pk], by=gone, now=NOW)
    seen = make_referral()
    take_all(referral_ids=[seen.pk], by=gone, now=NOW)
    client.force_login(berta)
    where = page_of(gone)
    words = words_of(client.get(where))
    assert secret.reference not in words
    assert secret.participant.name in words  # the invented name is that of the other as well

    sent = {"to": berta.pk, "words": "x", "all": "1"}
    client.post(where, sent | opened(client, where))
    assert holders([secret, seen]) == [gone, berta]
    page = client.post(where, sent | {"referral": [secret.pk]} | opened(client, where))
    assert holders([secret]) == [gone]
    assert secret.reference not in words_of(page)


def test_the_list_is_on_record_and_a_user_without_referrals_of_the_desk_has_none(client, manager):
    referral = make_referral()
    client.get(UNASSIGNED)
    event = AuditEvent.objects.get(action="referral.list")
    assert event.data["shown"] == [str(referral.pk)]
    assert client.get(page_of(staff(facilitator=True))).status_code == 404


def test_the_number_of_queries_does_not_grow(client, manager, berta, django_assert_max_num_queries):
    def have(count):
        ids = [make_referral().pk for _ in range(count)]
        take_all(referral_ids=ids, by=berta, now=NOW)

    have(1)
    client.get(page_of(berta))
    with django_assert_max_num_queries(9):
        client.get(page_of(berta))
    have(6)
    staff(coordinator=True)
    with django_assert_max_num_queries(9):
        client.get(page_of(berta))
