"""The pages of a link worker's own sign-in and, for the manager, of every link worker's."""

import pytest

from safeguarding.sign_in import sessions
from tests.factories.safeguarding import PASSWORD, client_of, make_worker
from tests.safeguarding.helpers import (
    ACCOUNT,
    CODE,
    NEW_PASSWORD,
    SET_UP,
    SIGN_IN,
    give_password,
    is_in,
    join,
    with_app,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_23_a_new_password_ends_the_other_sessions_and_keeps_the_second_factor(clock):
    worker, _ = with_app(clock)
    here, elsewhere = client_of(worker), client_of(worker)
    assert here.post(ACCOUNT, {"old": "wrong", "new": NEW_PASSWORD}).status_code == 200
    assert here.post(ACCOUNT, {"old": PASSWORD, "new": "short"}).status_code == 200
    assert is_in(elsewhere)
    assert here.post(ACCOUNT, {"old": PASSWORD, "new": NEW_PASSWORD}).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert give_password(worker, NEW_PASSWORD)[1]["Location"] == CODE


def test_23_everywhere_means_everywhere():
    worker = make_worker()
    here, elsewhere, others = client_of(worker), client_of(worker), client_of(make_worker())
    assert here.post(f"{ACCOUNT}end-sessions/")["Location"] == SIGN_IN
    assert not is_in(here)
    assert not is_in(elsewhere)
    assert is_in(others)


def test_23_the_manager_ends_the_sessions_of_a_worker_and_nobody_else_does(clock):
    worker, _ = with_app(clock)
    theirs, path = client_of(worker), f"{ACCOUNT}{worker.pk}/end-sessions/"
    assert client_of(make_worker()).post(path, {"remove": "1"}).status_code == 404
    assert is_in(theirs)
    manager = client_of(make_worker(is_manager=True))
    assert worker.name in manager.get(ACCOUNT).content.decode()
    assert manager.post(path, {"end": "1"}).status_code == 302
    assert not is_in(theirs)
    assert give_password(worker)[1]["Location"] == CODE
    manager.post(path, {"remove": "1"})
    assert "link to set one up" in give_password(worker)[1].content.decode()
    assert join(worker)[1]["Location"] == SET_UP


def test_15_too_many_tries_get_the_words_of_a_wrong_password(settings, clock):
    settings.SIGN_IN_TRIES = 1
    client = client_of(make_worker())
    pages = [client.post(ACCOUNT, {"old": "wrong", "new": NEW_PASSWORD}) for _ in range(2)]
    for page in pages:
        assert page.context["form"].errors == {"old": [sessions.WRONG_PASSWORD]}
    right = client.post(ACCOUNT, {"old": PASSWORD, "new": NEW_PASSWORD})
    assert right.status_code == 200, "the password was not even looked at"
