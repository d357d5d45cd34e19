"""The desk's list of open tasks."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referrals.models import Referral
from referrals.to_do import finish_task
from tests.factories.desk import NOW, make_referral, make_task, staff

pytestmark = pytest.mark.django_db
LIST = reverse("admin:referrals_referral_tasks")
# Session, account, roles, permissions, the tasks with their referrals, the record.
BUDGET = 8


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        yield


@pytest.fixture
def user(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def shown(client, query=""):
    return [row["task"].words for row in client.get(f"{LIST}{query}").context["rows"]]


def test_yours_and_anyones_come_first_and_everyones_can_be_asked_for(client, user):
    referral, colleague = make_referral(), staff(coordinator=True)
    later = NOW.date() + dt.timedelta(days=3)
    make_task(referral, "Later", by=user, due_on=later)
    make_task(referral, "Mine", by=colleague, assignee_id=user.pk)
    make_task(referral, "Of a colleague", by=user, assignee_id=colleague.pk)
    finish_task(task_id=make_task(referral, "Done", by=user).pk, by=user, now=NOW)

    assert shown(client) == ["Mine", "Later"]
    assert shown(client, "?whose=all") == ["Mine", "Of a colleague", "Later"]
    page = client.get(LIST).content.decode()
    assert page.count("Overdue") == 1
    assert referral.participant.name in page
    event = AuditEvent.objects.filter(action="referral.list_tasks").latest("pk")
    assert len(event.data["shown"]) == len(shown(client))
    assert "Mine" not in str(event.data)


def test_a_restricted_referral_is_not_in_the_list_of_a_user_who_may_not_see_it(client, user):
    referral = make_referral()
    make_task(referral, "CANARY", by=user)
    Referral.objects.filter(pk=referral.pk).update(is_restricted=True)

    assert shown(client, "?whose=all") == []
    assert b"CANARY" not in client.get(LIST).content


def test_the_pages_go_on_and_cost_the_same_with_many_tasks(client, user, settings):
    settings.QUEUE_PAGE_SIZE = 3

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get(LIST)
        return len([query for query in caught if "SAVEPOINT" not in query["sql"]])

    for number in range(3):
        make_task(make_referral(), str(number), by=user)
    queries()  # the first page of a session also notes the time
    few = queries()
    for number in range(3, 7):
        make_task(make_referral(), str(number), by=user)

    assert queries() == few <= BUDGET
    first = client.get(LIST).context
    assert [row["task"].words for row in first["rows"]] == ["0", "1", "2"]
    assert shown(client, first["next_url"]) == ["3", "4", "5"]
