"""The pages on which staff amend an answer, with both answers side by side before it changes."""

import html
import re

import pytest
import time_machine
from django.urls import reverse

from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import notifications
from referrals.models import Amendment, NamedUser, Referral
from tests.drawn import opened
from tests.factories.amendments import amend_page, sent_referral, typed_on
from tests.factories.desk import NOW, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


@pytest.fixture
def referral():
    return sent_referral()


def address(referral, page=""):
    name = "admin:referrals_referral_amend" + ("" if page else "ments")
    return reverse(name, args=[referral.pk, *([page] if page else [])])


def text(response) -> str:
    return html.unescape(response.content.decode())


def sent(client, referral, page, *, step="check", drawn=None, reason="She rang us.", **typed):
    """Send one page of the form; `drawn` is the token of a page that was opened before."""
    read = drawn or opened(client, address(referral, page))
    data = dict(typed_on(referral, page, **typed).lists())
    return client.post(address(referral, page), data | {"reason": reason, "step": step} | read)


def hidden(response) -> dict:
    """Return the hidden fields of the check, as a browser sends them with the next request."""
    found: dict[str, list[str]] = {}
    pattern = r'<input type="hidden" name="([^"]+)" value="([^"]*)"'
    for name, value in re.findall(pattern, response.content.decode()):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def test_every_answer_is_listed_with_a_link_and_none_of_a_sealed_page(
    client, coordinator, referral
):
    page = text(client.get(address(referral)))

    assert address(referral, "name") in page
    assert "Élan Invented" in page
    assert address(referral, "in-your-words") in page
    assert "canar" not in page.casefold()
    assert address(referral, "them") not in page
    assert address(referral, "equality") not in page
    # Typed words can be taken out; who it is about, and chosen answers, cannot.
    redact = re.findall(r"/redact/([a-z-]+)/([a-z_]+)/", page)
    assert ("in-your-words", "own_words") in redact
    assert {"name", "address", "phone", "drink", "accepts"}.isdisjoint(name for _, name in redact)


def test_both_answers_stand_side_by_side_before_anything_changes(client, coordinator, referral):
    page = sent(client, referral, "name", name="Alan Invented")

    shown = text(page)
    assert "Check the amendment" in shown
    assert "Élan Invented" in shown
    assert "Alan Invented" in shown
    assert "She rang us." in shown
    assert not Amendment.objects.exists()

    saved = client.post(address(referral, "name"), hidden(page) | {"step": "save"})

    assert saved["Location"] == reverse("admin:referrals_referral_change", args=[referral.pk])
    row = Amendment.objects.get()
    assert (row.old, row.new, row.by) == ("Élan Invented", "Alan Invented", coordinator)
    assert row.reason == "She rang us."


def test_the_check_carries_lists_dates_and_answers_that_were_asked_about(
    client, coordinator, referral
):
    typed = {"born_on-day": "1", "born_on-month": "2", "born_on-year": "1920"}
    first = sent(client, referral, "birth", **typed)
    assert "If it is right, send it again." in text(first)  # 106 years old

    again = hidden(first) | {key: [value] for key, value in typed.items()}
    page = client.post(address(referral, "birth"), again | {"reason": "True.", "step": "check"})
    client.post(address(referral, "birth"), hidden(page) | {"step": "save"})
    page = sent(client, referral, "home", lives_with=["adults", "children"])
    client.post(address(referral, "home"), hidden(page) | {"step": "save"})

    referral.refresh_from_db()
    assert referral.answers["birth"]["born_on"] == "1920-02-01"
    assert referral.answers["home"]["lives_with"] == ["adults", "children"]


def test_the_page_keeps_its_own_checks_and_what_was_typed(client, coordinator, referral):
    page = text(sent(client, referral, "contact", phone="0770090012", email=""))
    assert "Check the amendment" not in page
    assert "0770090012" in page

    page = text(sent(client, referral, "name", name="Alan Invented", reason=""))
    assert "Enter why this answer changes" in page
    assert "Alan Invented" in page

    page = text(sent(client, referral, "name"))
    assert "Nothing on this page has changed." in page

    page = text(sent(client, referral, "name", name="Alan Invented", step="change"))
    assert "Check the amendment" not in page
    assert "Alan Invented" in page
    assert not Amendment.objects.exists()


@pytest.mark.parametrize("late", ["check", "save"])
def test_a_second_user_is_told_what_has_changed(client, coordinator, referral, late):
    read = opened(client, address(referral, "name"))
    if late == "save":
        page = sent(client, referral, "name", drawn=read, name="Alan Invented")
        data = hidden(page) | {"step": "save"}
    else:
        data = None
    amend_page(referral, "home", address="2 Example Street", by=staff(coordinator=True))

    if data is None:
        page = sent(client, referral, "name", drawn=read, name="Alan Invented")
    else:
        page = client.post(address(referral, "name"), data)

    shown = text(page)
    assert "“Where are you staying?” was amended" in shown
    assert "On record since you opened this page" in shown
    assert "→ 2 Example Street" in shown
    assert "Alan Invented" in shown
    assert Amendment.objects.count() == 1


def test_the_check_says_what_follows_for_messages_and_letters(client, coordinator, referral):
    notifications.receipt(referral, now=NOW)
    OutgoingMessage.objects.filter(audience=Audience.STAFF).update(status=MessageStatus.SENT)

    page = text(sent(client, referral, "contact", email="right@example.org"))
    assert "1 message about this referral has not left yet" in page
    assert "cannot print" not in page

    page = text(sent(client, referral, "in-your-words", own_words="Less."))
    assert "not left yet" not in page

    page = text(sent(client, referral, "name", name="Élan \U00012000"))
    assert "A letter cannot print all of this." in page


def test_an_amendment_that_restricts_the_referral_leads_away_from_it(client, coordinator, referral):
    staff(manager=True)

    page = sent(client, referral, "work", work=["police"])
    saved = client.post(address(referral, "work"), hidden(page) | {"step": "save"})

    assert saved["Location"] == reverse("admin:referrals_referral_changelist")
    assert Referral.objects.get().is_restricted


def test_there_is_no_page_for_what_cannot_be_amended_or_seen(client, coordinator, referral):
    for page in ("them", "equality", "readers", "nowhere"):
        assert client.get(address(referral, page)).status_code == 404

    Referral.objects.update(is_restricted=True)
    NamedUser.objects.create(referral=referral, user=staff(manager=True), at=NOW)
    assert client.get(address(referral)).status_code == 404
    assert client.get(address(referral, "name")).status_code == 404


@pytest.mark.parametrize("role", ["facilitator", "agency_referrer", "auditor", "administrator"])
def test_for_other_roles_the_pages_do_not_exist(client, referral, role):
    client.force_login(staff(**{role: True}))

    for page in ("", "name"):
        assert client.get(address(referral, page)).status_code in {302, 403, 404}
        assert "Élan" not in text(client.get(address(referral, page)))
