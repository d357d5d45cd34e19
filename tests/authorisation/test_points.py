"""Points of the security checklist that no test of one page covers, each named by its number.

Which test stands for which point is said in tests/security_checklist.py. `defect` tests are mistakes
that others have made: another user's row reached through a row of one's own.
"""

import inspect
import re

import pytest
from django import forms
from django.contrib.auth.models import Group
from django.urls import reverse

from cohorts.models import Enrolment
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.celery import app
from referrals.enums import Status
from safeguarding.models import Alert, Handback
from tests import source
from tests.authorisation.crawl import KINDS, NOT_ASKED, browser, may_open, page_at
from tests.authorisation.matrix import ANYBODY, WORKER, WORKER_MANAGER
from tests.authorisation.rows import ALIASES, changed, everything_kept
from tests.every_url import UNNAMED, addresses

pytestmark = pytest.mark.django_db(databases=ALIASES)
FROM_ELSEWHERE = re.compile(r"""(?:\ssrc|<link[^>]*\shref|<form[^>]*\saction)=["'](?:https?:)?//""")
IN_AN_ADDRESS = re.compile(r"""(?:href|action)=["']([^"']+)""")
SECRETIVE = ("P1", "P2", "P4", "P6", "V1", "V2", "V4", "V13", "X1", "H", "CB")


# -- Every page ------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_29_31_32_33_every_page_that_is_looked_at(world, seen, same_person, kind):
    client, before = same_person(kind), everything_kept()
    # The pages that end a session are not among those that were opened for all tests.
    ending = [
        page_at(client, name, world.mine.address(name, pattern))
        for name, pattern in addresses()
        if name in NOT_ASKED - {"leave"} and may_open(kind, name)
    ]
    assert changed(before) == []
    for page in [*seen(kind), *ending]:
        if page.is_html:
            assert "no-store" in page.cache_control, page.name
            assert not FROM_ELSEWHERE.search(page.text), page.name
            told = " ".join(IN_AN_ADDRESS.findall(page.text)).lower()
            for half in world.halves.values():
                assert not [code for code in SECRETIVE if half.says(code) in told], page.name
    assert seen.written(kind) == []


def test_35_only_the_methods_of_a_browser_are_answered_whoever_asks(world):
    for client in (browser(world, ANYBODY), browser(world, WORKER_MANAGER)):
        paths = [world.mine.address(n, pattern) for n, pattern in addresses() if n not in UNNAMED]
        for path in [*paths, "/nothing-is-here/", "/safeguarding/nothing/"]:
            for method in ("PUT", "PATCH", "DELETE", "TRACE"):
                status = client.generic(method, path).status_code
                assert status == 405, (path, method, status)


# -- Accounts ------------------------------------------------------------------------------------------
def test_04_a_role_taken_away_is_gone_at_the_next_page(world):
    client = browser(world, Role.COORDINATOR)
    path = world.mine.address(
        "admin:referrals_referral_change", *_pattern("referrals_referral_change")
    )
    assert client.get(path).status_code == 200
    account = User.objects.get(pk=client.session["_auth_user_id"])
    account.groups.remove(Group.objects.get(name=Role.COORDINATOR))
    assert client.get(path).status_code == 404


def _pattern(last: str):
    return [pattern for name, pattern in addresses() if name == f"admin:{last}"]


def test_05_no_task_acts_for_somebody_or_carries_anything():
    app.loader.import_default_modules()
    ours = {
        name: task
        for name, task in app.tasks.items()
        if name.startswith(("safeguarding.", "outbox.", "referrals.", "cohorts.", "accounts."))
    }
    assert len(ours) > 3
    assert [name for name, task in ours.items() if inspect.signature(task.run).parameters] == []
    assert app.conf.task_ignore_result


def test_10_fields_that_a_form_does_not_ask_for_change_nothing(world):
    client = browser(world, Role.ADMINISTRATOR)
    other = world.theirs.referrer
    answer = client.post(
        reverse("admin:accounts_user_change", args=[other.pk]),
        {
            "username": other.username,
            "first_name": "New",
            "last_name": other.last_name,
            "email": other.email,
            "is_active": "on",
            "groups": [other.groups.get().pk],
            "agency": other.agency_id,
            "is_superuser": "on",
            "is_staff": "on",
            "session_round": "99",
            "password": "plain",
        },
    )
    assert answer.status_code == 302, answer.context["errors"]
    now = User.objects.get(pk=other.pk)
    assert now.first_name == "New"
    assert (now.is_superuser, now.is_staff, now.session_round) == (False, False, 0)
    assert now.password == other.password

    client = browser(world, Role.COORDINATOR)
    fresh = world.mine.fresh
    page = reverse("admin:referrals_referral_ask", args=[fresh.pk])
    version = type(fresh).objects.get(pk=fresh.pk).version
    extra = {
        "status": "completed",
        "reference": "KM-HACK-HACK",
        "by": other.pk,
        "needs_prompt_call": "1",
    }
    assert (
        client.post(page, {"version": version, "question": "Which day?", **extra}).status_code
        == 302
    )
    after = type(fresh).objects.get(pk=fresh.pk)
    assert (after.status, after.reference) == (Status.INFORMATION_REQUESTED, fresh.reference)
    assert after.needs_prompt_call == fresh.needs_prompt_call


