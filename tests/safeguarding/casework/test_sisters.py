"""The cases of one participant: shown together, taken together, and apart again when parted."""

import pytest
from django.utils import timezone

from safeguarding.casework.cases import take_case
from safeguarding.casework.sisters import sisters_of, visible_sisters
from safeguarding.models import AccessRecord, VictimCase
from tests.factories.safeguarding import (
    decide,
    make_case,
    make_worker,
    one_person,
    part,
    person_for,
    speak,
    url,
)
from tests.safeguarding.helpers import queries_of

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_a_case_shows_its_sisters_with_people_and_alerts_until_they_are_parted(
    client, worker, case
):
    other = make_case(owner=worker, parts={})
    person_for(other, worker, "Ann Example")
    before = VictimCase.objects.order_by("pk").values()
    kept = list(before)
    assert sisters_of(case, worker) == []
    one_person(case, other)
    shown = client.get(url(case)).content.decode()
    look = AccessRecord.objects.filter(case__isnull=True).get()
    assert (look.page, look.case_ids) == ("case", [str(other.pk)])
    assert "Other referrals of this participant" in shown
    assert "Ann Example (former partner)" in " ".join(shown.split())
    assert other.reference in shown
    part(other)
    assert "Other referrals of this participant" not in client.get(url(case)).content.decode()
    assert list(before.all()) == kept


def test_a_colleagues_case_is_named_and_not_shown(client, worker, case):
    theirs = make_case(owner=make_worker(), parts={})
    person_for(theirs, theirs.owner, "Ann Example")
    one_person(case, theirs)
    (sister,) = sisters_of(case, worker)
    assert (sister.case, sister.links, sister.alerts) == (None, [], [])
    assert visible_sisters(case, worker) == []
    shown = client.get(url(case)).content.decode()
    assert theirs.reference in shown
    assert "A colleague has this case." in shown
    assert "Ann Example" not in shown
    decide(case.referral_id)
    release = client.get(url(case, "release/")).content.decode()
    assert f"The people on {theirs.reference} must be told first." in release
    assert "Ann Example" not in release
    speak(theirs, theirs.owner, person="Ann Example")
    release = client.get(url(case, "release/")).content.decode()
    assert f"The participant also has the referral {theirs.reference}" in release


def test_the_cases_of_one_person_that_nobody_has_are_taken_together(worker):
    first, second, alone, theirs = (make_case(parts={}) for _ in range(4))
    VictimCase.objects.filter(pk=theirs.pk).update(owner=make_worker())
    one_person(first, second)
    one_person(first, theirs)
    take_case(case_id=first.pk, by=worker, now=timezone.now())
    owned = VictimCase.objects.filter(owner=worker).values_list("pk", flat=True)
    assert set(owned) == {first.pk, second.pk}
    assert second.alerts.get(kind="new_case").outcome == "taken"
    assert alone.alerts.get(kind="new_case").handled_at is None


def test_a_case_costs_the_same_with_two_and_with_six_sisters(client, worker, case):
    def add(count):
        for _ in range(count):
            other = make_case(owner=worker, parts={})
            person_for(other, worker)
            decide(other.referral_id)
            one_person(case, other)

    add(2)
    few = queries_of(client, url(case))
    add(4)
    assert queries_of(client, url(case)) == few
