"""The audit's pages: sentences, filters, both directions, and what a reader without rights never sees."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import PUBLIC, SYSTEM, record
from referral_portal.audit.words import ACCOUNT
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
LIST = reverse("admin:audit_auditevent_changelist")
# Session, account, roles, permissions, events, their accounts and roles, the references, the sign of
# life, and the time of the session in its savepoint.
BUDGET = 12


@pytest.fixture
def auditor(client):
    account = staff(auditor=True)
    client.force_login(account)
    return account


def happened(action="referral.view", *, minutes=0, actor=SYSTEM, target=None, **data):
    """An event on a referral that nobody stored."""
    at = NOW + dt.timedelta(minutes=minutes)
    return record(action, actor=actor, target=target or ("referrals.referral", "x"), now=at, **data)


def said(page) -> list[str]:
    return [f"{row['actor']} {row['said']}" for row in page.context["rows"]]


def test_an_auditor_reads_sentences_with_numbers_and_without_names(client, auditor):
    user = staff(coordinator=True, first_name="Canary", last_name="Coordinator")
    referral = make_referral(name="Canary Example")
    happened("referral.accept", actor=user, target=referral, code="suitable")
    happened("account.invite", minutes=1, target=user)
    happened("referral.submit", minutes=2, actor=PUBLIC, target=referral)
    happened("account.sign_in", minutes=3, actor=user, target=user)

    page = client.get(LIST)

    assert said(page) == [
        f"Coordinator {user.pk} signed in",
        f"A visitor sent {referral.reference}",
        f"The service made a link for account {user.pk} to set up signing in",
        f"Coordinator {user.pk} accepted {referral.reference}",
    ]
    assert "code: suitable" in page.text
    assert "Canary" not in page.text
    assert '"></a>' not in page.text
    # The links lead to the same page, filtered by ids.
    assert f"?kind=referrals.referral&amp;row={referral.pk}" in page.text
    assert f"?account={user.pk}" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [4, 3, 2, 1]),
        ("?action=referral.accept", [2]),
        ("?who=system", [4, 3, 1]),
        ("?who=account", [2]),
        ("?who=public", []),
        (f"?kind={ACCOUNT}&row=7", [3]),
        ("?kind=cohorts.cohort&row=7", [4]),
        ("?since=2/12/2026", [4, 3]),
        ("?until=1+December+2026", [2, 1]),
        ("?since=2026-12-02&until=2026-12-02", [3]),
        ("?action=referral.accept&who=system", []),
        # Values that no page offers choose nothing, and a crafted lookup even less.
        ("?action=canary&who=nobody&row=%27&kind=x", [4, 3, 2, 1]),
        ("?actor_id__exact=1&data__code=x&o=-1&q=x", [4, 3, 2, 1]),
    ],
)
def test_every_filter_finds_its_events(client, auditor, query, found):
    user = staff(coordinator=True)
    events = [
        happened(),
        happened("referral.accept", minutes=1, actor=user),
        happened("account.invite", minutes=24 * 60, target=(ACCOUNT, 7)),
        happened("cohort.create", minutes=48 * 60, target=("cohorts.cohort", 7)),
    ]
    numbers = {event.pk: number for number, event in enumerate(events, 1)}

    page = client.get(LIST + query)

    urls = [row["url"] for row in page.context["rows"]]
    assert [numbers[int(url.split("/")[-3])] for url in urls] == found
    mine = client.get(f"{LIST}?account={user.pk}")
    assert len(mine.context["rows"]) == 1


def test_a_day_that_is_none_is_an_error_and_shows_no_events(client, auditor):
    happened()

    page = client.get(f"{LIST}?since=31/2/2026&account=x")

    assert page.context["rows"] == []
    assert "From day must be a real date, like 27/11/2026" in page.text
    assert "Account number must be a number, like 12" in page.text
    assert "Export these events" not in page.text


def test_pages_turn_both_ways_and_keep_the_filters(client, auditor, settings):
    settings.QUEUE_PAGE_SIZE = 2
    for minute in range(5):
        happened(minutes=minute, number=minute)
        happened("referral.list", minutes=minute)
    numbers = [f"number: {minute}" for minute in reversed(range(5))]

    first = client.get(f"{LIST}?action=referral.view")
    second = client.get(LIST + first.context["next_url"])
    third = client.get(LIST + second.context["next_url"])
    back = client.get(LIST + third.context["previous_url"])

    pages = [[row["codes"] for row in page.context["rows"]] for page in (first, second, third)]
    assert pages == [numbers[:2], numbers[2:4], numbers[4:]]
    assert [row["codes"] for row in back.context["rows"]] == numbers[2:4]
    assert not third.context["next_url"]


@pytest.mark.parametrize("rows", [3, 12])
def test_the_page_costs_the_same_with_many_rows(client, auditor, rows):
    for _ in range(rows):
        happened(actor=staff(coordinator=True), target=make_referral())

    with CaptureQueriesContext(connection) as caught:
        assert len(client.get(LIST).context["rows"]) == rows
    assert len(caught) == BUDGET


# -- Looking up a row ---------------------------------------------------------------------------
def test_an_id_leads_to_its_events_and_the_look_is_recorded(client, auditor):
    referral = make_referral()
    happened(target=referral)

    answer = client.post(LIST, {"q": f" {str(referral.pk).upper()} "})

    assert answer["Location"] == f"{LIST}?kind=referrals.referral&row={referral.pk}"
    assert len(client.get(answer["Location"]).context["rows"]) == 2
    event = AuditEvent.objects.get(action="audit.search")
    assert (event.actor_id, event.target_id) == (auditor.pk, str(referral.pk))


def test_a_reference_leads_to_its_events(client, auditor):
    referral = make_referral()
    happened(target=referral)

    answer = client.post(LIST, {"q": referral.reference})

    assert answer["Location"] == f"{LIST}?kind=referrals.referral&row={referral.pk}"
    assert AuditEvent.objects.get(action="audit.search").target_id == str(referral.pk)


def test_a_restricted_reference_is_answered_as_one_that_does_not_exist(client, auditor):
    referral = make_referral(is_restricted=True)
    happened(target=referral)

    answers = [client.post(LIST, {"q": typed}) for typed in (referral.reference, "KM-2222-2222")]

    assert [answer.status_code for answer in answers] == [200, 200]
    for answer in answers:
        assert "No event has this id or reference, or you may not look it up" in answer.text
        assert str(referral.pk) not in answer.context["find"].errors.as_json()
    assert not AuditEvent.objects.filter(action="audit.search").exists()


def test_only_an_auditor_finds_the_page(client):
    event = happened()
    page = reverse("admin:audit_auditevent_change", args=[event.pk])
    for role in ("coordinator", "manager", "administrator", "facilitator"):
        client.force_login(staff(**{role: True}))
        for path in (LIST, page):
            assert client.get(path).status_code == 404
        assert client.post(LIST, {"q": "x"}).status_code == 404


def test_the_page_of_one_event_has_its_sentence_and_the_whole_id(client, auditor):
    referral = make_referral()
    event = happened(target=referral, page="accept")

    page = client.get(reverse("admin:audit_auditevent_change", args=[event.pk]))

    assert f"The service opened {referral.reference}" in page.text
    assert str(referral.pk) in page.text
    assert "page: accept" in page.text
