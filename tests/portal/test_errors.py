"""Error pages and log lines about errors contain nothing of what was asked or typed.

Every page with a form is sent with a word of its own in each field, as it is and with a view that
breaks. The same records in a careless format show the words: the test could find them.
"""

import ast
import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import Http404
from django.test import Client
from django.urls import reverse

from referral_portal.logging import FIELDS
from tests import source
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.call_backs import CallBackFactory
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.referrals import address, make_catalogue, walk
from tests.factories.safeguarding import client_of, make_case, make_worker, person_for

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
FIELD = re.compile(r'<(?:input|textarea|select)[^>]*\bname="([^"]+)"')
TOKENS = re.compile(r"canary[0-9a-f]{32}", re.IGNORECASE)
KINDS = [ValueError, IntegrityError, PermissionDenied, SuspiciousOperation, Http404]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def canary() -> str:
    return f"canary{uuid.uuid4().hex}"


def filled(html: str) -> dict[str, str]:
    """A value for every field of a page, each with a word of its own."""
    tokens = {"csrfmiddlewaretoken", "page_token"}
    return {name: canary() for name in set(FIELD.findall(html)) - tokens}


def pages() -> list[tuple[Client, str]]:
    """Return browsers and pages with a form: public, staff's and link workers', with real rows."""
    make_catalogue()
    public, desk, manager, agency = Client(), Client(), Client(), Client()
    walk(public, "self", until="them")
    desk.force_login(UserFactory(coordinator=True))
    manager.force_login(UserFactory(manager=True, last_name=canary()))
    agency.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))
    walk(agency, "agency", until="referrer")
    cohort = make_cohort(by=UserFactory(manager=True))
    enrolment = place_somebody(cohort)
    worker = make_worker()
    case = make_case(owner=worker)
    person_for(case, worker)
    admin = "admin:referrals_referral_"
    return [
        (Client(), reverse("sign_in")),
        (Client(), reverse("referrals:call_back")),
        *((public, address("self", "page", slug)) for slug in ("them",)),
        (agency, address("agency", "page", "referrer")),
        (desk, reverse(f"{admin}accept", args=[case.referral_id])),
        (desk, reverse(f"{admin}note", args=[case.referral_id])),
        (desk, reverse("admin:referrals_callback_attempt", args=[CallBackFactory().pk])),
        (desk, reverse("account_password")),
        (manager, reverse("cohorts:remove", args=[enrolment.pk])),
        (manager, reverse("cohorts:concern", args=[enrolment.pk])),
        (Client(), reverse("safeguarding:sign_in")),
        (client_of(worker), reverse("safeguarding:add_contact", args=[case.pk])),
        (client_of(worker), reverse("safeguarding:add_note", args=[case.pk])),
    ]


def breaking(kind):
    """What a view does that fails with everything it was given in the text and in its variables."""

    def break_(form):
        local = dict(form.data)
        raise kind(f"DETAIL: Failing row contains {local} {form.__class__}")

    return break_


def test_no_word_that_was_typed_is_in_the_log_or_on_a_page_about_an_error(log, monkeypatch):
    typed, paths = set(), []
    for browser, path in pages():
        paths.append(path)
        browser.raise_request_exception = False
        fields = filled(browser.get(path).content.decode())
        assert fields, path
        typed |= set(fields.values())
        browser.post(f"{path}?asked={canary()}", fields)
        for kind in KINDS:
            with monkeypatch.context() as patch:
                patch.setattr("django.forms.BaseForm.is_valid", breaking(kind))
                answer = browser.post(f"{path}?asked={canary()}", fields)
            page = answer.content.decode()
            assert answer.status_code >= 400, (path, kind)
            assert not TOKENS.search(page), (path, kind)
            assert path not in page, (path, kind)
    assert len(typed) > 40
    assert not TOKENS.search(log.text)
    assert [path for path in paths if path in log.text] == [], "ids of rows are in them"
    assert len(TOKENS.findall(log.careless)) > 60, "the words were there to be logged"
    assert [path for path in paths if path in log.careless] == paths


