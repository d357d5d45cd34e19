"""What the desk sets aside stays with the link workers, after ordinary cases; danger stays first."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from referrals.danger_signs import Level
from referrals.models import SetAsideChange
from safeguarding.casework.danger import work_out_danger
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import is_something_new, pull
from safeguarding.enums import AFTER_OTHERS
from safeguarding.models import Alert, VictimCase
from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import client_of, make_case, make_referral, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
WORDS = "Set aside on the desk"


@pytest.fixture
def worker():
    return make_worker()


@pytest.fixture
def cases():
    """Three new cases without a sign of danger, the oldest first."""
    found = [make_case(parts={}) for _ in range(3)]
    work_out_danger(now=timezone.now())
    assert set(VictimCase.objects.values_list("danger_level", flat=True)) == {Level.NONE}
    return found


def change(referral_id, *, is_set_aside=True):
    return SetAsideChange.objects.create(
        referral_id=referral_id,
        is_set_aside=is_set_aside,
        reason="The same words 40 times.",
        at=timezone.now(),
        by=UserFactory(coordinator=True),
    )


def listed(worker) -> list[str]:
    """The references on the worklist, in order."""
    page = client_of(worker).get(reverse("safeguarding:worklist"))
    return [row["case"].reference for row in page.context["rows"]]


def test_the_case_stays_and_comes_after_the_ordinary_ones(cases, worker):
    aside, *others = cases
    assert listed(worker)[0] == aside.reference
    change(aside.referral_id)
    assert is_something_new()
    assert listed(worker) == [one.reference for one in [*others, aside]]
    assert not is_something_new()
    page = client_of(worker).get(reverse("safeguarding:worklist")).text
    assert page.count(WORDS) == 1
    case_page = client_of(worker).get(reverse("safeguarding:case", args=[aside.pk])).text
    assert WORDS in case_page
    assert "may be real" in case_page
    assert "The same words" not in case_page, "the desk's reason stays in the portal"
    assert Alert.objects.filter(handled_at__isnull=False).count() == 0
    aside.refresh_from_db()
    assert aside.closed_at is None


def test_brought_back_it_is_as_before(cases, worker):
    before, ranks = listed(worker), list(Alert.objects.order_by("pk").values())
    change(cases[0].referral_id)
    listed(worker)
    change(cases[0].referral_id, is_set_aside=False)
    assert listed(worker) == before
    assert list(Alert.objects.order_by("pk").values()) == ranks
    assert WORDS not in client_of(worker).get(reverse("safeguarding:worklist")).text


def test_a_sign_on_a_sealed_page_ranks_first_all_the_same(cases, worker):
    for case in cases:
        change(case.referral_id)
    pull(now=timezone.now())
    VictimCase.objects.filter(pk=cases[2].pk).update(danger_version=0)
    part = {"page": "Risk", "answers": [{"name": "dash_grade", "label": "DASH", "value": "High"}]}
    dangerous = VictimCase.objects.get(pk=cases[2].pk)
    dangerous.contents = {"risk": part}
    dangerous.save()
    work_out_danger(now=timezone.now())
    dangerous.refresh_from_db()
    assert dangerous.danger_level < Level.NONE, "otherwise this test asks nothing"
    assert listed(worker)[0] == dangerous.reference


def test_signs_that_are_not_read_yet_stand_first(worker):
    case = make_case(parts={})
    change(case.referral_id)
    pull(now=timezone.now())
    assert Alert.objects.get(case=case).level == 0
    work_out_danger(now=timezone.now())
    assert Alert.objects.get(case=case).level == AFTER_OTHERS


def test_the_mark_does_not_wait_for_the_envelope(worker):
    referral = make_referral(parts={})
    change(referral.pk)
    pull(now=timezone.now())
    assert VictimCase.objects.get(referral_id=referral.pk).set_aside_at
    open_waiting(now=timezone.now())
    case = VictimCase.objects.get(referral_id=referral.pk)
    assert case.contents is not None
    assert case.set_aside_at


def test_read_again_and_late_the_last_change_counts(cases):
    first = change(cases[0].referral_id)
    change(cases[0].referral_id, is_set_aside=False)
    for _ in range(3):
        pull(now=timezone.now())
    assert not VictimCase.objects.filter(set_aside_at__isnull=False).exists()
    # Of a pile that is read in steps, the first step ends between the two.
    again = change(cases[1].referral_id)
    pull(now=timezone.now(), limit=1)
    assert VictimCase.objects.get(pk=cases[1].pk).set_aside_at == again.at
    assert first.at <= again.at


def test_many_cost_the_same_number_of_questions_to_the_portal(cases):
    counts = []
    for some in (cases[:1], cases[1:]):
        for case in some:
            change(case.referral_id)
        with CaptureQueriesContext(connections["default"]) as asked:
            pull(now=timezone.now())
        counts.append(len(asked))
    assert counts[0] == counts[1]
