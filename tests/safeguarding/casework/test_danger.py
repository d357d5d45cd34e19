"""The danger summary of a case, and the level that ranks it."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.common.column_keys import CannotUnlock
from referrals.danger_signs import DANGER_VERSION, Level
from referrals.enums import Route
from referrals.models import Referral
from safeguarding.casework import danger
from safeguarding.casework.danger import danger_of, work_out_danger
from safeguarding.crossing.alerts import Occurrence, raise_alerts
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.enums import NOT_KNOWN, AlertKind
from safeguarding.models import Alert, VictimCase
from safeguarding.tasks import tick
from tests.factories.safeguarding import make_case, make_referral

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def sealed(**answers):
    """Return a sealed page with these answers, in the words of the form."""
    rows = [{"name": name, "label": name, "value": value} for name, value in answers.items()]
    return {"page": "Risk assessments", "answers": rows}


def case_with(answers=None, *, risk=None, now=None):
    """Return the opened case of a form with these answers on one page, and its referral."""
    case = make_case(
        parts={"risk": sealed(**risk)} if risk else {},
        answers={"a-page": answers or {}},
        now=now,
    )
    return case, Referral.objects.get(pk=case.referral_id)


def level_after_work(**fields) -> int:
    case, _ = case_with(**fields)
    work_out_danger(now=timezone.now())
    case.refresh_from_db()
    return case.danger_level


@pytest.mark.parametrize(
    ("answers", "risk", "level"),
    [
        ({"behaviours": ["choked"]}, None, Level.SAME_DAY),
        ({}, {"dash_grade": "High", "dash_score": "19"}, Level.SAME_DAY),
        ({}, {"meetings": "MARAC\nDrive"}, Level.SAME_DAY),
        ({"expecting": "yes"}, {"dash_grade": "Standard"}, Level.SOON),
        ({"behaviours": ["hurt"]}, None, Level.NOTED),
        ({"behaviours": []}, None, Level.NONE),
    ],
)
def test_the_level_is_of_the_answers_and_the_sealed_pages_together(answers, risk, level):
    assert level_after_work(answers=answers, risk=risk) == level


def test_a_sign_may_need_an_answer_of_each_side():
    # The order is in the portal's answers, the contact on a sealed page.
    assert level_after_work(answers={"civil_order": "yes"}) == Level.NONE
    assert level_after_work(risk={"contact_often": "Most weeks"}) == Level.NONE
    both = level_after_work(answers={"civil_order": "yes"}, risk={"contact_often": "Most weeks"})
    assert both == Level.SAME_DAY


def test_the_summary_has_words_source_assessments_and_what_is_pending():
    case, referral = case_with(
        {
            "behaviours": ["choked"],
            "pending": ["bail", "court"],
            "pending_on": "2026-12-04",
            "civil_order": "yes",
            "civil_orders": ["non_molestation"],
            "civil_order_ends_on": "2027-01-05",
            "family_court": "soon",
        },
        risk={"dash_score": "19", "meetings": "MARAC"},
    )
    summary = danger_of(case, referral)
    assert summary.words == "Same day"
    lines = [(line["words"], line["source"]) for line in summary.lines]
    assert ("Choked someone or put hands round their neck", "The participant said") in lines
    assert {row["key"]: row["value"] for row in summary.assessments} == {
        "dash_score": "19", "meetings": "MARAC",
    }  # fmt: skip
    assert {row["key"]: row["value"] for row in summary.pending} == {
        "Bail, court or investigation": "Bail\nA court date",
        "Next date": "4 December 2026",
        "Order": "Non-molestation order",
        "The order ends on": "5 January 2027",
        "Family court": "About to be",
    }


def test_an_agency_is_named_as_the_source():
    case, referral = case_with({"behaviours": ["strangled"]})
    referral.route = Route.AGENCY
    assert [line["source"] for line in danger_of(case, referral).lines] == ["The agency said"]


def test_what_was_not_answered_is_not_said_to_be_none():
    case, referral = case_with({})
    assert [row["value"] for row in danger_of(case, referral).pending] == [
        "Not answered on the form"
    ] * 2


def test_a_case_whose_pages_are_not_opened_has_no_level_yet():
    referral = make_referral(answers={"a-page": {"behaviours": ["hurt"]}})
    case = VictimCase.objects.create(
        referral_id=referral.pk, reference=referral.reference, opened_at=timezone.now()
    )
    work_out_danger(now=timezone.now())
    case.refresh_from_db()
    assert (case.danger_level, case.danger_version) == (NOT_KNOWN, DANGER_VERSION)
    summary = danger_of(case, referral)
    assert (summary.level, summary.is_whole) == (NOT_KNOWN, False)
    # Once they are opened, it is worked out again.
    open_waiting(now=timezone.now())
    work_out_danger(now=timezone.now())
    case.refresh_from_db()
    assert case.danger_level == Level.NOTED


def test_a_same_day_sign_counts_before_the_pages_are_opened():
    referral = make_referral(answers={"a-page": {"behaviours": ["choked"]}})
    case = VictimCase(referral_id=referral.pk, opened_at=timezone.now())
    assert danger_of(case, referral).level == Level.SAME_DAY


def test_a_case_keeps_its_level_when_the_portal_has_deleted_the_referral():
    case, _ = case_with({"behaviours": ["choked"]})
    work_out_danger(now=timezone.now())
    case.refresh_from_db()
    assert danger_of(case, None).level == Level.SAME_DAY
    # The sealed pages are read even when the level was never stored.
    case, _ = case_with(risk={"dash_grade": "High"})
    [line] = danger_of(case, None).lines
    assert (line["level"], line["source"]) == ("Same day", "The agency said")


def test_cases_opened_before_are_worked_out_and_again_for_a_new_version(monkeypatch):
    cases = [case_with({"behaviours": ["choked"]})[0] for _ in range(3)]
    assert work_out_danger(now=timezone.now(), limit=2) == 2
    assert work_out_danger(now=timezone.now(), limit=2) == 1
    assert work_out_danger(now=timezone.now()) == 0
    assert set(VictimCase.objects.values_list("danger_level", flat=True)) == {1}
    monkeypatch.setattr(danger, "DANGER_VERSION", DANGER_VERSION + 1)
    assert work_out_danger(now=timezone.now()) == len(cases)


def test_the_tick_works_it_out():
    case, _ = case_with({"behaviours": ["choked"]})
    tick()
    case.refresh_from_db()
    assert case.danger_level == Level.SAME_DAY
    assert {alert.level for alert in case.alerts.all()} == {Level.SAME_DAY}


def test_an_unreadable_case_stays_first_and_stops_no_other(monkeypatch):
    first, _ = case_with({"behaviours": ["hurt"]}, now=timezone.now() - dt.timedelta(days=1))
    second, _ = case_with({"behaviours": ["hurt"]})
    real = danger.danger_of

    def fail(case, referral, earlier):
        if case.pk == second.pk:
            raise CannotUnlock
        return real(case, referral, earlier)

    monkeypatch.setattr(danger, "danger_of", fail)
    assert work_out_danger(now=timezone.now()) == 2
    assert work_out_danger(now=timezone.now()) == 0
    levels = dict(VictimCase.objects.values_list("pk", "danger_level"))
    assert levels == {first.pk: Level.NOTED, second.pk: NOT_KNOWN}


def raise_alert(case, kind, source, **fields):
    [alert] = raise_alerts(
        {case.referral_id: case},
        [Occurrence(kind, source, case.referral_id, timezone.now(), **fields)],
        now=timezone.now(),
    )
    return alert


def test_an_alert_gets_the_level_of_its_case_or_its_own():
    case, _ = case_with({"behaviours": ["hurt"]})
    assert raise_alert(case, AlertKind.ABSENCE, "a").level == NOT_KNOWN
    concern = raise_alert(case, AlertKind.CONCERN, "b", detail={"level": 1}, level=1)
    work_out_danger(now=timezone.now())
    case.refresh_from_db()
    assert raise_alert(case, AlertKind.ABSENCE, "c").level == Level.NOTED
    assert raise_alert(case, AlertKind.CONCERN, "d", detail={"level": 2}, level=2).level == 2
    assert {alert.source: alert.level for alert in case.alerts.filter(kind="absence")} == {
        "a": Level.NOTED, "c": Level.NOTED,
    }  # fmt: skip
    concern.refresh_from_db()
    assert concern.level == 1


def test_an_alert_raised_while_the_level_was_worked_out_gets_it_later():
    case, _ = case_with({"behaviours": ["hurt"]})
    late = raise_alert(VictimCase.objects.get(pk=case.pk), AlertKind.ABSENCE, "late")
    work_out_danger(now=timezone.now())
    Alert.objects.filter(pk=late.pk).update(level=NOT_KNOWN)
    work_out_danger(now=timezone.now())
    late.refresh_from_db()
    assert late.level == Level.NOTED
