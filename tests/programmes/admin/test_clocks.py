"""The administrator plans clock rules and closures ahead; what has begun does not change."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.admin.clocks import TOO_EARLY
from programmes.enums import Pathway
from programmes.models import ClockRule, Closure
from referral_portal.accounts.roles import Role
from referral_portal.audit.models import AuditEvent
from referral_portal.common.dates import local_today
from referral_portal.common.rendering import DATE_PARTS
from tests.programmes.admin.test_catalogue import signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
RULE = {
    "pathway": Pathway.STALKING,
    "contact_working_days": 2,
    "decision_working_days": 8,
    "place_days": 14,
    "cutoff_hour": 16,
    "pauses_for_answer": "on",
}


@pytest.fixture
def administrator(client):
    return signed_in(client, Role.ADMINISTRATOR)


def today() -> dt.date:
    return local_today(timezone.now())


def post(client, model: str, data: dict, pk: int | None = None):
    page = f"{model}_change" if pk else f"{model}_add"
    address = reverse(f"admin:programmes_{page}", args=[pk] if pk else [])
    sent = {}
    for name, value in data.items():
        if isinstance(value, dt.date):
            sent |= {f"{name}-{part}": getattr(value, part) for part in DATE_PARTS}
        else:
            sent[name] = value
    return client.post(address, sent)


def test_a_rule_for_a_later_day_is_stored_and_on_record(administrator):
    response = post(administrator, "clockrule", RULE | {"starts_on": today() + DAY})

    assert response.status_code == 302
    rule = ClockRule.objects.get()
    assert (rule.decision_working_days, rule.pauses_on_hold) == (8, False)
    assert AuditEvent.objects.get(action="programmes.add").target_id == str(rule.pk)


def test_the_empty_form_proposes_the_rules_that_count_without_one(administrator):
    page = administrator.get(reverse("admin:programmes_clockrule_add")).content.decode()

    assert 'name="decision_working_days" value="10"' in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"starts_on": "today"}, TOO_EARLY),
        ({"contact_working_days": 3}, "The public pages promise a call within 2 working days."),
        ({"cutoff_hour": 25}, "less than or equal to 24"),
        ({"decision_working_days": 0}, "greater than or equal to 1"),
    ],
)
def test_a_rule_that_would_break_a_promise_or_the_past_is_refused(administrator, change, words):
    data = RULE | {"starts_on": today() + DAY} | change
    data["starts_on"] = today() if data["starts_on"] == "today" else data["starts_on"]

    response = post(administrator, "clockrule", data)

    assert words in response.content.decode()
    assert not ClockRule.objects.exists()


def test_a_rule_changes_until_it_begins_and_never_after(administrator):
    planned, valid = (
        ClockRule.objects.create(
            pathway=Pathway.STALKING, starts_on=day, contact_working_days=2,
            decision_working_days=10, place_days=14, cutoff_hour=17,
        )
        for day in (today() + DAY, today())
    )  # fmt: skip

    post(administrator, "clockrule", RULE | {"starts_on": today() + DAY}, planned.pk)
    refused = post(administrator, "clockrule", RULE | {"starts_on": today() + 2 * DAY}, valid.pk)

    planned.refresh_from_db()
    valid.refresh_from_db()
    assert (planned.decision_working_days, valid.decision_working_days) == (8, 10)
    assert refused.status_code == 404


def test_a_closure_is_planned_ahead_and_can_be_taken_back(administrator):
    data = {"closed_on": today() + DAY, "reason": "Training day", "is_active": "on"}
    assert post(administrator, "closure", data | {"closed_on": today()}).status_code == 200
    assert post(administrator, "closure", data).status_code == 302
    closure = Closure.objects.get()
    assert closure.is_active

    post(
        administrator,
        "closure",
        {"closed_on": closure.closed_on, "reason": "Training day"},
        closure.pk,
    )

    closure.refresh_from_db()
    assert not closure.is_active


def test_the_coordinator_reads_the_rules_and_changes_none(client):
    coordinator = signed_in(client, Role.COORDINATOR)

    assert coordinator.get(reverse("admin:programmes_clockrule_changelist")).status_code == 200
    assert post(coordinator, "clockrule", RULE | {"starts_on": today() + DAY}).status_code == 404
    assert not ClockRule.objects.exists()
