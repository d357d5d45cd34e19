"""Who has been told: each person on a case by themselves, since the decision, or with a reason."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import handle_alert
from safeguarding.casework.contact_notes import say_who_was_reached
from safeguarding.casework.not_told import note_not_told
from safeguarding.casework.people import join_people, link_person, part_people
from safeguarding.casework.releases import release
from safeguarding.casework.told import who_is_told
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Handback
from tests.factories.safeguarding import (
    decide,
    make_case,
    one_person,
    part,
    person_for,
    safe_number,
    speak,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def two_women(worker, case):
    """A case with two women on it and a decision that waits for both."""
    jo, ann = (person_for(case, worker, name) for name in ("Jo Example", "Ann Example"))
    _, message = decide(case.referral_id)
    pull(now=timezone.now())
    return case, jo, ann, message


def release_for(case, worker, basis="told"):
    return release(case_id=case.pk, basis=basis, by=worker, now=timezone.now())


def not_told(case, person, worker):
    note_not_told(
        case_id=case.pk, person_id=person.pk, reason="not_wanted", words="She said so.",
        by=worker, now=timezone.now(),
    )  # fmt: skip


def waiting(case, since):
    found = who_is_told(case, since, case.owner).waiting
    return [one.person.legal_name for one in found]


def test_telling_one_of_two_women_does_not_release_the_letter(worker, two_women):
    case, _, _, message = two_women
    speak(case, worker, person="Jo Example")
    with pytest.raises(Refusal, match=r"Not told yet: Ann Example\."):
        release_for(case, worker)
    assert not Handback.objects.filter(kind="outbox.MessageRelease").exists()
    speak(case, worker, person="Ann Example")
    release_for(case, worker)
    assert Handback.objects.get(kind="outbox.MessageRelease").target == str(message.pk)


def test_a_reason_on_record_stands_for_telling_until_the_next_decision(worker, two_women):
    case, _, ann, _ = two_women
    speak(case, worker, person="Jo Example")
    not_told(case, ann, worker)
    release_for(case, worker)
    later = timezone.now() + dt.timedelta(minutes=2)
    decide(case.referral_id, verb="allocate", now=later)
    with pytest.raises(Refusal, match="Ann Example, Jo Example"):
        release_for(case, worker)


def test_nobody_to_tell_is_refused_while_a_person_must_be_told(worker, two_women):
    case = two_women[0]
    with pytest.raises(Refusal, match="These people must be told: Ann Example, Jo Example"):
        release_for(case, worker, "not_applicable")


def test_a_contact_of_which_nobody_said_whom_it_was_with_counts_for_nobody(worker, case):
    person_for(case, worker)
    decide(case.referral_id)
    used = safe_number(case, worker, "Jo Example", timezone.now())
    note = speak(case, worker, person=None, contact_id=used.pk)
    with pytest.raises(Refusal, match="Not told yet: Jo Example"):
        release_for(case, worker)
    jo = person_for(case, worker)
    say_who_was_reached(
        case_id=case.pk, note_id=note.pk, person_id=jo.pk, by=worker, now=timezone.now()
    )
    assert release_for(case, worker)


def test_told_needs_a_person_on_the_case(worker, case):
    decide(case.referral_id)
    speak(case, worker, person=None)
    with pytest.raises(Refusal, match="add the person at risk"):
        release_for(case, worker)


def test_a_person_who_is_not_told_of_decisions_holds_nothing_up(worker, case):
    person_for(case, worker, "Tim Example", kind="child", must_be_told=False, untold_why="A child")
    decide(case.referral_id)
    assert release_for(case, worker)


def test_reached_counts_whole_minutes(worker, case):
    moment = dt.datetime(2026, 11, 20, 12, 30, 45, tzinfo=dt.UTC)
    person_for(case, worker)
    speak(case, worker, at=moment.replace(second=0), result="no_answer")
    assert waiting(case, moment) == ["Jo Example"]
    speak(case, worker, at=moment.replace(second=0))
    assert waiting(case, moment) == []
    assert waiting(case, moment + dt.timedelta(minutes=1)) == ["Jo Example"]


def test_telling_her_about_one_man_tells_her_nothing_about_another(worker, two_women):
    case, jo, _, _ = two_women
    other = make_case(owner=worker)
    her = person_for(other, worker)
    join = join_people(
        case_id=case.pk, person_id=jo.pk, other_id=her.pk, by=worker, now=timezone.now()
    )
    speak(other, worker)
    assert "Jo Example" in waiting(case, timezone.now())
    part_people(case_id=case.pk, join_id=join.pk, by=worker, now=timezone.now())


def test_two_rows_for_one_woman_are_told_once(worker, two_women):
    case, jo, ann, _ = two_women
    speak(case, worker, person="Jo Example")
    join = join_people(
        case_id=case.pk, person_id=jo.pk, other_id=ann.pk, by=worker, now=timezone.now()
    )
    since = timezone.now()
    assert len(who_is_told(case, since, worker).people) == 1
    assert waiting(case, since) == []
    part_people(case_id=case.pk, join_id=join.pk, by=worker, now=timezone.now())
    assert waiting(case, since) == ["Ann Example"]


def test_an_alert_stays_until_both_women_know(worker, two_women):
    case = two_women[0]
    decide(case.referral_id, verb="withdraw", to="withdrawn")
    pull(now=timezone.now())
    alert = case.alerts.get(kind="ending")
    speak(case, worker, person="Jo Example", alert_ids=[alert.pk])
    alert.refresh_from_db()
    assert alert.handled_at is None
    answer = {"case_id": case.pk, "alert_id": alert.pk, "by": worker, "now": timezone.now()}
    for outcome in ("told", "not_applicable"):
        with pytest.raises(Refusal, match="Ann Example"):
            handle_alert(**answer, outcome=outcome)
    speak(case, worker, person="Ann Example", alert_ids=[alert.pk])
    alert.refresh_from_db()
    assert alert.outcome == "told"


# -- Cases of one participant ------------------------------------------------------------------------
def test_a_contact_on_one_case_of_a_man_counts_for_her_on_his_other(worker, two_women):
    case, jo, _, _ = two_women
    other = make_case(owner=worker, parts={})
    link_person(case_id=other.pk, person_id=jo.pk, source="police", by=worker, now=timezone.now())
    since = timezone.now()
    speak(other, worker)
    assert "Jo Example" in waiting(case, since)
    one_person(case, other)
    assert waiting(case, since) == ["Ann Example"]
    part(other)
    assert "Jo Example" in waiting(case, since)


def test_a_letter_to_a_man_with_two_cases_waits_for_the_women_on_both(worker):
    case, other = (make_case(owner=worker, parts={}) for _ in range(2))
    person_for(case, worker)
    person_for(other, worker, "Ann Example")
    one_person(case, other)
    decide(case.referral_id)
    speak(case, worker)
    with pytest.raises(Refusal, match=r"Not told yet: Ann Example\."):
        release_for(case, worker)
    speak(other, worker, person="Ann Example")
    assert release_for(case, worker)
