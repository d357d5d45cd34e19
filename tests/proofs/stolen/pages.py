"""Techniques in a browser: a superuser of the portal, and strangers at the far side's door."""

import datetime as dt
import secrets
import uuid

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.urls import get_resolver

from referral_portal.accounts.admin_base import portal_admin_site
from tests.proofs.stolen.loot import Loot
from tests.proofs.stolen.scoring import Find

OK = 200
MOST_OBJECTS = 400  # pages opened of one kind
FAR_PAGES = ("", "sign-in/", "cases/", "cases/1/", "search/?q=canary", "worklist/", "x")
LOOKUPS = (
    "envelope__blob__contains=c", "envelope__opened_at__isnull=0", "envelope__sealed_at__gt=2000-01-01",
    "participant__name__contains=canary", "envelope=1",
)  # fmt: skip


def _get(loot: Loot, find: Find, path: str, key: str = "", **options):
    response = loot.browser.get(path, secure=True, **options)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    find.text(body)
    find.text(str(response.headers))
    find.opened += response.status_code == OK
    if key:
        kind = path.replace(key, "*")
        find.row(kind, {"id": key, "status": response.status_code, "size": len(body)})
    return response


def _referrals(loot: Loot, most: int = MOST_OBJECTS) -> list[str]:
    with loot.database() as cursor:
        cursor.execute(f"SELECT id FROM referrals_referral ORDER BY id LIMIT {most}")
        return [str(key) for (key,) in cursor.fetchall()]


def _admin_lists() -> list[str]:
    models = [model._meta for model in portal_admin_site._registry]
    return [f"/admin/{one.app_label}/{one.model_name}/" for one in models]


def superuser_reads_every_list_of_the_admin(loot: Loot, find: Find) -> None:
    for path in ["/admin/", *_admin_lists()]:
        for query in ("", "?q=canary", "?all=", "?o=-1"):
            _get(loot, find, path + query)


def superuser_opens_every_referral(loot: Loot, find: Find) -> None:
    for key in _referrals(loot):
        _get(loot, find, f"/admin/referrals/referral/{key}/change/", key)


def superuser_opens_history_and_deletion(loot: Loot, find: Find) -> None:
    for key in _referrals(loot, 40):
        for page in ("history/", "delete/", "change/?_popup=1", "letter/"):
            _get(loot, find, f"/admin/referrals/referral/{key}/{page}", key)


def superuser_asks_for_envelopes_in_the_admin(loot: Loot, find: Find) -> None:
    for lookup in LOOKUPS:
        _get(loot, find, f"/admin/referrals/referral/?{lookup}")
    for path in ("sealing/sealedenvelope/", "safeguarding/victimcase/", "r/1/1/", "jsi18n/",
                 "autocomplete/?app_label=sealing&model_name=sealedenvelope&field_name=id",
                 "doc/", "doc/models/", "password_change/"):  # fmt: skip
        _get(loot, find, f"/admin/{path}")


def superuser_looks_for_safeguarding_pages(loot: Loot, find: Find) -> None:
    for page in FAR_PAGES:
        _get(loot, find, f"/safeguarding/{page}")
    for key in _referrals(loot, 40):
        _get(loot, find, f"/safeguarding/cases/{key}/", key)


def superuser_walks_every_address(loot: Loot, find: Find) -> None:
    """Every pattern without an argument, and every one whose arguments are a referral's id."""
    keys = _referrals(loot, 5)
    for path in _paths(get_resolver().url_patterns):
        if "<" not in path:
            _get(loot, find, f"/{path}")
            continue
        for key in keys:
            _get(loot, find, "/" + _filled(path, key))


def _paths(patterns, before: str = "") -> list[str]:
    found = []
    for one in patterns:
        path = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            found += _paths(one.url_patterns, path)
        elif "^" not in path and "\\" not in path:
            found.append(path)
    return [
        path
        for path in found
        if not path.startswith(("admin/log", "sign-out", "leave", "account/end"))
    ]


def _filled(path: str, key: str) -> str:
    while "<" in path:
        start, end = path.index("<"), path.index(">")
        path = path[:start] + key + path[end + 1 :]
    return path


