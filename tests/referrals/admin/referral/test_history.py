"""The history on the page of a referral."""

import datetime as dt

import pytest

from referrals import workflow
from referrals.admin.referral.history import history
from referrals.admin.referral.reading import Reading
from referrals.enums import EndingCode
from referrals.models import Referral, SetAsideChange
from tests.factories.desk import NOW, make_person, make_referral, staff

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


def rows(referral, user):
    """The history of a referral as `user` reads it."""
    return history(Reading(Referral.objects.get(pk=referral.pk), user, LATER))


def test_the_newest_is_first_and_names_who_did_it():
    referral, user = make_referral(), staff(coordinator=True)
    workflow.request_information(
        referral_id=referral.pk, question="Which day suits?", by=user, now=NOW
    )
    SetAsideChange.objects.create(
        referral=referral, is_set_aside=True, reason="A burst", by=user, at=LATER
    )

    found = rows(referral, user)

    assert [row["done"] for row in found] == ["Set aside", "Asked for information"]
    assert [row["words"] for row in found] == ["A burst", "Which day suits?"]
    assert {row["by"] for row in found} == {str(user)}


def test_a_duplicate_does_not_name_a_referral_that_the_reader_may_not_see():
    first, user = make_referral(), staff(coordinator=True)
    second = make_referral(person=make_person(person=first.participant.person))
    workflow.decline(
        referral_id=second.pk,
        code=EndingCode.DUPLICATE,
        words="Twice.",
        duplicate_of=first.pk,
        by=user,
        now=NOW,
    )
    assert rows(second, user)[0]["reason"] == f"duplicate of {first.reference}"

    Referral.objects.filter(pk=first.pk).update(is_restricted=True)

    assert first.reference not in rows(second, user)[0]["reason"]