def test_11_and_46_forms_and_lists_name_their_fields_and_take_no_files():
    banned = re.compile(
        r"""fields\s*=\s*["']__all__["']|model_to_dict\(|^\s*exclude\s*=|FileField\(|ImageField\("""
        r"""|request\.FILES|\biregex\b|__regex\b""",
        re.MULTILINE,
    )
    found = [
        source.short(file) for file in source.python_files() if banned.search(file.read_text())
    ]
    assert found == []
    assert not [form for form in _forms(forms.BaseForm) if _takes_files(form)]


def _forms(base):
    for form in base.__subclasses__():
        yield form
        yield from _forms(form)


def _takes_files(form) -> bool:
    own = form.__module__.split(".")[0] in source.PACKAGES
    return own and any(
        isinstance(field, forms.FileField) for field in getattr(form, "base_fields", {}).values()
    )


# -- Mistakes of others --------------------------------------------------------------------------------
def test_defect_of_accepting_anothers_row_under_ones_own(world):
    """The address names the worker's own case; the row below it is another worker's."""
    client = browser(world, WORKER)
    own, other = world.mine, world.theirs
    alert = Alert.objects.filter(case=other.case, handled_at=None).order_by("pk").first()
    card = Handback.objects.filter(case=other.case).order_by("pk").first()
    below = {
        "confirm_contact": {"contact_id": other.contact.pk},
        "retire_contact": {"contact_id": other.contact.pk},
        "whose_contact": {"contact_id": other.contact.pk},
        "whose_note": {"note_id": other.note.pk},
        "person": {"person_id": other.contact.person_id},
        "link_person": {"person_id": other.contact.person_id},
        "verify_person": {"person_id": other.contact.person_id},
        "not_told": {"person_id": other.contact.person_id},
        "join_people": {"person_id": own.contact.person_id, "other_id": other.contact.person_id},
        "alert": {"alert_id": alert.pk},
        "concern": {"concern_id": other.concern.pk},
        "end_apart": {"handback_id": card.uuid},
    }
    before = everything_kept()
    for name, rows in below.items():
        path = reverse(f"safeguarding:{name}", kwargs={"case_id": own.case.pk, **rows})
        answer = client.post(path, {"outcome": "told", "state": "closed", "note": "x"})
        assert answer.status_code in {302, 404}, name
    assert everything_kept() == before


@pytest.mark.parametrize("kind", [Role.FACILITATOR, Role.CO_FACILITATOR])
def test_defect_of_marking_and_correcting_rows_out_of_scope(world, kind):
    client = browser(world, kind)
    own, other = world.mine, world.theirs
    before = everything_kept()
    mark = {"mark": "attended", "reason": "Not mine", f"mark-{other.enrolment.pk}": "attended"}
    crossed = reverse("cohorts:correct_mark", args=[own.cohort.pk, 1, other.enrolment.pk])
    theirs = reverse("cohorts:correct_mark", args=[other.cohort.pk, 1, other.enrolment.pk])
    register = reverse("cohorts:register", args=[other.cohort.pk, 1])
    for path in (crossed, theirs, register):
        assert client.post(path, mark).status_code == 404
    assert everything_kept() == before
    # The user's own register, filled in for a participant who is not on it.
    open_place = Enrolment.objects.get(referral=own.waiting)
    filled = {f"mark-{pk}": "attended" for pk in (open_place.pk, other.enrolment.pk)}
    client.post(reverse("cohorts:register", args=[own.cohort.pk, 1]), filled)
    assert open_place.marks.count() == 1
    assert other.enrolment.marks.count() == 2


def test_defect_of_answering_many_rows_out_of_scope_at_once(world):
    client = browser(world, WORKER)
    sessions = other_sessions = world.theirs.cohort.sessions.values_list("pk", flat=True)
    keys = [f"{pk}:{world.theirs.enrolment.pk}" for pk in sessions]
    before = set(Handback.objects.values_list("pk", flat=True))
    assert client.post("/safeguarding/checks/", {"check": keys}).status_code == 200
    assert other_sessions
    assert set(Handback.objects.values_list("pk", flat=True)) == before


def test_defect_of_a_choice_that_was_not_offered(world):
    client = browser(world, Role.COORDINATOR)
    fresh = world.mine.fresh
    page = reverse("admin:referrals_referral_accept", args=[fresh.pk])
    other = world.theirs.cohort.programme_version.programme.code
    for programme in ("not-a-programme", f"{other} OR 1=1"):
        answer = client.post(page, {"version": fresh.version, "programme": programme})
        assert answer.status_code == 200
    assert type(fresh).objects.get(pk=fresh.pk).status == Status.AWAITING_TRIAGE


def test_17_a_new_installation_has_no_account(django_db_setup):
    # Everything here was made by this world; none has the name that packages bring along.
    assert not User.objects.filter(username__in=["AnonymousUser", "admin", "guest"]).exists()
    assert not User.objects.filter(is_superuser=True).exists()
