"""A letter waits for the people on the participant's other cases, which its link worker may not open."""

import contextlib
import datetime as dt

import pytest
from django.db import connections
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import handle_alert
from safeguarding.casework.not_told import note_not_told
from safeguarding.casework.people import join_people
from safeguarding.casework.releases import release
from safeguarding.casework.unseen import cases_that_wait
from safeguarding.crossing.portal_feed import pull
from safeguarding.crossing.same_participant import tell_link_workers
from safeguarding.models import Alert, Exclusion, Handback, SafeguardingEvent, VictimCase
from safeguarding.transactions import acting_as, reaching_all
from tests.factories.safeguarding import (
    client_of,
    decide,
    make_case,
    make_worker,
    one_person,
    part,
    person_for,
    speak,
    url,
)
from tests.rights.conftest import become  # noqa: F401
from tests.safeguarding.helpers import queries_of

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
HIDDEN = "Ann Example"


@pytest.fixture
def colleague():
    return make_worker(name="Col League")


@pytest.fixture
def theirs(worker, case, colleague):
    """A colleague's case of the same person; on the worker's own, the person at risk knows."""
    other = make_case(owner=colleague, parts={})
    person_for(other, colleague, HIDDEN)
    one_person(case, other)
    decide(case.referral_id)
    speak(case, worker)
    return other


def release_for(case, worker, basis="told"):
    return release(case_id=case.pk, basis=basis, by=worker, now=timezone.now())


def sent():
    return Handback.objects.filter(kind="outbox.MessageRelease")


def waits_for(theirs):
    return (
        f"The people on {theirs.reference} must be told first. {theirs.owner.name} has that case."
    )


def post(client, case, basis="told"):
    return client.post(url(case, "release/"), {"basis": basis}).content.decode()


def test_a_letter_waits_for_the_people_on_a_colleagues_case(client, worker, case, theirs):
    shown = client.get(url(case, "release/")).content.decode()
    answer = post(client, case)
    for page in (shown, answer):
        assert waits_for(theirs) in page
        assert HIDDEN not in page
    assert not sent().exists()
    speak(theirs, theirs.owner, person=HIDDEN)
    assert "must be told first" not in client.get(url(case, "release/")).content.decode()
    post(client, case)
    assert sent().get().payload["basis"] == "told"


def test_saying_that_nobody_is_at_risk_is_no_way_round(worker, colleague):
    mine, other = make_case(owner=worker, parts={}), make_case(owner=colleague, parts={})
    person_for(other, colleague, HIDDEN)
    one_person(mine, other)
    decide(mine.referral_id)
    with pytest.raises(Refusal, match="must be told first"):
        release_for(mine, worker, "not_applicable")
    speak(other, colleague, person=HIDDEN)
    with pytest.raises(Refusal, match="a second link worker must agree"):
        release_for(mine, worker, "not_applicable")
    assert not sent().exists()


def test_telling_her_before_the_decision_is_not_enough(worker, case, theirs):
    speak(theirs, theirs.owner, person=HIDDEN, at=timezone.now() - dt.timedelta(minutes=5))
    with pytest.raises(Refusal) as refused:
        release_for(case, worker)
    assert str(refused.value) == waits_for(theirs)


def test_the_letter_goes_when_the_two_are_parted_again(worker, case, theirs):
    with pytest.raises(Refusal, match="must be told first"):
        release_for(case, worker)
    part(theirs)
    assert release_for(case, worker)


def test_the_manager_goes_on_with_a_written_reason(client, worker, case, theirs):
    manager = make_worker(is_manager=True)
    page = client_of(manager).get(url(case, "release/")).content.decode()
    ann = person_for(theirs, manager, HIDDEN)
    written = url(theirs, f"people/{ann.pk}/not-told/")
    assert written in page
    client_of(manager).post(written, {"reason": "not_safe", "words": "He is with her."})
    event = SafeguardingEvent.objects.get(action="person.not_told")
    assert (event.worker_id, event.data["case"]) == (manager.pk, str(theirs.pk))
    post(client, case)
    assert sent().exists()


def test_a_reason_counts_until_the_next_decision_on_either_case(worker, case, theirs):
    ann = person_for(theirs, theirs.owner, HIDDEN)
    note_not_told(
        case_id=theirs.pk, person_id=ann.pk, reason="not_wanted", words="She said so.",
        by=theirs.owner, now=timezone.now(),
    )  # fmt: skip
    assert release_for(case, worker)
    later = timezone.now() + dt.timedelta(minutes=2)
    decide(case.referral_id, verb="allocate", now=later)
    speak(case, worker, at=later, now=later)
    with pytest.raises(Refusal, match="must be told first"):
        release_for(case, worker)


