"""Asks the questions in one world: each in a transaction that is taken back, so that all meet the
same state, whatever was asked before.
"""

import contextlib
from collections.abc import Iterator
from http.cookies import SimpleCookie
from unittest import mock

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.test import Client, override_settings

from referral_portal.accounts.session_limits import LAST_SEEN, SIGNED_IN_AT
from referral_portal.accounts.sessions import CONFIRMED_AT
from referral_portal.metrics import queue, traffic
from referrals.admin.queue.export import KEPT
from safeguarding.sign_in import sessions
from tests.proofs.twins import questions
from tests.proofs.twins.answers import Answer
from tests.proofs.twins.draws import same_draws
from tests.proofs.twins.forms import filled
from tests.proofs.twins.opened import ANYBODY, LINK_WORKER, chosen_ids
from tests.proofs.twins.questions import Question
from tests.proofs.twins.world import World

ALIASES = ("default", "safeguarding")
TOKEN = "twinstwinstwinstwinstwinstwinstw"  # 32 letters, as a CSRF secret has
STAFF = (
    "coordinator", "manager", "facilitator", "facilitator-away", "co-facilitator", "agency",
    "agency-away", "commissioner", "auditor", "administrator", "superuser",
)  # fmt: skip
RENUMBER = """SELECT setval(format('%%I.%%I', place, name)::regclass, coalesce(last, 1), last IS NOT NULL)
    FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS kept (place, name, last)"""
FIGURES = Question("monitoring", questions.GET, "/metrics")
PEOPLE = [ANYBODY, *STAFF, LINK_WORKER]


@contextlib.contextmanager
def taken_back(*aliases: str) -> Iterator[None]:
    """Undo whatever the block does, on both databases unless told otherwise."""
    aliases = aliases or ALIASES
    with contextlib.ExitStack() as stack:
        for alias in aliases:
            block = transaction.atomic(using=alias)
            # As in Django's own test case: a durable block inside is welcome.
            block._from_testcase = True
            stack.enter_context(block)
        try:
            yield
        finally:
            for alias in aliases:
                transaction.set_rollback(True, using=alias)


@contextlib.contextmanager
def same_numbers() -> Iterator[None]:
    """Give every sequence back its number after the block, which a transaction does not."""
    before = {}
    for alias in ALIASES:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT schemaname, sequencename, last_value FROM pg_sequences")
            before[alias] = cursor.fetchall()
    try:
        yield
    finally:
        for alias, numbers in before.items():
            with connections[alias].cursor() as cursor:
                cursor.execute(RENUMBER, [list(column) for column in zip(*numbers, strict=True)])
        ContentType.objects.clear_cache()


class PlainClient(Client):
    """Django's client without its copies of every template's context, which nobody reads here."""

    def request(self, **request):
        """Return the response to one request."""
        return self.handler(self._base_environ(**request))


class Browsers:
    """The people who ask, signed in, with what their browser holds."""

    def __init__(self, world: World, forms: dict[tuple[str, str], dict], people=tuple(PEOPLE)):
        self._forms = forms
        self._cookies = {}
        for who in people:
            with same_draws(f"sign in {who}"):
                self._cookies[who] = self._sign_in(world, who)
        self._client = PlainClient(enforce_csrf_checks=True, raise_request_exception=False)

    @staticmethod
    def _sign_in(world: World, who: str) -> dict[str, str]:
        client = Client()
        if who in STAFF:
            client.force_login(get_user_model().objects.get(username=who))
            # Has been here this minute, so that a page that is read writes nothing.
            session, moment = client.session, int(world.now.timestamp())
            session.update({SIGNED_IN_AT: moment, LAST_SEEN: moment, CONFIRMED_AT: moment})
            session[KEPT] = {"ids": chosen_ids(), "list": ""}
            session.save()
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        if who == LINK_WORKER:
            cookies[sessions.cookie_name()] = sessions.open_session(
                worker=world.worker, is_complete=True, now=world.now
            )
        return cookies | world.drafts | {"token": TOKEN}

    def read_figures(self, path: str = FIGURES.path) -> Answer:
        """Return the figures of a zone, as monitoring reads them.

        The counts of requests and the age of the queue are left out: they are of this process and its
        Redis, which both worlds share.
        """
        self._client.cookies = SimpleCookie()
        with contextlib.ExitStack() as stack:
            stack.enter_context(override_settings(METRICS_TOKEN=TOKEN))
            for shared in (traffic, queue):
                stack.enter_context(mock.patch.object(shared, "figures", return_value=()))
            response = self._client.get(path, headers={"Authorization": f"Bearer {TOKEN}"})
        assert response.status_code == 200
        return Answer.of(status=200, headers=[*response.items()], body=response.content)

    def ask(self, question: Question) -> Answer:
        """Return this world's answer to `question`."""
        client, page = self._client, (question.who, question.path)
        client.cookies = SimpleCookie(self._cookies[question.who])
        given = {}
        if question.how in {questions.POST, questions.JUNK}:
            sent = question.sent(self._forms)
            given = {"data": sent | {"csrfmiddlewaretoken": TOKEN}}
        method = question.how.split()[0].lower()
        # No address that is asked reaches the far side's database.
        with taken_back("default"), same_draws(str(question)):
            response = getattr(client, method)(question.path, **given)
            body = response.getvalue() if response.streaming else response.content
        if question.how == questions.GET and b"<form" in body and page not in self._forms:
            self._forms[page] = filled(body)
        cookies = sorted(morsel.OutputString() for morsel in response.cookies.values())
        headers = [*response.items(), *(("Set-Cookie", cookie) for cookie in cookies)]
        return Answer.of(status=response.status_code, headers=headers, body=body)
