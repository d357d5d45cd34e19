"""`manage.py create_worker` adds a link worker, who signs in by the link that it prints."""

import io

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from safeguarding.models import SafeguardingEvent, Worker
from tests.safeguarding.helpers import (
    SET_UP,
    code_of,
    give_password,
    is_in,
)
from tests.safeguarding.sign_in.test_invitations import FORM

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(timezone.now(), tick=False):
        yield


def test_18_a_new_worker_comes_by_the_link_that_the_machine_prints():
    said = io.StringIO()
    call_command("create_worker", "new-worker", "New Worker", stdout=said)
    path, worker = said.getvalue().split()[-1], Worker.objects.get(username="new-worker")
    for guess in ("", "!", worker.password):
        assert not is_in(give_password(worker, guess)[0])
    browser = Client()
    # Looking at it, as a mail program does, does not use it up.
    for _ in range(2):
        assert "new-worker" in browser.get(path).content.decode()
    assert browser.post(path, FORM)["Location"] == SET_UP
    assert not is_in(browser), "the password alone opens nothing"
    browser.post(SET_UP, {"code": code_of(worker)})
    assert is_in(browser)
    actions = set(SafeguardingEvent.objects.values_list("action", flat=True))
    assert {"worker.invite", "worker.join", "worker.second_factor"} <= actions
    with pytest.raises(CommandError, match="this user name"):
        call_command("create_worker", "new-worker", "New Worker")


def test_a_worker_has_a_name_that_can_be_read():
    with pytest.raises(CommandError, match="name with letters"):
        call_command("create_worker", "new-worker", "\u3164")
    assert not Worker.objects.filter(username="new-worker").exists()
