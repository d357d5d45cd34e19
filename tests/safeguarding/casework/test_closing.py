"""A case closes when nothing on it is open, and reopens by itself; the portal learns of neither."""

import datetime as dt

import pytest
from django.utils import timezone

from cohorts.enums import ConcernState
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.models import OutgoingMessage
from safeguarding.casework.cases import take_case
from safeguarding.casework.closing import close_case, what_is_open
from safeguarding.crossing.alerts import Occurrence, raise_alerts
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import (
    Alert,
    CaseClosing,
    Concern,
    Handback,
    SafeguardingEvent,
    VictimCase,
)
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.safeguarding import (
    client_of,
    decide,
    make_case,
    make_worker,
    person_for,
    speak,
    url,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
WHY = "The person moved abroad and is safe."


def shut(case, by):
    return close_case(case_id=case.pk, why=WHY, by=by, now=timezone.now())


def is_closed(case):
    return VictimCase.objects.get(pk=case.pk).closed_at is not None


def refused(case, by):
    with pytest.raises(Refusal) as refusal:
        shut(case, by)
    assert not is_closed(case)
    assert not CaseClosing.objects.exists()
    return str(refusal.value)


def test_a_case_whose_form_nobody_has_opened_stays_open(case, worker):
    VictimCase.objects.filter(pk=case.pk).update(contents=None)
    assert "the form, which has not been opened yet" in refused(case, worker)


def test_nothing_is_open(case, worker):
    closing = shut(case, worker)
    assert is_closed(case)
    assert CaseClosing.objects.get().why == WHY
    assert closing.by == worker
    assert SafeguardingEvent.objects.get(action="case.close").target_id == str(case.pk)
    with pytest.raises(Refusal, match="closed already"):
        shut(case, worker)


def test_an_alert_is_open(worker):
    new = make_case()
    assert "alerts (New case)" in refused(new, worker)


def test_a_concern_is_open(case, worker):
    now = timezone.now()
    concern = Concern.objects.create(
        pk=case.pk, case=case, contents={}, raised_at=now, state_at=now, state="being_handled"
    )
    assert "a concern that is not closed" in refused(case, worker)
    Concern.objects.filter(pk=concern.pk).update(state=ConcernState.CLOSED)
    shut(case, worker)


def test_a_message_that_no_alert_knows_yet_is_open(case, worker):
    decide(case.referral_id)
    assert not case.alerts.waiting().exists()
    assert "a message that is not released" in refused(case, worker)


def test_a_check_is_open(worker, settings):
    enrolment = place_somebody(make_cohort())
    other = make_case(owner=worker)
    case = VictimCase.objects.get(referral_id=enrolment.referral_id)
    take_case(case_id=case.pk, by=worker, now=timezone.now())
    case.alerts.update(handled_at=timezone.now(), outcome="told")
    OutgoingMessage.objects.update(status="sent")
    settings.CHECK_DAYS_AHEAD = 365
    said = what_is_open(case, worker, now=timezone.now())
    assert said == ["a session check that is not answered"]
    assert "a session check" in refused(case, worker)
    # The checks of another participant do not hold a case.
    assert what_is_open(other, worker, now=timezone.now()) == []


def test_a_person_who_was_not_told_is_named(case, worker):
    now = timezone.now()
    person_for(case, worker, "Ann Example")
    assert what_is_open(case, worker, now=now) == [], "nothing has been decided yet"
    Alert.objects.create(
        kind="tell_first",
        urgency=10,
        source="tell:1",
        case=case,
        raised_at=now - dt.timedelta(hours=1),
        handled_at=now,
        outcome="overtaken",
    )
    assert "people who must still be told (Ann Example)" in refused(case, worker)
    speak(case, worker, person="Ann Example")
    shut(case, worker)


def test_everything_that_is_open_is_said_at_once(worker):
    case = make_case()
    decide(case.referral_id)
    said = refused(case, worker)
    assert "alerts (New case); a message that is not released" in said


def test_a_new_alert_reopens_it_and_a_known_one_does_not(case, worker):
    now = timezone.now()
    shut(case, worker)
    other = make_case(owner=worker)
    shut(other, worker)
    one = [Occurrence("absence", "x", case.referral_id, now)]
    raise_alerts({case.referral_id: case}, one, now=now)
    assert not is_closed(case)
    assert is_closed(other)
    event = SafeguardingEvent.objects.get(action="case.reopen")
    assert (event.worker_id, event.target_id) == (None, str(case.pk))
    Alert.objects.filter(source="x").update(handled_at=now, outcome="told")
    shut(case, worker)
    raise_alerts({case.referral_id: case}, one, now=now)
    assert is_closed(case)


def test_a_decision_of_the_portal_reopens_it_and_the_portal_learns_nothing(case, worker):
    shut(case, worker)
    assert not Handback.objects.exists()
    decide(case.referral_id)
    pull(now=timezone.now())
    assert not is_closed(case)
    assert not Handback.objects.exists()


def test_a_contact_reopens_it(case, worker):
    person_for(case, worker)
    shut(case, worker)
    speak(case, worker)
    assert not is_closed(case)


def test_only_who_may_open_the_case_closes_it(case):
    with pytest.raises(VictimCase.DoesNotExist):
        shut(case, make_worker())
    assert client_of(make_worker()).post(url(case, "close/"), {"why": WHY}).status_code == 404
    assert not is_closed(case)


def test_the_pages(case, worker, client):
    assert "Close this case" in client.get(url(case)).content.decode()
    assert "Say why" in client.post(url(case, "close/"), {"why": ""}).content.decode()
    said = client.post(url(case, "close/"), {"why": WHY}, follow=True).content.decode()
    assert "The case is closed." in said
    assert WHY in said
    assert "Close this case" not in said
    assert case.reference not in client.get("/safeguarding/cases/").content.decode()
    for asked in ("closed=1", f"reference={case.reference}"):
        page = client.get(f"/safeguarding/cases/?{asked}").content.decode()
        assert case.reference in page
        assert "Closed" in page
    found = client.post("/safeguarding/search/", {"typed": case.reference}).content.decode()
    assert url(case) in found


def test_a_refusal_is_shown_on_the_form(client, worker):
    case = make_case()
    page = client.post(url(case, "close/"), {"why": WHY}).content.decode()
    assert "Still open: alerts (New case)" in page
