"""A report of an error says its type, its place and its request, and nothing of what it holds.

The naive way, Django's mail to the administrators, shows every secret that is planted here.
"""

import re
import sys

import pytest
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.db import DataError, OperationalError, transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter

from referral_portal.audit import reports
from referral_portal.audit.models import ErrorReport
from referral_portal.outbox import tasks
from referral_portal.outbox.error_notices import notice_errors
from referral_portal.outbox.models import OutgoingMessage
from safeguarding import tasks as far_tasks
from safeguarding.casework.error_notices import notice_errors as notice_far_errors
from safeguarding.models import ProtectedErrorReport, ProtectedMessage
from tests.factories.safeguarding import client_of, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
WORDS = (
    "in-the-text",
    "in-a-local",
    "in-the-address",
    "in-a-parameter",
    "in-the-form",
    "in-a-cookie",
)
SECRETS = {word: f"canary-{word}" for word in WORDS}


@pytest.fixture
def naive():
    """The reports that Django would send to the administrators."""
    texts = []

    def receive(request=None, **kwargs):
        texts.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_text())
        texts.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_html())

    got_request_exception.connect(receive)
    yield texts
    got_request_exception.disconnect(receive)


def fail(*given, **named):
    """Fail as a page does that has touched a person's answers: in a broken transaction, with a cause."""
    local = SECRETS["in-a-local"]
    try:
        raise DataError(f'invalid input syntax: "{SECRETS["in-a-parameter"]}" for {local[:3]}')
    except DataError as error:
        raise ValueError(f"Failing row contains ({SECRETS['in-the-text']})") from error


def break_page(monkeypatch, client, path: str) -> int:
    client.raise_request_exception = False
    client.cookies["canary"] = SECRETS["in-a-cookie"]
    with monkeypatch.context() as patch:
        patch.setattr("django.forms.BaseForm.__init__", fail)
        patch.setattr("django.forms.BaseForm.is_valid", fail)
        answer = client.post(
            f"{path}?asked={SECRETS['in-the-address']}", {"name": SECRETS["in-the-form"]}
        )
    return answer.status_code


def everything(capsys) -> str:
    """All that the reports leave behind."""
    call_command("list_errors")
    return "\n".join(
        str(row)
        for model in (ErrorReport, ProtectedErrorReport, OutgoingMessage, ProtectedMessage)
        for row in model.objects.values()
    ) + "".join(capsys.readouterr())


def test_no_secret_is_in_a_report_an_email_or_the_log(
    monkeypatch, naive, log, capsys, settings, mailoutbox
):
    settings.DUTY_EMAIL = "duty@example.org"
    settings.ADMINS = [("Admin", "admin@example.org")]
    assert break_page(monkeypatch, Client(), reverse("sign_in")) == 500
    far = client_of(make_worker())
    assert break_page(monkeypatch, far, reverse("safeguarding:search")) == 500
    monkeypatch.setattr(tasks, "give_beat", fail)
    tasks.beat.apply()
    far_tasks.run_step(fail)
    notice_errors(timezone.now())
    notice_far_errors(now=timezone.now())

    assert (ErrorReport.objects.count(), ProtectedErrorReport.objects.count()) == (2, 2)
    found = everything(capsys) + log.text
    assert "ValueError" in found
    assert "canary" not in found
    assert mailoutbox == []
    for word in WORDS:
        assert any(SECRETS[word] in text for text in naive), f"the control shows what is {word}"


def test_a_report_says_what_where_and_under_which_request(monkeypatch, log):
    break_page(monkeypatch, Client(), reverse("sign_in"))
    row = ErrorReport.objects.get()
    assert (row.kind, row.view, row.is_task) == ("ValueError", "sign_in", False)
    # The frames of this test and of Django are none of ours.
    assert re.fullmatch(r"referral_portal\.\w+(\.\w+)*:[\w.]+:\d+", row.place), row.place
    (line,) = (line for line in log.lines if line["message"] == "request")
    assert line["request"] == row.request


def test_each_side_keeps_its_own_and_a_report_survives_the_request_s_transaction(
    monkeypatch, rf, settings
):
    far = client_of(make_worker())
    break_page(monkeypatch, far, reverse("safeguarding:search"))
    assert ProtectedErrorReport.objects.get().view == "safeguarding:search"
    assert not ErrorReport.objects.exists()

    def inner(request: HttpRequest):
        with transaction.atomic():
            try:
                fail()
            except ValueError:
                reports.note_request(request=request)
            transaction.set_rollback(True)
        return "answer"

    assert reports.report_errors(inner)(rf.get("/")) == "answer"
    assert ErrorReport.objects.get().kind == "ValueError"
    settings.HAS_PORTAL = False
    reports.report(ValueError(), view="healthz")
    assert ErrorReport.objects.count() == 1
    assert ProtectedErrorReport.objects.count() == 2


def test_a_background_task_and_a_step_are_named(monkeypatch):
    monkeypatch.setattr(tasks, "give_beat", fail)
    tasks.beat.apply()
    assert ErrorReport.objects.get().view == "outbox.beat"
    assert far_tasks.run_step(fail) is False
    row = ProtectedErrorReport.objects.get()
    assert (row.view, row.is_task) == ("safeguarding.fail", True)
    assert row.place.startswith("safeguarding.tasks:run_step:")


def test_one_place_has_so_many_reports_an_hour(settings):
    settings.ERROR_REPORTS_AN_HOUR = 3
    for _ in range(5):
        reports.report(ValueError("a"), view="home")
        reports.report(KeyError("b"), view="home")
    kinds = list(ErrorReport.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["ValueError", "KeyError"] * 3
    ErrorReport.objects.update(at=timezone.now() - reports.HOUR)
    reports.report(ValueError("a"), view="home")
    assert ErrorReport.objects.count() == 7


def test_what_is_no_error_of_ours_makes_no_report(client):
    client.raise_request_exception = False
    client.get("/nothing-is-here/")
    client.get("/", headers={"host": "another.example.org"})
    reports.report(OperationalError("the server closed the connection"), view="home")
    assert not ErrorReport.objects.exists()


def test_a_report_that_cannot_be_written_changes_no_answer(monkeypatch, log):
    monkeypatch.setattr(ErrorReport.objects, "create", fail)
    assert break_page(monkeypatch, Client(), reverse("sign_in")) == 500
    assert "error not reported" in log.text
    assert "canary" not in log.text
