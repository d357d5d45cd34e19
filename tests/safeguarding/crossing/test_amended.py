"""The cases of a participant follow what the portal amends, and no danger or warning is lost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from referrals.danger_signs import Level
from referrals.models import Amendment, EarlierContact, Referral
from safeguarding.casework.danger import work_out_danger
from safeguarding.casework.search import index_waiting
from safeguarding.crossing.portal_feed import is_something_new, pull
from safeguarding.enums import Safety
from safeguarding.models import SafeContact, VictimCase
from tests.factories.accounts import UserFactory
from tests.factories.amendments import amend_page
from tests.factories.safeguarding import client_of, contact_for, make_case, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
OLD, HERS = "07700900123", "07700900456"


@pytest.fixture
def worker():
    return make_worker()


@pytest.fixture
def case(worker):
    """A case whose form names no sign of danger, with the background work done."""
    case = make_case(owner=worker, parts={})
    Referral.objects.filter(pk=case.referral_id).update(
        answers={
            "what": {"behaviours": ["damaged"]},
            "contact": {
                "phone": OLD, "email": "", "best_time": "",
                "may_leave_message": False, "phone_is_shared": False,
            },
        }
    )  # fmt: skip
    background()
    return case


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


def background():
    """Do what the beat of this side does."""
    pull(now=timezone.now())
    index_waiting(now=timezone.now())
    work_out_danger(now=timezone.now())


def amend(case, page, by, **typed):
    amend_page(Referral.objects.get(pk=case.referral_id), page, by=by, now=timezone.now(), **typed)


def test_a_danger_that_was_amended_in_ranks_the_case(case, worker, coordinator):
    case.refresh_from_db()
    assert case.danger_level == Level.NONE
    assert not is_something_new()

    amend(case, "what", coordinator, behaviours=["choked"])
    assert is_something_new()
    background()

    case.refresh_from_db()
    assert case.danger_level == Level.SAME_DAY
    assert not is_something_new()


def test_a_danger_that_was_amended_away_stays_on_the_case(case, worker, coordinator):
    amend(case, "what", coordinator, behaviours=["choked"])
    amend(case, "what", coordinator, behaviours=["damaged"])
    background()

    case.refresh_from_db()
    assert case.danger_level == Level.SAME_DAY
    page = client_of(worker).get(reverse("safeguarding:case", args=[case.pk])).text
    assert "neck (before an answer was amended)" in page
    assert "A slip." not in page, "the desk's reason stays in the portal"


def test_what_is_the_participants_own_number_now_is_no_longer_safe(case, worker, coordinator):
    contact = contact_for(case, worker, value=HERS)

    amend(case, "contact", coordinator, phone=HERS)
    background()

    assert SafeContact.objects.get(pk=contact.pk).safety == Safety.NOT_SAFE


def test_the_number_before_the_amendment_is_still_not_safe(case, worker, coordinator):
    referral = Referral.objects.get(pk=case.referral_id)
    referral.participant.phone = OLD
    referral.participant.save()
    amend(case, "contact", coordinator, phone="07700 900789")
    assert EarlierContact.objects.get().phone == OLD

    with pytest.raises(Refusal, match="own contact details"):
        contact_for(case, worker, value=OLD)


def test_a_case_of_the_same_person_follows_too_and_no_other_does(case, coordinator):
    same, other = make_case(parts={}), make_case(parts={})
    person = Referral.objects.get(pk=case.referral_id).participant.person
    participant = Referral.objects.get(pk=same.referral_id).participant
    participant.person = person
    participant.save()
    background()

    amend(case, "contact", coordinator, phone=HERS)
    pull(now=timezone.now())

    waiting = VictimCase.objects.filter(indexed_key="", danger_version=0)
    assert set(waiting) == {VictimCase.objects.get(pk=one.pk) for one in (case, same)}
    assert other.pk not in {one.pk for one in waiting}


def test_without_an_amendment_nothing_is_worked_out_again(case):
    assert not Amendment.objects.exists()
    pull(now=timezone.now())
    assert not VictimCase.objects.filter(danger_version=0).exists()
