"""The verbs of a case: each refuses with words and the field that they are about."""

import pytest
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import (
    can_be_told,
    close_alert,
    give_case,
    handle_alert,
    take_case,
)
from safeguarding.crossing.portal_feed import pull
from safeguarding.enums import AlertOutcome
from safeguarding.models import SafeguardingEvent, VictimCase
from tests.factories.safeguarding import decide, make_case, make_worker, speak

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def refused(verb, **arguments) -> tuple[str, str | None]:
    """Call a verb that refuses; return the words and the field."""
    with pytest.raises(Refusal) as refusal:
        verb(**arguments, now=timezone.now())
    return refusal.value.words, refusal.value.field


def test_a_case_has_one_link_worker(worker):
    case, manager = make_case(), make_worker(is_manager=True)
    assert take_case(case_id=case.pk, by=worker, now=timezone.now()).owner == worker
    assert case.alerts.get().outcome == "taken"
    take_case(case_id=case.pk, by=worker, now=timezone.now())
    words, field = refused(take_case, case_id=case.pk, by=manager)
    assert ("Another link worker has this case" in words, field) == (True, None)
    with pytest.raises(VictimCase.DoesNotExist):
        take_case(case_id=case.pk, by=make_worker(), now=timezone.now())


def test_the_manager_gives_a_case(worker, case):
    other, manager = make_worker(), make_worker(is_manager=True)
    assert refused(give_case, case_id=case.pk, to=other, by=worker)[1] is None
    give_case(case_id=case.pk, to=other, by=manager, now=timezone.now())
    case.refresh_from_db()
    assert case.owner == other
    event = SafeguardingEvent.objects.get(action="case.give")
    assert event.data == {"earlier": worker.pk, "to": other.pk}


def test_an_alert_whose_message_waits_is_not_closed_by_a_contact(worker, case):
    decide(case.referral_id)
    pull(now=timezone.now())
    alert = case.alerts.get(kind="tell_first")
    assert alert not in can_be_told(case)
    speak(case, worker, alert_ids=[alert.pk])
    alert.refresh_from_db()
    assert alert.handled_at is None
    answer = {"case_id": case.pk, "alert_id": alert.pk, "outcome": "told", "by": worker}
    assert "Release the message" in refused(handle_alert, **answer)[0]
    close_alert(alert, AlertOutcome.TOLD, by=worker, now=timezone.now())
    assert "recorded already" in refused(handle_alert, **answer)[0]
