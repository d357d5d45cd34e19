"""Security point 18 on the link workers' side: a sign-in is set up by a link that works once."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from safeguarding.models import WorkerInvitation
from safeguarding.sign_in.invitations import accept, invite
from tests.factories.safeguarding import PASSWORD, client_of, make_worker
from tests.factories.sign_in import code_box
from tests.safeguarding.helpers import (
    CODE,
    SET_UP,
    SIGN_IN,
    code_of,
    give_password,
    is_in,
    with_app,
)
from tests.safeguarding.helpers import join as come_by_a_link

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
CHOSEN = "a passphrase of their own"
FORM = {"new": CHOSEN, "again": CHOSEN}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def link_for(worker) -> str:
    return f"/safeguarding/join/{invite(worker=worker, by=None, now=timezone.now())}/"


def test_18_a_link_works_once_for_a_day_and_until_the_next(clock, settings):
    worker = make_worker()
    replaced, used, client = link_for(worker), link_for(worker), Client()
    strange = [replaced, "/safeguarding/join/never-was-one/", "/safeguarding/join/"]
    assert client.post(used, FORM)["Location"] == SET_UP
    late = link_for(worker)
    clock.shift(dt.timedelta(hours=settings.INVITE_HOURS, seconds=1))
    worker.is_active = False
    worker.save()
    for path in (*strange, used, late, link_for(worker)):
        # As for any address of this side.
        assert Client().get(path)["Location"] == SIGN_IN
        assert Client().post(path, FORM)["Location"] == SIGN_IN
    assert Client().get(f"{late}cases/")["Location"] == SIGN_IN


@pytest.mark.parametrize(
    "form",
    [
        {"new": "short", "again": "short"},
        {"new": "1q2w3e4r5t6y7u8i9o0p", "again": "1q2w3e4r5t6y7u8i9o0p"},
        {"new": CHOSEN, "again": PASSWORD},
    ],
)
def test_18_a_weak_or_mistyped_password_does_not_use_the_link_up(form):
    path, client = link_for(make_worker()), Client()
    answer = client.post(path, form)
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert client.post(path, FORM)["Location"] == SET_UP


@pytest.mark.parametrize("weak", ["short", "1q2w3e4r5t6y7u8i9o0p"])
def test_a_weak_password_is_named_beside_the_box_where_it_is_chosen(weak):
    worker = make_worker()
    at_the_link = Client().post(link_for(worker), {"new": weak, "again": weak})
    changing = client_of(worker).post("/safeguarding/account/", {"old": PASSWORD, "new": weak})
    for answer in (at_the_link, changing):
        assert set(answer.context["form"].errors) == {"new"}
        assert 'id="id_new-error"' in answer.content.decode()


def test_a_phone_shows_digits_for_a_code_and_letters_for_a_recovery_code(clock):
    joining, browser = Client(), Client()
    joining.post(link_for(make_worker()), FORM)
    worker, _ = with_app(clock)
    give_password(worker, client=browser)
    confirm, wanted = "/safeguarding/confirm/", {"next": "/safeguarding/cases/"}
    asked = client_of(worker).get(confirm, wanted)
    for page in (joining.get(SET_UP), browser.get(CODE), asked):
        assert 'inputmode="numeric"' in code_box(page)
        assert 'autocomplete="one-time-code"' in code_box(page)
    (link,) = re.findall(r'href="(\?recovery&amp;next=[^"]+)"', asked.content.decode())
    letters = client_of(worker).get(confirm + link.replace("&amp;", "&"))
    assert letters.context["next"] == wanted["next"]
    wrong = browser.post(f"{CODE}?recovery", {"code": "AAAA"}).content.decode()
    assert "The recovery code is wrong" in wrong
    assert "next code in your app" not in wrong
    assert "6 digits" in asked.content.decode()
    for page in (browser.get(CODE, {"recovery": ""}), letters):
        assert "6 digits" not in page.content.decode()
        assert "inputmode" not in code_box(page)
        assert "one-time-code" not in code_box(page)


def test_18_what_is_stored_opens_nothing():
    token = invite(worker=make_worker(), by=None, now=timezone.now())
    row = WorkerInvitation.objects.get()
    assert token not in str(list(WorkerInvitation.objects.values()))
    assert accept(token=row.digest, password=CHOSEN, now=timezone.now()) is None


def test_13_the_first_who_knows_a_password_sets_no_app_up():
    worker = make_worker()
    client, answer = give_password(worker)
    assert "Ask your manager for a link" in answer.content.decode()
    # Even when the owner is halfway through.
    come_by_a_link(worker)
    give_password(worker, client=client)
    assert client.get(SET_UP)["Location"] == SIGN_IN
    assert client.post(SET_UP, {"code": code_of(worker)})["Location"] == SIGN_IN
    assert not is_in(client)


def test_19_a_link_for_a_forgotten_password_asks_for_the_code_and_ends_every_session(clock):
    worker, _ = with_app(clock)
    elsewhere = client_of(worker)
    browser, answer = come_by_a_link(worker, CHOSEN)
    assert answer["Location"] == CODE
    assert not is_in(elsewhere)
    assert browser.get(SET_UP)["Location"] == SIGN_IN
    assert browser.post(CODE, {"code": code_of(worker)}).status_code == 302
    assert is_in(browser)
    assert give_password(worker, CHOSEN)[1]["Location"] == CODE
    assert not is_in(give_password(worker, PASSWORD)[0])


def test_the_manager_makes_a_link_that_is_shown_once_and_nobody_else_does():
    worker = make_worker()
    path = f"/safeguarding/account/{worker.pk}/end-sessions/"
    assert client_of(make_worker()).post(path, {"invite": "1"}).status_code == 404
    assert not WorkerInvitation.objects.exists()
    manager = client_of(make_worker(is_manager=True))
    page = manager.post(path, {"invite": "1"}).content.decode()
    (link,) = re.findall(r"http://testserver(/safeguarding/join/[^<]+)<", page)
    assert worker.username in Client().get(link).content.decode()
    assert "/join/" not in manager.get("/safeguarding/account/").content.decode()
