"""Nobody to tell: one link worker decides only when nothing names a person, otherwise two."""

import pytest
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import handle_alert
from safeguarding.casework.nobody import may_name_anybody
from safeguarding.casework.releases import release
from safeguarding.casework.sealed_answers import names_anybody
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert, Handback, NobodyToTell, SafeguardingEvent, VictimCase
from tests.factories.safeguarding import (
    client_of,
    contact_for,
    decide,
    make_case,
    make_worker,
    one_person,
    person_for,
    speak,
    url,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def page(name, **answers):
    rows = [{"name": key, "label": key, "value": value} for key, value in answers.items()]
    return {name: {"page": name, "answers": rows}}


def say(case, by, why="", basis="not_applicable"):
    return release(case_id=case.pk, basis=basis, why=why, by=by, now=timezone.now())


@pytest.mark.parametrize(
    "parts",
    [
        page("person", harmed_name="Zoe Canary"), page("person", harmed_phone="07700900777"),
        page("person", live_together="Yes"), page("others", former_partners="Cleo"),
        page("others", cares_for="Her mother"), page("children", children="Tim, 4"),
        page("children", expecting="Yes"), page("risk", dash_score="19"),
        page("risk", meetings_words="MARAC in May"), page("awareness", aware="Yes"),
    ],
)  # fmt: skip
def test_every_sealed_page_that_may_name_a_person_counts(worker, parts):
    """Also on a case that nobody has taken."""
    case = make_case(parts=parts)
    decide(case.referral_id)
    with pytest.raises(Refusal, match="a second link worker must agree") as refusal:
        say(case, worker)
    assert refusal.value.field == "why_nobody"
    assert not Handback.objects.exists()


@pytest.mark.parametrize(
    "contents",
    [
        {}, {"person": None}, page("person", live_together="No", contact_often="Not at all"),
        page("others", former_partners="None known."), page("children", has_children="No"),
        page("risk", dash_grade="No assessment has been done", meetings="None of these"),
        page("person", harmed_not_safe="not known", contact_why="There is no contact"),
        page("person", live_together="There is no one I am worried about"),
    ],
)  # fmt: skip
def test_a_form_about_nobody_names_nobody(contents):
    assert not names_anybody(contents)


def test_an_envelope_that_was_never_opened_may_name_a_person(worker):
    case = make_case(owner=worker, parts={})
    assert not may_name_anybody(case)
    VictimCase.objects.filter(pk=case.pk).update(contents=None)
    case.refresh_from_db()
    assert may_name_anybody(case)


def test_a_person_who_is_not_told_and_details_of_nobody_count(worker):
    case, loose = (make_case(owner=worker, parts={}) for _ in range(2))
    person_for(case, worker, must_be_told=False, untold_why="A child")
    contact_for(loose, worker)
    for one in (case, loose):
        assert may_name_anybody(one)


@pytest.mark.parametrize("is_open", [True, False])
def test_a_case_of_the_same_participant_counts_also_when_it_is_closed(worker, is_open):
    case = make_case(owner=worker, parts={})
    other = make_case(owner=worker if is_open else make_worker())
    assert not may_name_anybody(case)
    one_person(case, other)
    assert may_name_anybody(case)
    assert not may_name_anybody(case, others=False)


def test_two_link_workers_decide_it_and_both_are_on_record(client, worker, case):
    decide(case.referral_id)
    pull(now=timezone.now())
    answers = {"basis": "not_applicable", "why_nobody": "The form names his late mother."}
    answer = client.post(url(case, "release/"), answers)
    assert "second" in answer.url
    assert not Handback.objects.exists()
    with pytest.raises(Refusal, match="Another link worker must agree"):
        say(case, worker, "Still nobody.")
    waits = "a second one must agree"
    manager = make_worker(is_manager=True)
    theirs = client_of(manager)
    assert waits in theirs.get("/safeguarding/").content.decode()
    read = theirs.get(url(case, "release/")).content.decode()
    assert f"{worker.name} said on" in read
    assert "The form names his late mother." in read
    assert theirs.post(url(case, "release/"), {"basis": "not_applicable"}).status_code == 302
    released, said = Handback.objects.get(), NobodyToTell.objects.get()
    assert (said.by, released.by) == (worker, manager)
    assert Alert.objects.get(kind="tell_first").outcome == "not_applicable"
    assert SafeguardingEvent.objects.filter(action="nobody.say", worker_id=worker.pk).exists()


def test_what_was_said_before_the_next_decision_is_said_again(worker, case):
    decide(case.referral_id)
    assert say(case, worker, "Nobody.") == []
    decide(case.referral_id, verb="allocate")
    with pytest.raises(Refusal, match="Say why"):
        say(case, make_worker(is_manager=True))


def test_two_do_not_outweigh_a_person_who_must_be_told(worker, case):
    decide(case.referral_id)
    say(case, worker, "Nobody.")
    person_for(case, worker)
    with pytest.raises(Refusal, match="These people must be told: Jo Example"):
        say(case, make_worker(is_manager=True))


def test_an_alert_needs_two_as_well(client, worker, case):
    decide(case.referral_id)
    pull(now=timezone.now())
    Alert.objects.update(detail={"messages": [], "event": "accepted"})
    alert = Alert.objects.get(kind="tell_first")
    address = url(case, f"alerts/{alert.pk}/")
    refused = client.post(address, {"outcome": "not_applicable"}).content.decode()
    assert "a second link worker must agree" in refused
    answer = client.post(address, {"outcome": "not_applicable", "why_nobody": "Nobody."})
    assert "second" in answer.url
    alert.refresh_from_db()
    assert (alert.handled_at, alert.needs_second) == (None, True)
    handle_alert(
        case_id=case.pk, alert_id=alert.pk, outcome="not_applicable",
        by=make_worker(is_manager=True), now=timezone.now(),
    )  # fmt: skip
    alert.refresh_from_db()
    assert alert.outcome == "not_applicable"


def test_a_child_who_is_not_told_does_not_stand_for_the_woman_whom_the_form_names(worker):
    case = make_case(owner=worker, parts=page("person", harmed_name="Zoe Canary"))
    person_for(case, worker, "Tim Canary", must_be_told=False, untold_why="A child")
    decide(case.referral_id)
    with pytest.raises(Refusal, match="the form names Zoe Canary"):
        say(case, worker, basis="told")
    speak(case, worker, person="Zoe Canary")
    assert say(case, worker, basis="told")
