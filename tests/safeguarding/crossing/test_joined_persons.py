"""Only joined persons about whom something has changed are looked at, and none of them is missed."""

import pytest
from django.utils import timezone

from referrals.models import Participant, Referral
from safeguarding.crossing import joined_persons
from safeguarding.crossing.joined_persons import read_changed
from safeguarding.crossing.portal_feed import pull
from safeguarding.crossing.same_participant import TOLD_OF, tell_link_workers
from safeguarding.enums import AlertOutcome
from safeguarding.models import Alert
from tests.factories.safeguarding import decide, make_case, make_worker, one_person, part

pytestmark = [pytest.mark.django_db(databases=["default", "safeguarding"]), pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def no_overlap(monkeypatch):
    monkeypatch.setattr(joined_persons, "OVERLAP", 0)


def person_of(case):
    return Participant.objects.get(referrals=case.referral_id).person_id


def all_handled() -> None:
    now = timezone.now()
    Alert.objects.filter(handled_at=None).update(handled_at=now, outcome=AlertOutcome.DONE)


@pytest.fixture
def pairs():
    """Three pairs of cases of one participant each, of which every link worker has heard."""
    made = [(make_case(owner=make_worker()), make_case(owner=make_worker())) for _ in range(3)]
    for pair in made:
        one_person(*pair)
    tell_link_workers(now=timezone.now())
    all_handled()
    # The alerts that it raised are new for the next look.
    tell_link_workers(now=timezone.now())
    return made


def test_the_first_look_is_at_all_joined_persons():
    made = [(make_case(), make_case()) for _ in range(2)]
    make_case()
    for pair in made:
        one_person(*pair)
    assert read_changed(TOLD_OF).persons == {person_of(first) for first, _ in made}


def test_nothing_has_changed(pairs):
    assert read_changed(TOLD_OF).persons == frozenset()


def test_a_decision_changes_its_own_persons(pairs):
    new = make_case()
    one_person(pairs[0][0], new)
    part(pairs[1][1])
    tell_link_workers(now=timezone.now())
    assert Alert.objects.filter(kind="same_participant", case=new).count() == 2
    one_person(*pairs[1])
    assert read_changed(TOLD_OF).persons == {person_of(new), person_of(pairs[1][0])}


def test_a_new_case_of_a_joined_participant_is_looked_at(pairs):
    referral = Referral.objects.get(pk=make_case().referral_id)
    all_handled()
    tell_link_workers(now=timezone.now())
    joined = Participant.objects.get(referrals=pairs[2][0].referral_id)
    Participant.objects.filter(pk=referral.participant_id).update(person=joined.person)
    assert read_changed(TOLD_OF).persons == frozenset(), "without a decision nothing tells of it"
    decide(referral.pk)
    pull(now=timezone.now())
    assert read_changed(TOLD_OF).persons == {joined.person_id}


def test_an_alert_counts_while_it_waits_and_a_new_link_worker_hears_of_it(pairs):
    first, second = pairs[0]
    second.owner = None
    second.save()
    decide(first.referral_id)
    pull(now=timezone.now())
    for _ in range(3):
        tell_link_workers(now=timezone.now())
        assert read_changed(TOLD_OF).persons == {person_of(first)}
    assert not second.alerts.filter(kind="tell_first").exists()
    second.owner = make_worker()
    second.save()
    tell_link_workers(now=timezone.now())
    assert second.alerts.filter(kind="tell_first").exists()


def test_a_look_that_fails_is_made_again(pairs, monkeypatch):
    one_person(pairs[0][0], pairs[1][0])
    monkeypatch.setattr("safeguarding.crossing.same_participant.raise_alerts", None)
    with pytest.raises(TypeError):
        tell_link_workers(now=timezone.now())
    monkeypatch.undo()
    monkeypatch.setattr(joined_persons, "OVERLAP", 0)
    assert person_of(pairs[0][0]) in read_changed(TOLD_OF).persons
