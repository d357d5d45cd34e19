"""Every form of the service: it has a page token, needs it, and makes one change with it.

The world has rows of every class, and the addresses come from the resolver, so that a new page is
asked as well.
"""

import copy
import functools
import re

import pytest
from django.apps import apps
from django.db import connections, router
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import CHANGES_NOTHING
from tests.authorisation.crawl import KINDS, NOT_ASKED, browser, may_open
from tests.authorisation.rows import ALIASES
from tests.every_url import UNNAMED, addresses
from tests.proofs.twins.asking import taken_back
from tests.proofs.twins.forms import ON_EVERY_PAGE, filled

pytestmark = pytest.mark.django_db(databases=ALIASES)
# Signing out needs no page, and its form stands on every page.
FORM = re.compile(r'<form(?![^>]*sign-out)[^>]*method="post".*?</form>', re.I | re.S)
ACTION = re.compile(r'^<form[^>]*action="([^"]+)"')
TOKEN = re.compile(r'name="page_token" value="[^"]{396}"')
CONFLICT = 409
# These change only the sender's own session, which is what the CSRF token protects.
WITHOUT_PAGE = {
    "leave", "account_typed", "safeguarding:typed", "sign_in", "sign_in_code", "sign_in_set_up", "sign_out", "join",
    "safeguarding:sign_in", "safeguarding:sign_in_code", "safeguarding:sign_in_set_up",
    "safeguarding:sign_out", "safeguarding:join",
}  # fmt: skip
# The same thing again each time: a file, or what is shown once and replaces what was there.
REPEATABLE = {
    "account_codes", "account_confirm", "admin:referrals_referral_export", "admin:audit_auditevent_export",
    "referrals:summary_export", "cohorts:letter",
    "admin:referrals_referral_letter", "admin:referrals_referral_review-letter", "admin:accounts_user_access",
    "admin:referrals_complaint_letter",
    "safeguarding:confirm", "safeguarding:end_sessions",
}  # fmt: skip
# These know by themselves what their page was drawn from.
LASTING = {
    f"referrals:{route}_{page}"
    for route in ("self", "agency", "caller")
    for page in ("start", "page", "check")
}
# Pages that do make a row here, so that the test of two posts is not only about refusals.
MADE = {
    "coordinator": {
        "admin:referrals_callback_add", "admin:referrals_referral_note",
        "admin:outbox_outgoingmessage_decide",
    },
    "agency": {"referrals:own_more", "referrals:own_withdraw", "referrals:own_note"},
    "manager": {"cohorts:correct_mark", "cohorts:register", "cohorts:concern"},
    "facilitator": {"cohorts:note", "cohorts:plan_note"},
    "administrator": {"admin:accounts_agency_add", "admin:programmes_story_add"},
    "link worker": {"safeguarding:add_note"},
}  # fmt: skip
# What is written for each request, or about reading.
NOT_COUNTED = {
    "sessions.Session", "audit.AuditEvent", "pages.UsedPage", "accounts.SignInTry", "referrals.FloodCount",
    "referrals.RecentLook",
    "safeguarding.AccessRecord", "safeguarding.UsedPage", "safeguarding.WorkerTry",
    "safeguarding.WorkerSession",
}  # fmt: skip


def callbacks():
    """Every address by name with its view."""

    def inside(resolver, names):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from inside(entry, (*names, entry.namespace) if entry.namespace else names)
            elif isinstance(entry, URLPattern):
                yield ":".join((*names, entry.name or "")), entry.callback

    return list(inside(get_resolver(), ()))


def test_only_these_addresses_are_excepted():
    rules: dict[str, set[str]] = {}
    for name, view in callbacks():
        rules.setdefault(getattr(view, "page_rule", "once"), set()).add(name)

    assert rules.pop("none") == WITHOUT_PAGE
    assert rules.pop("many") == REPEATABLE
    assert rules.pop("lasting") == LASTING
    assert set(rules) == {"once"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_that_is_drawn_has_a_token(seen, kind):
    forms = {
        page.path: FORM.findall(page.text) for page in seen(kind) if page.name not in WITHOUT_PAGE
    }

    assert any(forms.values())
    assert [path for path, found in forms.items() if not all(map(TOKEN.search, found))] == []


def paths(world, kind):
    """Each address that this kind of person can open, for both halves of the world."""
    for name, pattern in addresses():
        if name in UNNAMED | NOT_ASKED | WITHOUT_PAGE or not may_open(kind, name):
            continue
        for half in world.halves.values():
            for path in dict.fromkeys((half.address(name, pattern), half.placed(name, pattern))):
                if path:
                    yield path


@pytest.mark.parametrize("kind", KINDS)
def test_a_post_without_a_page_is_refused_at_every_address(world, kind):
    plain = browser(world, kind)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = plain.cookies
    secret = "a" * 32
    strict.cookies["token"] = secret
    statuses = {
        path: strict.post(path, {"csrfmiddlewaretoken": secret}).status_code
        for path in dict.fromkeys(paths(world, kind))
    }

    assert statuses
    assert {path for path, status in statuses.items() if status != CONFLICT} == set()


@functools.cache
def counting() -> dict[str, str]:
    """The one question that counts every table of a database, by alias."""
    parts: dict[str, list[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        label, table = model._meta.label, model._meta.db_table
        if label not in NOT_COUNTED:
            parts.setdefault(router.db_for_read(model), []).append(
                f"SELECT '{label}', count(*) FROM \"{table}\""
            )
    return {alias: " UNION ALL ".join(questions) for alias, questions in parts.items()}


def counted() -> dict[str, int]:
    """How many rows every table has, without those that are written for each request."""
    rows: dict[str, int] = {}
    for alias, question in counting().items():
        with connections[alias].cursor() as cursor:
            cursor.execute(question)
            rows |= dict(cursor.fetchall())
    changes = AuditEvent.objects.all()
    for ending in CHANGES_NOTHING:
        changes = changes.exclude(action__endswith=ending)
    return rows | {"changes": changes.count()}


def forms_of(pages):
    """Each form of each page: the name of the page, where the form posts to, and what is sent."""
    for page in pages:
        for form in FORM.findall(page.text) if page.name not in WITHOUT_PAGE else ():
            action = ACTION.search(form)
            # The box in the header stands on every page, and the search page asks the same.
            if not action or action[1] not in ON_EVERY_PAGE:
                yield page.name, action[1] if action else page.path, filled(form.encode())


@pytest.mark.parametrize("kind", KINDS)
def test_two_posts_of_one_page_make_one_change_everywhere(seen, same_person, kind):
    client, made = same_person(kind), set()
    signed_in = copy.copy(client.cookies)
    client.get("/safeguarding/")  # reads what is new in the portal, once
    pages = seen(kind)
    before = counted()  # as it is again after each block that is taken back
    for name, path, data in forms_of(pages):
        if getattr(resolve(path).func, "page_rule", "once") != "once":
            continue
        with taken_back():
            client.cookies = copy.copy(signed_in)
            client.post(path, data)
            after_one = counted()
            client.post(path, data)
            after_two = counted()
        assert after_two == after_one, (name, path)
        if after_one != before:
            made.add(name)
    assert made >= MADE.get(kind, set())