def test_a_form_whose_token_has_aged_and_a_request_nobody_can_read(log, settings):
    strict = Client(enforce_csrf_checks=True)
    for path in (reverse("sign_in"), reverse("safeguarding:sign_in"), "/nothing-here/"):
        answer = strict.post(f"{path}?asked={canary()}", {"username": canary()})
        assert answer.status_code in {403, 404}
        assert not TOKENS.search(answer.content.decode())
        assert path not in answer.content.decode()
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    answer = strict.get("/", headers={"host": f"{canary()}.example.org"})
    assert answer.status_code == 400
    assert not TOKENS.search(answer.content.decode())
    assert not TOKENS.search(log.text)
    assert TOKENS.search(log.careless)


BOTH = ("default", "safeguarding")
NOT_NOW = (503, "cannot be shown now")


@pytest.mark.parametrize(
    ("path", "gone", "said"),
    [
        ("/landing/", BOTH, NOT_NOW),
        ("/admin/", BOTH, NOT_NOW),
        ("/safeguarding/", BOTH, NOT_NOW),
        ("/safeguarding/", ("default",), NOT_NOW),
        ("/safeguarding/", ("safeguarding",), NOT_NOW),
        ("/safeguarding/join/a-token/", BOTH, NOT_NOW),
        ("/safeguarding/nothing-here/", BOTH, NOT_NOW),
    ],
)
def test_the_error_page_comes_without_a_database_and_names_nobody(
    path, gone, said, monkeypatch, settings
):
    """Whatever broke may still be broken while the page is drawn."""
    user = UserFactory(coordinator=True, first_name=canary(), last_name=canary())
    browser = client_of(make_worker(name=canary()))
    browser.force_login(user)
    browser.raise_request_exception = False
    real = BaseDatabaseWrapper._cursor

    def dead(connection, *given):
        if connection.alias in gone:
            raise OperationalError(f"connection to {canary()} refused")
        return real(connection, *given)

    # Not `cursor`: a test that may not use a database leaves one of its own on the connection.
    monkeypatch.setattr(BaseDatabaseWrapper, "_cursor", dead)
    answer = browser.get(path)
    page = answer.content.decode()
    status, words = said
    assert (answer.status_code, words in page.lower()) == (status, True)
    assert answer["Retry-After"] == str(settings.RETRY_AFTER_SECONDS)
    assert "Traceback" not in page
    assert user.username not in page
    assert not TOKENS.search(page)


def test_nobody_is_mailed_about_an_error(client, settings, mailoutbox, monkeypatch):
    settings.ADMINS = [("Somebody", "somebody@example.org")]
    client.raise_request_exception = False
    monkeypatch.setattr("django.forms.BaseForm.is_valid", breaking(ValueError))
    assert client.post(reverse("sign_in"), {"username": canary()}).status_code == 500
    assert mailoutbox == []


def test_our_own_log_lines_are_constants_with_fields_the_format_knows():
    """A name inside the message would get past the format; an unknown field would be lost."""
    wrong, known = [], set(FIELDS)
    for file in source.python_files():
        for node in source.nodes(file):
            is_log = isinstance(node, ast.Call) and re.match(
                r"(logger|logging\.getLogger)\.?", source.dotted(node.func)
            )
            if not is_log or source.dotted(node.func).split(".")[-1] not in LEVELS:
                continue
            if not isinstance(node.args[0], ast.Constant) or len(node.args) > 1:
                wrong.append(f"{source.short(file)}:{node.lineno}")
            for keyword in node.keywords:
                if keyword.arg == "extra":
                    names = {key.value for key in keyword.value.keys}
                    wrong += [f"{source.short(file)}: {name}" for name in names - known]
    assert wrong == []