def host_names_of_the_far_side(loot: Loot, find: Find) -> None:
    """The portal's process, and the way in, asked by the far side's name."""
    far = loot.names.get("safeguarding", "safeguarding.localhost")
    for page in FAR_PAGES:
        for headers in (
            {"HTTP_HOST": far}, {"HTTP_X_FORWARDED_HOST": far}, {"HTTP_X_ORIGINAL_URL": "/safeguarding/"},
            {"HTTP_X_FORWARDED_PREFIX": "/safeguarding"}, {"SCRIPT_NAME": "/safeguarding"},
        ):  # fmt: skip
            _get(loot, find, f"/safeguarding/{page}", **headers)
        for asked_as, host in (("portal", far), ("safeguarding", loot.names.get("portal", ""))):
            _try_far(loot, find, asked_as, f"/safeguarding/{page}", host=host)


def addresses_that_mean_another_page(loot: Loot, find: Find) -> None:
    for path in ("//safeguarding/", "/./safeguarding/", "/%73afeguarding/", "/static/../safeguarding/",
                 "/static/..%2f..%2fdocker-compose.yml", "/static//etc/passwd", "/healthz/../safeguarding/",
                 "/safeguarding;/", "/SAFEGUARDING/", "/safeguarding/%2e%2e/cases/"):  # fmt: skip
        _get(loot, find, path)
        for zone in ("portal", "safeguarding"):
            _try_far(loot, find, zone, path)


def portal_cookies_at_the_far_side(loot: Loot, find: Find) -> None:
    cookies = {name: morsel.value for name, morsel in loot.browser.cookies.items()}
    for name, value in cookies.items():
        for called in (name, "__Host-safeguarding", "__Host-portal"):
            for page in FAR_PAGES:
                _try_far(
                    loot, find, "safeguarding", f"/safeguarding/{page}", Cookie=f"{called}={value}"
                )


def made_up_cookies_at_the_far_side(loot: Loot, find: Find) -> None:
    """Tokens signed with our key, guessed, empty, and every digest that stands in `default`."""
    with loot.database(owner=True) as cursor:
        cursor.execute(
            "SELECT session_key FROM django_session UNION SELECT token_digest FROM referrals_draft"
        )
        known = [value for (value,) in cursor.fetchall()]
    made = [signing.dumps({"worker": 1}), signing.dumps(1, salt="safeguarding"), "", "0",
            secrets.token_urlsafe(32), str(uuid.UUID(int=0)), settings.SECRET_KEY[:40]]  # fmt: skip
    for value in [*made, *known[:5]]:
        _try_far(
            loot, find, "safeguarding", "/safeguarding/", Cookie=f"__Host-safeguarding={value}"
        )


def headers_that_name_a_link_worker(loot: Loot, find: Find) -> None:
    for headers in (
        {"Remote_User": "fay"}, {"X_Forwarded_User": "fay"}, {"Authorization": "Basic ZmF5OmZheQ=="},
        {"X_Forwarded_For": "127.0.0.1"}, {"X_Real_IP": "127.0.0.1"},
    ):  # fmt: skip
        for page in FAR_PAGES:
            _try_far(loot, find, "safeguarding", f"/safeguarding/{page}", **headers)


def sessions_of_other_staff(loot: Loot, find: Find) -> None:
    """Every session that is stored, opened with our own key, and one of our own made older."""
    for session in Session.objects.all():
        find.text(str(session.get_decoded()))
    session = loot.browser.session
    session["worker"], session["is_complete"] = 1, True
    session.set_expiry(dt.timedelta(hours=1))
    session.save()
    for page in FAR_PAGES:
        _get(loot, find, f"/safeguarding/{page}")


def _try_far(loot: Loot, find: Find, zone: str, path: str, **options) -> None:
    try:
        status, page = loot.ask(zone, path, **options)
    except OSError as refusal:
        find.refusals.append(type(refusal).__name__)
        return
    find.text(page)
    find.opened += status == OK
    find.refusals.append(f"{zone} answered {status}")
