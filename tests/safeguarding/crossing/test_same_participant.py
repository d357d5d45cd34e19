"""Link workers hear when the portal finds that two participants are one person, and when it parts them."""

import pytest
from django.utils import timezone

from referrals.models import Referral, StatusChange
from safeguarding.casework.cases import handle_alert
from safeguarding.casework.wording import alert_words
from safeguarding.crossing.portal_feed import pull
from safeguarding.crossing.same_participant import tell_link_workers
from safeguarding.models import Alert, VictimCase
from tests.factories.safeguarding import (
    contact_for,
    decide,
    make_case,
    make_worker,
    one_person,
    part,
    url,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def tell():
    assert tell_link_workers(now=timezone.now()) == 0


def waiting(case):
    alerts = Alert.objects.filter(case=case, kind="same_participant", handled_at__isnull=True)
    return [alert.detail["reference"] for alert in alerts]


def test_both_link_workers_are_told_once_and_no_longer_after_parting(worker, case):
    other = make_case(owner=make_worker())
    tell()
    assert not Alert.objects.filter(kind="same_participant").exists()
    one_person(case, other)
    tell()
    tell()
    assert (waiting(case), waiting(other)) == ([other.reference], [case.reference])
    assert Alert.objects.filter(kind="same_participant").count() == 2
    part(other)
    tell()
    assert waiting(case) == waiting(other) == []
    one_person(case, other)
    tell()
    assert waiting(case) == [other.reference]


def test_what_a_link_worker_has_recorded_stays_recorded(worker, case):
    other = make_case(owner=worker)
    one_person(case, other)
    tell()
    alert = Alert.objects.get(case=case, kind="same_participant")
    handle_alert(case_id=case.pk, alert_id=alert.pk, outcome="done", by=worker, now=timezone.now())
    part(other)
    tell()
    alert.refresh_from_db()
    assert alert.outcome == "done"


def test_a_decision_is_told_to_the_women_of_another_link_workers_case_too(worker, case):
    other, same = make_case(owner=make_worker()), make_case(owner=worker)
    one_person(case, other)
    one_person(case, same)
    decide(case.referral_id)
    pull(now=timezone.now())
    tell()
    tell()
    (alert,) = other.alerts.filter(kind="tell_first")
    assert (alert.detail["messages"], alert.detail["event"]) == ([], "accepted_participant")
    assert alert_words(alert) == (
        "Accepted for a programme. Tell the people on this case before the message is released. "
        f"This is about {case.reference}, another referral of the participant."
    )
    assert not same.alerts.filter(kind="tell_first").exists()
    assert not other.alerts.filter(kind="same_participant", handled_at__isnull=False).exists()


def test_what_is_no_longer_news_is_taken_back_on_both_cases(worker, case):
    other = make_case(owner=make_worker())
    one_person(case, other)
    for end in (
        lambda: case.alerts.filter(kind="tell_first").update(
            handled_at=timezone.now(), outcome="withdrawn"
        ),
        lambda: part(other),
    ):
        decide(case.referral_id)
        pull(now=timezone.now())
        tell()
        (passed,) = other.alerts.filter(kind="tell_first", handled_at__isnull=True)
        end()
        tell()
        passed.refresh_from_db()
        assert passed.outcome == "withdrawn"


def test_a_duplicate_tells_nobody_first_and_its_case_points_to_the_open_one(client, worker):
    """Every number on the closed case is kept."""
    case, other = make_case(owner=worker), make_case(owner=worker)
    contact_for(case, worker, value="07700 900777")
    one_person(other, case)
    Referral.objects.filter(pk=case.referral_id).update(
        status="withdrawn", ending_code="duplicate", ended_at=timezone.now()
    )
    StatusChange.objects.create(
        referral_id=case.referral_id, number=2, verb="withdraw", to_status="withdrawn",
        code="duplicate", duplicate_of_id=other.referral_id, at=timezone.now(),
    )  # fmt: skip
    pull(now=timezone.now())
    alert = case.alerts.get(handled_at__isnull=True)
    assert (alert.kind, alert.detail) == ("duplicate", {"reference": other.reference})
    shown = client.get(url(case)).content.decode()
    words = f"Closed as a duplicate of {other.reference}."
    assert words in shown
    assert "closed as a duplicate of" in shown
    assert "07700 900777" in shown
    alert_page = client.get(url(case, f"alerts/{alert.pk}/")).content.decode()
    assert words in alert_page
    assert 'value="told"' not in alert_page
    tell()
    assert case.alerts.filter(handled_at__isnull=True).exists()
    Referral.objects.filter(pk=case.referral_id).update(
        status="awaiting_triage", ending_code=None, ended_at=None
    )
    tell()
    alert.refresh_from_db()
    assert alert.outcome == "withdrawn"


def test_an_alert_that_is_true_again_reopens_its_case(worker, case):
    other = make_case(owner=worker)
    one_person(case, other)
    tell()
    part(other)
    tell()
    VictimCase.objects.update(closed_at=timezone.now())
    tell()
    assert VictimCase.objects.filter(closed_at__isnull=False).count() == 2
    one_person(case, other)
    tell()
    assert not VictimCase.objects.filter(closed_at__isnull=False).exists()