def test_a_person_who_is_not_told_of_decisions_holds_nothing_up(worker, case, theirs):
    theirs.people_links.update(must_be_told=False)
    assert release_for(case, worker)


def test_a_woman_who_is_told_on_the_workers_own_case_holds_nothing_up(worker, case, theirs):
    ann, jo = person_for(theirs, theirs.owner, HIDDEN), person_for(case, worker)
    by = make_worker(is_manager=True)
    join_people(case_id=case.pk, person_id=jo.pk, other_id=ann.pk, by=by, now=timezone.now())
    assert release_for(case, worker)


def test_a_case_that_nobody_has_is_one_that_the_worker_reads(worker, case, theirs):
    VictimCase.objects.filter(pk=theirs.pk).update(owner=None)
    with pytest.raises(Refusal, match=rf"Not told yet: {HIDDEN}\."):
        release_for(case, worker)


def test_a_case_that_nobody_has_and_that_is_blocked_goes_to_the_manager(worker, case, theirs):
    VictimCase.objects.filter(pk=theirs.pk).update(owner=None)
    Exclusion.objects.create(
        case=theirs, worker=worker, reason="They know her.",
        added_by=make_worker(is_manager=True), added_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        release_for(case, worker)
    assert str(refused.value) == (
        f"The people on {theirs.reference} must be told first. "
        "The manager decides which link worker does that."
    )


def test_only_the_reference_and_the_colleague_are_computed(worker, case, theirs):
    person_for(theirs, theirs.owner, "Bea Example")
    (waiting,) = cases_that_wait(case, timezone.now(), worker)
    assert vars(waiting) == {"reference": theirs.reference, "link_worker": "Col League"}


def test_the_rest_of_the_request_reads_no_colleagues_rows(become, worker, case, theirs):  # noqa: F811
    """As the role that serves pages, even when the question fails in the middle."""
    with become("safeguarding_app"), acting_as(worker.pk):
        assert cases_that_wait(case, timezone.now(), worker)
        assert not VictimCase.objects.filter(pk=theirs.pk).exists()
        with contextlib.suppress(ZeroDivisionError), reaching_all():
            assert VictimCase.objects.filter(pk=theirs.pk).exists()
            raise ZeroDivisionError
        assert not VictimCase.objects.filter(pk=theirs.pk).exists()
        with connections["safeguarding"].cursor() as cursor:
            cursor.execute("SELECT current_setting('app.worker')")
            assert cursor.fetchone() == (str(worker.pk),)


def test_a_release_page_costs_the_same_with_two_and_with_six_colleagues_cases(
    client, worker, case, theirs
):
    def add(count):
        for _ in range(count):
            other = make_case(owner=theirs.owner, parts={})
            person_for(other, theirs.owner, HIDDEN)
            one_person(case, other)

    add(1)
    few = queries_of(client, url(case, "release/"))
    add(4)
    assert queries_of(client, url(case, "release/")) == few


def test_a_colleagues_case_without_people_waits_until_they_say_that_nobody_is_told(
    worker, case, colleague
):
    other = make_case(owner=colleague, parts={})
    one_person(case, other)
    decide(case.referral_id)
    pull(now=timezone.now())
    tell_link_workers(now=timezone.now())
    speak(case, worker)
    with pytest.raises(Refusal) as refused:
        release_for(case, worker)
    assert str(refused.value) == waits_for(other)
    passed_on = Alert.objects.get(case=other, kind="tell_first")
    handle_alert(
        case_id=other.pk, alert_id=passed_on.pk, outcome="not_applicable", by=colleague,
        now=timezone.now(),
    )  # fmt: skip
    assert release_for(case, worker)


def test_a_colleague_without_people_on_a_case_whose_form_names_one_needs_a_second(
    worker, case, colleague
):
    other = make_case(owner=colleague)
    one_person(case, other)
    decide(case.referral_id)
    pull(now=timezone.now())
    tell_link_workers(now=timezone.now())
    passed_on = Alert.objects.get(case=other, kind="tell_first")
    with pytest.raises(Refusal, match="a second link worker must agree"):
        handle_alert(
            case_id=other.pk, alert_id=passed_on.pk, outcome="not_applicable", by=colleague,
            now=timezone.now(),
        )  # fmt: skip
