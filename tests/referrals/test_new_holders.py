"""The email to a coordinator to whom referrals were handed over."""

import datetime as dt

import pytest

from referral_portal.outbox.models import OutgoingMessage
from referrals.assignments import hand_over, hand_over_all, take
from referrals.sharing_out import share_out
from tests.factories.desk import NOW, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SOON, LATER = NOW + dt.timedelta(minutes=2), NOW + dt.timedelta(minutes=30)


@pytest.fixture
def anna():
    return staff(coordinator=True, last_name="Anna", email="anna@example.org")


@pytest.fixture
def berta():
    return staff(coordinator=True, last_name="Berta", email="berta@example.org")


def mail() -> list[tuple[str, str]]:
    rows = OutgoingMessage.objects.order_by("created_at", "pk")
    return list(rows.values_list("to_address", "subject"))


def test_the_new_holder_gets_one_email_without_content_for_one_or_many(anna, berta, settings):
    one, *many = (make_referral(name="Canary Example") for _ in range(4))
    hand_over(referral_id=one.pk, to=berta, by=anna, now=NOW)
    (message,) = OutgoingMessage.objects.all()
    first = (message.subject, message.body)

    ids = [referral.pk for referral in many]
    hand_over_all(referral_ids=ids, to=berta, words="Leave", by=anna, now=SOON)

    (message,) = OutgoingMessage.objects.all()
    assert first[0] == "Handed over to you: 1 referral"
    assert "1 referral has been handed over to you." in first[1]
    assert (message.to_address, message.subject) == (
        "berta@example.org",
        "Handed over to you: 4 referrals",
    )
    assert "4 referrals have been handed over to you." in message.body
    for words in ("Canary", "Anna", *(referral.reference for referral in (one, *many))):
        assert words not in f"{message.subject} {message.body} {first}"
    assert (message.referral_id, message.status) == (None, "rendered")
    assert message.due_at == NOW + dt.timedelta(minutes=settings.TEAM["told_after_minutes"])


def test_an_email_that_has_left_is_followed_by_another(anna, berta):
    first, second = make_referral(), make_referral()
    hand_over(referral_id=first.pk, to=berta, by=anna, now=NOW)
    OutgoingMessage.objects.update(status="sent")
    hand_over(referral_id=second.pk, to=berta, by=anna, now=SOON)
    assert mail() == [("berta@example.org", "Handed over to you: 1 referral")] * 2


def test_an_email_that_is_due_already_is_not_changed(anna, berta):
    first, second = make_referral(), make_referral()
    hand_over(referral_id=first.pk, to=berta, by=anna, now=NOW)
    hand_over(referral_id=second.pk, to=berta, by=anna, now=LATER)
    assert mail() == [("berta@example.org", "Handed over to you: 1 referral")] * 2


def test_a_referral_that_comes_back_at_once_counts_once(anna, berta):
    referral = make_referral()
    hand_over(referral_id=referral.pk, to=berta, by=anna, now=NOW)
    hand_over(referral_id=referral.pk, to=anna, by=berta, now=SOON)
    hand_over(referral_id=referral.pk, to=berta, by=anna, now=SOON)
    assert sorted(mail()) == [
        ("anna@example.org", "Handed over to you: 1 referral"),
        ("berta@example.org", "Handed over to you: 1 referral"),
    ]


def test_nobody_is_told_of_what_they_take_or_give_themselves_or_without_an_address(anna):
    silent = staff(coordinator=True, email="")
    taken, own, given = (make_referral() for _ in range(3))
    take(referral_id=taken.pk, by=anna, now=NOW)
    hand_over(referral_id=own.pk, to=anna, by=anna, now=NOW)
    hand_over(referral_id=given.pk, to=silent, by=anna, now=NOW)
    assert mail() == []


def test_those_among_whom_referrals_are_shared_out_are_told_of_their_share(anna, berta):
    ids = [make_referral().pk for _ in range(4)]
    share_out(referral_ids=ids, by=staff(manager=True), now=NOW)
    assert sorted(mail()) == [
        ("anna@example.org", "Handed over to you: 2 referrals"),
        ("berta@example.org", "Handed over to you: 2 referrals"),
    ]
