"""Why a person at risk was not told: who may say so, and when."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from safeguarding.casework.not_told import note_not_told
from safeguarding.casework.releases import release
from safeguarding.casework.wording import alert_words
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert, Handback, NotTold, SafeguardingEvent
from tests.factories.safeguarding import decide, make_worker, person_for, speak

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def decided(worker, case):
    """A case with one woman and a decision that waits."""
    person_for(case, worker)
    decide(case.referral_id)
    pull(now=timezone.now())
    return case


def tried(case, worker, times, **fields):
    for _ in range(times):
        speak(case, worker, result="no_answer", **fields)


def test_a_reason_for_not_telling_is_kept_with_who_gave_it(worker, case):
    jo = person_for(case, worker)
    note_not_told(
        case_id=case.pk, person_id=jo.pk, reason="not_safe", words="He is at home.",
        by=worker, now=timezone.now(),
    )  # fmt: skip
    row = NotTold.objects.get()
    assert (row.person, row.words, row.by) == (jo, "He is at home.", worker)
    event = SafeguardingEvent.objects.get(action="person.not_told")
    assert event.data["reason"] == "not_safe"
    assert "He is at home." not in str(event.data)


def unreachable(case, by, reason="not_reached"):
    note_not_told(
        case_id=case.pk, person_id=person_for(case, by).pk, reason=reason, words="Rang.",
        by=by, now=timezone.now(),
    )  # fmt: skip


def test_unreachable_is_for_the_manager_and_only_after_enough_tries(worker, decided, settings):
    settings.UNREACHABLE_AFTER_TRIES = 2
    manager = make_worker(is_manager=True)
    before = Alert.objects.get(kind="tell_first").raised_at - dt.timedelta(hours=1)
    tried(decided, worker, 2, at=before)
    for reason in ("not_reached", "no_contact"):
        with pytest.raises(Refusal, match="Only the link workers’ manager"):
            unreachable(decided, worker, reason)
    with pytest.raises(Refusal, match="Tries so far: 0"):
        unreachable(decided, manager)
    tried(decided, worker, 2)
    alert = Alert.objects.get(kind="tell_first")
    assert "The manager can record that a person cannot be reached" in alert_words(alert)
    unreachable(decided, manager)
    assert release(case_id=decided.pk, basis="told", by=worker, now=timezone.now())
    assert Handback.objects.get().payload["basis"] == "told"
