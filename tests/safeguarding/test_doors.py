"""Who gets in: link workers with a session of this side, and nobody else, whatever they own."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from referral_portal.accounts.models import User
from referral_portal.common.refusals import Refusal
from safeguarding.models import AccessRecord, SafeguardingEvent, WorkerSession
from safeguarding.sign_in import sessions
from tests.factories.safeguarding import CANARY, PASSWORD, client_of, make_case, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
SIGN_IN = "/safeguarding/sign-in/"


def answer(client, path, method="get"):
    response = getattr(client, method)(path)
    return response.status_code, response.content, sorted(response.headers.items())


def every_path(case):
    yield from ("/safeguarding", "/safeguarding/", "/safeguarding/no/such/page/")
    yield f"/safeguarding/cases/{case.pk}/"
    for pattern in get_resolver("safeguarding.urls").url_patterns:
        if pattern.name != "sign_in":
            yield f"/safeguarding/{pattern.pattern}"


@time_machine.travel(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC), tick=False)
def test_without_a_session_every_path_gives_the_same_redirect():
    case = make_case()
    owner = User.objects.create_superuser(
        username=make_worker(username="link-worker").username, password=PASSWORD
    )
    portal_user, guesser = Client(), Client()
    portal_user.force_login(owner)
    guesser.cookies["safeguarding"] = "A" * 43
    expected = answer(Client(), "/safeguarding/anything/")
    assert expected[0] == 302
    assert ("Location", SIGN_IN) in expected[2]
    for client in (Client(), portal_user, guesser):
        for path in every_path(case):
            assert answer(client, path) == expected
            assert answer(client, path, "post") == expected
    assert not AccessRecord.objects.exists()


def test_a_portal_session_is_not_even_read(django_assert_num_queries):
    client = Client()
    client.force_login(User.objects.create_superuser(username="owner", password=PASSWORD))
    with django_assert_num_queries(0, using="default"):
        assert client.get(SIGN_IN).status_code == 200


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


def test_an_unknown_name_costs_a_hash(monkeypatch):
    hashed = []
    monkeypatch.setattr(sessions, "make_password", lambda raw: hashed.append(raw) or "")
    with pytest.raises(Refusal):
        sessions.sign_in(username="nobody", password="x", network="n", now=timezone.now())
    assert hashed == ["x"]


def test_a_session_ends_when_idle_and_in_any_case_after_a_day(settings):
    settings.WORKER_SESSION_MINUTES, settings.WORKER_SESSION_HOURS = 15, 1
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = client_of(make_worker())
        for minutes in (14, 28, 42, 56):
            clock.move_to(start + dt.timedelta(minutes=minutes))
            assert client.get("/safeguarding/").status_code == 200
        clock.move_to(start + dt.timedelta(minutes=60))
        assert client.get("/safeguarding/").status_code == 302
        other = client_of(make_worker())
        clock.move_to(start + dt.timedelta(minutes=76))
        assert other.get("/safeguarding/").status_code == 302


def test_a_worker_who_is_switched_off_is_out_at_once():
    worker = make_worker()
    client = client_of(worker)
    assert client.get("/safeguarding/").status_code == 200
    worker.is_active = False
    worker.save()
    assert client.get("/safeguarding/").status_code == 302


def test_a_session_costs_one_query(django_assert_num_queries):
    client = client_of(make_worker())
    with (
        django_assert_num_queries(1, using="safeguarding"),
        django_assert_num_queries(0, using="default"),
    ):
        assert client.get("/safeguarding/no/such/page/").status_code == 404


def test_the_cookie_opens_nothing_in_the_portal():
    client = client_of(make_worker())
    assert client.get("/admin/").status_code in {302, 404}
    assert client.get("/cohorts/").status_code in {302, 404}


def test_forms_need_their_token():
    strict = Client(enforce_csrf_checks=True)
    make_worker(username="link-worker")
    response = strict.post(SIGN_IN, {"username": "link-worker", "password": PASSWORD})
    assert response.status_code == 403
    assert not WorkerSession.objects.exists()


def test_a_case_of_somebody_else_is_not_there():
    mine, theirs = make_worker(), make_worker()
    case = make_case(owner=theirs)
    path = f"/safeguarding/cases/{case.pk}/"
    # Without the rule the page would show her name.
    assert CANARY.encode() in client_of(theirs).get(path).content
    assert CANARY.encode() in client_of(make_worker(is_manager=True)).get(path).content
    client = client_of(mine)
    refused = client.get(path)
    unknown = client.get("/safeguarding/cases/00000000-0000-4000-8000-000000000000/")
    assert (refused.status_code, refused.content) == (404, unknown.content)
    records = AccessRecord.objects.filter(worker=mine).order_by("pk")
    assert [(record.what, record.case_id) for record in records] == [
        ("refused", case.pk),
        ("refused", None),
    ]
    for page in ("take", "contacts/add", "notes/add", "release", "card", "keep-apart", "give"):
        assert client.get(f"{path}{page}/").status_code == 404
        assert client.post(f"{path}{page}/").status_code == 404
    listed = client.get("/safeguarding/").content + client.get("/safeguarding/cases/").content
    assert case.reference.encode() not in listed


def test_no_trace_in_the_portals_tables():
    assert not ContentType.objects.filter(app_label="safeguarding").exists()
    assert not Permission.objects.filter(content_type__app_label="safeguarding").exists()


def test_a_short_password_is_refused():
    with pytest.raises(Refusal, match="15 characters"):
        make_worker(password="short")


def test_hashes_are_made_by_the_first_hasher():
    worker = make_worker()
    assert worker.password.split("$")[0] == make_password("x").split("$")[0]


def test_an_unknown_name_is_written_down_like_a_wrong_password():
    make_worker(username="link-worker")
    written = []
    for username in ("link-worker", "nobody"):
        before = SafeguardingEvent.objects.count()
        with pytest.raises(Refusal):
            sessions.sign_in(username=username, password="x", network="n", now=timezone.now())
        written.append(SafeguardingEvent.objects.count() - before)
    assert written == [1, 1]
    assert "nobody" not in str(list(SafeguardingEvent.objects.values_list()))


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
