"""Security point 24: a case is shown only to a link worker who has recently given a code."""

import datetime as dt
import time
import uuid

import pytest
from django.test import Client

from referral_portal.accounts.models import User
from referral_portal.common.one_time import STEP, code_at
from safeguarding.models import AccessRecord, SafeguardingEvent, WorkerSession
from safeguarding.sign_in import second_factor, sessions
from tests.factories.safeguarding import CANARY, PASSWORD, make_worker
from tests.safeguarding.helpers import SIGN_IN

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
CONFIRM = "/safeguarding/confirm/"


@pytest.fixture
def path(case):
    return f"/safeguarding/cases/{case.pk}/"


def code_of(worker) -> str:
    second_factor.begin_set_up(worker)
    worker.refresh_from_db()
    return code_at(worker.otp_secret, int(time.time() // STEP))


def grow_old(clock, settings):
    clock.shift(dt.timedelta(minutes=settings.CONFIRM_MINUTES, seconds=1))


def test_24_a_case_asks_for_a_code_again_and_then_opens(clock, client, worker, path, settings):
    assert CANARY in client.get(path).content.decode()
    grow_old(clock, settings)
    looks = AccessRecord.objects.count()
    asked = client.get(path)
    assert asked["Location"].startswith(CONFIRM)
    assert AccessRecord.objects.count() == looks
    page = client.get(asked["Location"]).content.decode()
    assert "type the 6 digits" in page
    assert CANARY not in page

    old = client.cookies[sessions.cookie_name()].value
    ends = WorkerSession.objects.get().expires_at
    wrong = client.post(CONFIRM, {"code": "000000", "next": path})
    assert wrong.status_code == 200
    assert client.get(path)["Location"].startswith(CONFIRM)
    answer = client.post(CONFIRM, {"code": code_of(worker), "next": path})
    assert answer["Location"] == path
    assert CANARY in client.get(path).content.decode()
    assert SafeguardingEvent.objects.filter(action="worker.confirmed").count() == 1
    # A new token, and no longer life than the sign-in gave.
    assert WorkerSession.objects.get().expires_at == ends
    client.cookies[sessions.cookie_name()] = old
    assert client.get(path)["Location"] == "/safeguarding/sign-in/"


def test_24_every_page_of_a_case_asks_and_what_is_sent_is_not_lost(clock, client, path, settings):
    grow_old(clock, settings)
    for name in ("", "contacts/add/", "notes/add/", "release/", "card/", "keep-apart/"):
        assert client.get(f"{path}{name}")["Location"].startswith(CONFIRM), name
    sent = client.post(f"{path}contacts/add/", {})
    assert sent.status_code == 200
    # A case that is not there gets the same answer.
    nowhere = client.get(f"/safeguarding/cases/{uuid.uuid4()}/")
    assert nowhere["Location"].startswith(CONFIRM)
    assert client.get("/safeguarding/").status_code == 200


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org/", "/admin/", ""])
def test_34_it_leads_nowhere_but_to_this_side(client, worker, wanted):
    answer = client.post(CONFIRM, {"code": code_of(worker), "next": wanted})
    assert answer["Location"] == "/safeguarding/"


def test_15_codes_cannot_be_guessed_here_either(client, worker, settings):
    settings.SIGN_IN_TRIES = 2
    code = code_of(worker)
    statuses = [client.post(CONFIRM, {"code": "000000"}).status_code for _ in range(2)]
    statuses.append(client.post(CONFIRM, {"code": code}).status_code)
    assert statuses == [200, 200, 429]


def test_the_demonstration_has_no_codes_to_ask_for(clock, client, path, settings):
    settings.SECOND_FACTOR = False
    grow_old(clock, settings)
    assert client.get(path).status_code == 200


def test_signing_in_and_out(settings):
    settings.SECOND_FACTOR = False  # the second step has tests of its own
    worker = make_worker(username="link-worker")
    client = Client()
    response = client.post(SIGN_IN, {"username": "link-worker", "password": PASSWORD})
    assert response.headers["Location"] == "/safeguarding/"
    cookie = response.cookies["safeguarding"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True,
        "Strict",
        "/safeguarding/",
    )
    session = WorkerSession.objects.get()
    assert session.worker == worker
    assert session.digest == sessions.digest(cookie.value) != cookie.value
    assert client.get("/safeguarding/").status_code == 200
    assert client.get(SIGN_IN).headers["Location"] == "/safeguarding/"
    token = cookie.value
    client.post("/safeguarding/sign-out/")
    again = Client()
    again.cookies["safeguarding"] = token
    assert again.get("/safeguarding/").status_code == 302
    assert list(SafeguardingEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "worker.create",
        "worker.sign_in",
        "worker.sign_out",
    ]


def test_every_way_of_getting_it_wrong_looks_the_same():
    make_worker(username="link-worker")
    gone = make_worker(username="gone")
    gone.is_active = False
    gone.save()
    User.objects.create_user(username="coordinator", password=PASSWORD)
    pages = set()
    for username, password in [
        ("link-worker", "wrong"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("coordinator", PASSWORD),
    ]:
        response = Client().post(SIGN_IN, {"username": username, "password": password})
        assert response.status_code == 200
        assert b"The user name or the password is not right" in response.content
        text = response.content.decode().replace(f'value="{username}"', "")
        token = response.context["csrf_token"]
        pages.add(text.replace(str(token), ""))
    assert len(pages) == 1
    assert not WorkerSession.objects.exists()


def test_forms_need_their_token():
    strict = Client(enforce_csrf_checks=True)
    make_worker(username="link-worker")
    response = strict.post(SIGN_IN, {"username": "link-worker", "password": PASSWORD})
    assert response.status_code == 403
    assert not WorkerSession.objects.exists()


def test_signing_in_changes_the_token_of_the_forms(settings):
    settings.SECOND_FACTOR = False
    make_worker(username="link-worker")
    client = Client(enforce_csrf_checks=True)
    planted = client.get(SIGN_IN).cookies[settings.CSRF_COOKIE_NAME].value
    response = client.post(
        SIGN_IN,
        {"username": "link-worker", "password": PASSWORD, "csrfmiddlewaretoken": planted},
    )
    assert response.status_code == 302
    refused = client.post("/safeguarding/sign-out/", {"csrfmiddlewaretoken": planted})
    assert refused.status_code == 403
    assert WorkerSession.objects.exists()
