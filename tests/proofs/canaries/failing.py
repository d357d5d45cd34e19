"""Makes a request or a task fail in the middle of its work, with an error that quotes every token.

So do real ones: a database error quotes the row, a template error its context, a mail server the
mail. A way breaks once, then lets the page of the error be drawn.
"""

import contextlib
import functools
import smtplib
import uuid
from collections.abc import Iterator
from unittest import mock

from django import forms
from django.core.handlers.base import BaseHandler
from django.db import IntegrityError, connections
from django.template.base import Template
from django.test import override_settings

from referral_portal.outbox import tasks as outbox_tasks
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.sealing.boxes import seal_envelope, seal_part
from referrals import tasks as referral_tasks
from safeguarding import tasks
from safeguarding.crossing import envelopes
from safeguarding.crossing.handbacks import hand_back
from safeguarding.enums import HandbackKind
from safeguarding.models import VictimCase
from tests.proofs.canaries.tokens import Tokens, page_of

READS = ("SELECT", "INSERT", "UPDATE", "DELETE", "EXECUTE KEPT_")
WRITES = ("INSERT", "UPDATE", "DELETE", "EXECUTE KEPT_ADDING_")
# What stops a mail: a refusal, a line that goes dead, something nobody foresaw.
MAIL_FAILURES = (smtplib.SMTPDataError, smtplib.SMTPServerDisconnected, RuntimeError)

WAYS = {"view", "query", "form", "template", "task", "mail", "opener"}


class Failing:
    """Ways to fail; `done` counts how often each did."""

    def __init__(self, tokens: Tokens):
        self.quote = f"DETAIL: Failing row contains ({', '.join([*tokens.of, *tokens.exact])})."
        self.done: dict[str, int] = {}

    def ways(self) -> dict[str, object]:
        """Return every way a request can fail, by its name."""
        return {
            "view": self.in_view,
            "first query": functools.partial(self.in_query, READS, 1),
            "fourth query": functools.partial(self.in_query, READS, 4),
            "first write": functools.partial(self.in_query, WRITES, 1),
            "form": self.in_form,
            "template": self.in_template,
        }

    def fail(self, way: str, kind: type[Exception] = ValueError):
        """Raise an error of `kind`, or return the answer of a mail server, and count it."""
        self.done[way] = self.done.get(way, 0) + 1
        if kind is smtplib.SMTPDataError:
            return 550, self.quote.encode()
        raise kind(self.quote)

    @contextlib.contextmanager
    def in_view(self) -> Iterator[None]:
        """Fail in the view, after it has used the database."""
        resolve = BaseHandler.resolve_request

        def resolve_to_failure(handler, request):
            callback, args, kwargs = resolve(handler, request)

            @functools.wraps(callback)
            def fail(request, *args, **kwargs):
                with connections["default"].cursor() as cursor:
                    cursor.execute("SELECT 1")
                posted = dict(request.POST)  # in the frame, where a careless report looks
                self.fail("view", ValueError if posted else KeyError)

            return fail, args, kwargs

        with mock.patch.object(BaseHandler, "resolve_request", resolve_to_failure):
            yield

    @contextlib.contextmanager
    def in_query(self, kinds: tuple[str, ...], number: int) -> Iterator[None]:
        """Fail in the `number`th statement of these kinds, on either database."""
        left = [number]

        def wrapper(execute, sql, params, many, context):
            if str(sql).lstrip().upper().startswith(kinds):
                left[0] -= 1
                if left[0] == 0:
                    self.fail("query", IntegrityError)
            return execute(sql, params, many, context)

        with contextlib.ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(wrapper))
            yield

    @contextlib.contextmanager
    def in_form(self) -> Iterator[None]:
        """Fail while a form is cleaned."""
        with mock.patch.object(forms.BaseForm, "full_clean", self._once("form", None)):
            yield

    @contextlib.contextmanager
    def in_template(self) -> Iterator[None]:
        """Fail while a page is drawn."""
        with mock.patch.object(Template, "render", self._once("template", Template.render)):
            yield

    def _once(self, way: str, then):
        failed = []

        def broken(*args, **kwargs):
            if failed and then:
                return then(*args, **kwargs)
            failed.append(way)
            return self.fail(way)

        return broken

    # -- Background work -----------------------------------------------------------------------
    def portal_tasks(self) -> None:
        """Let every task of the portal fail, and the mail server in three ways."""
        for where, name, task in (
            (outbox_tasks, "drain", outbox_tasks.drain_outbox),
            (outbox_tasks, "give_beat", outbox_tasks.beat),
            (referral_tasks.drafts, "forget_drafts", referral_tasks.forget_drafts),
            (referral_tasks.call_backs, "forget_call_backs", referral_tasks.forget_call_backs),
        ):
            self._run(where, name, task)
        for kind in MAIL_FAILURES:
            message = OutgoingMessage.objects.filter(status=MessageStatus.SENT).first()
            message.status = MessageStatus.RENDERED
            message.save(update_fields=["status"])
            with (
                override_settings(EMAIL_URL="smtp://127.0.0.1:9"),
                mock.patch.multiple(
                    smtplib.SMTP,
                    connect=lambda *args: (220, b""),
                    ehlo=lambda *args: (250, b""),
                    mail=lambda *args, kind=kind: self.fail("mail", kind),
                ),
            ):
                for lane in (outbox_tasks.drain_outbox, outbox_tasks.drain_alerts):
                    lane.apply()

    def far_tasks(self) -> None:
        """Let every task and step of the far side fail."""
        for name, task in (
            ("open_waiting", tasks.tick),
            ("pull", tasks.tick),
            ("copy_waiting", tasks.tick),
            ("drain", tasks.drain_messages),
            ("sweep", tasks.sweep_handbacks),
        ):
            # As in production: only the opener's process has the key.
            with mock.patch.object(tasks, "has_key", return_value=name == "open_waiting"):
                self._run(tasks, name, task)

    def _run(self, where, name: str, task) -> None:
        def broken(*args, **kwargs):
            self.fail("task", IntegrityError)

        broken.__name__ = name
        with mock.patch.object(where, name, broken):
            task.apply()

    def seal_what_cannot_be_opened(self, referral_id: uuid.UUID, token: str, now) -> None:
        """Send envelopes that belong to nobody, are of no kind, or will not be stored at once."""
        part = seal_part(page_of(token)["page"])
        for kind, about in (
            ("referral", uuid.uuid4()),
            ("other", referral_id),
            ("note", referral_id),
        ):
            seal_envelope(referral_id=about, kind=kind, parts={kind: part}, names=(kind,), now=now)

    @contextlib.contextmanager
    def in_storing(self) -> Iterator[None]:
        """Fail while what was opened is being stored."""

        def broken(case, envelope, letter, now):
            self.fail("opener", IntegrityError)

        with mock.patch.dict(envelopes.STORE, dict.fromkeys(envelopes.STORE, broken)):
            yield

    def answer_what_cannot_be_copied(self, case: VictimCase, token: str, now) -> None:
        """Write answers that no table of the portal takes, by a slip of a verb."""
        for payload in ({token: token}, {"text": token}, {"referral_id": token}):
            hand_back(kind=HandbackKind.CARD, case=case, payload=payload, by=None, now=now)
