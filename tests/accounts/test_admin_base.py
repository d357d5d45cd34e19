"""The hardened admin: what the stock one tells about rows that are not yours, ours does not.

Each test leaves a row that would show if the rule were gone.
"""

import uuid

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import NoReverseMatch, get_resolver, reverse

from programmes.models import District, Venue
from referral_portal.accounts.admin_base import (
    CappedPaginator,
    HardenedModelAdmin,
    portal_admin_site,
)
from referral_portal.accounts.models import User
from referral_portal.accounts.work import capped
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import queue_message
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.programmes import DistrictFactory, VenueFactory

pytestmark = pytest.mark.django_db

USES_ADMIN = ("coordinator", "manager", "auditor", "administrator")
OTHERS = ("facilitator", "co_facilitator", "agency_referrer", "commissioner")


@pytest.fixture
def administrator(client):
    account = staff(administrator=True)
    client.force_login(account)
    return account


def addresses(resolver, before=""):
    """Every pattern below the admin, as text."""
    for part in resolver.url_patterns:
        here = before + str(part.pattern)
        if hasattr(part, "url_patterns"):
            yield from addresses(part, here)
        else:
            yield here


def waiting_message():
    return queue_message(
        template="referrals/accepted_participant",
        to="somebody@example.org",
        context={"reference": "KM-TEST-TEST", "phone": "", "sender_name": "", "call_days": 2},
        key=str(uuid.uuid4()),
        audience=Audience.PARTICIPANT,
        wait_for_release=True,
        now=NOW,
    )


# -- Who gets in --------------------------------------------------------------------------------
@pytest.mark.parametrize("role", USES_ADMIN)
def test_a_role_of_the_admin_sees_its_first_page(client, role):
    client.force_login(staff(**{role: True}))

    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("path", ["", "accounts/user/", "referrals/referral/", "not/there/"])
def test_every_other_role_meets_a_page_that_is_not_there(client, role, path):
    client.force_login(staff(**{role: True}))

    assert client.get(f"/admin/{path}").status_code == 404


def test_is_staff_and_is_superuser_open_nothing(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert client.get(reverse("admin:index")).status_code == 404


def test_anonymous_people_sign_in_alike_for_rows_that_exist_and_do_not(client):
    account = UserFactory()

    answers = [
        client.get(reverse("admin:accounts_user_change", args=[pk]))
        for pk in (account.pk, account.pk + 999)
    ]

    assert {answer.status_code for answer in answers} == {302}
    assert all(answer.url.startswith("/sign-in/?next=/admin/") for answer in answers)


def test_the_admins_own_sign_in_leads_to_the_one_sign_in_page(client):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/sign-in/?next=/admin/"
    assert (
        client.get("/admin/login/?next=/admin/accounts/").url == "/sign-in/?next=/admin/accounts/"
    )
    assert client.get("/admin/login/?next=https://example.org/").url == "/sign-in/?next=/admin/"
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


# -- Rows that are not yours --------------------------------------------------------------------
@pytest.mark.parametrize("role", ["coordinator", "manager", "auditor"])
def test_absent_and_forbidden_rows_get_the_same_answer(client, role):
    account, there = staff(**{role: True}), UserFactory()
    client.force_login(account)

    answers = [
        client.get(f"/admin/accounts/user/{pk}/{page}")
        for pk in (there.pk, there.pk + 999, "nonsense")
        for page in ("", "change/", "history/", "delete/", "password/")
    ]

    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_a_role_without_cases_gets_one_answer_for_referrals_that_exist_and_do_not(client, role):
    client.force_login(staff(**{role: True}))
    there = make_referral()

    for pk in (there.pk, uuid.uuid4()):
        for page in ("change", "accept", "decline", "ask", "answer", "withdraw"):
            assert client.get(f"/admin/referrals/referral/{pk}/{page}/").status_code == 404
            assert client.post(f"/admin/referrals/referral/{pk}/{page}/").status_code == 404
    assert client.get("/admin/referrals/referral/").status_code == 404


def test_a_forbidden_list_answers_like_an_absent_one(client):
    client.force_login(staff(coordinator=True))

    assert client.get("/admin/accounts/user/").status_code == 404
    assert client.get("/admin/accounts/nothing/").status_code == 404
    assert client.get("/admin/accounts/").status_code == 404


def test_a_refusal_inside_a_page_says_not_there(client):
    client.force_login(staff(auditor=True))
    message = waiting_message()

    there = client.get(reverse("admin:outbox_outgoingmessage_release", args=[message.pk]))

    assert there.status_code == 404


def test_admin_view_turns_permission_denied_into_404():
    def refuse(request):
        raise PermissionDenied

    request = RequestFactory().get("/admin/")
    request.user = staff(auditor=True)

    with pytest.raises(Http404):
        portal_admin_site.admin_view(refuse)(request)


# -- Pages that are gone ------------------------------------------------------------------------
def test_pages_that_answer_for_any_row_are_not_in_the_resolver():
    resolver = get_resolver()
    found = [part for part in resolver.url_patterns if str(part.pattern) == "admin/"]
    patterns = list(addresses(found[0]))

    assert not [pattern for pattern in patterns if pattern.startswith("r/")]
    for gone in ("autocomplete", "history", "delete", "user-manage"):
        assert not [pattern for pattern in patterns if gone in pattern], gone
    for name in ("view_on_site", "autocomplete"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{name}", args=[1, 1] if name == "view_on_site" else [])


def test_view_on_site_autocomplete_history_and_delete_are_absent(client, administrator):
    district = DistrictFactory()

    for path in (
        f"r/1/{district.pk}/",
        "autocomplete/?app_label=programmes&model_name=venue&field_name=district&term=a",
        f"programmes/district/{district.pk}/history/",
        f"programmes/district/{district.pk}/delete/",
        f"programmes/district/{district.pk}/",
    ):
        assert client.get(f"/admin/{path}").status_code == 404, path
    assert client.post(f"/admin/programmes/district/{district.pk}/delete/", {"post": "yes"})
    assert District.objects.filter(pk=district.pk).exists()


def test_no_page_links_to_what_is_gone(client, administrator):
    district = DistrictFactory()

    page = client.get(reverse("admin:programmes_district_change", args=[district.pk]))

    assert page.status_code == 200
    assert b"historylink" not in page.content
    assert b"deletelink" not in page.content


def test_every_registered_page_is_hardened_and_none_can_delete():
    for model, page in portal_admin_site._registry.items():
        assert isinstance(page, HardenedModelAdmin), model
        assert page.show_facets is admin.ShowFacets.NEVER
        assert not page.actions, model
        assert not page.has_delete_permission(None), model


def test_nothing_sealed_and_nothing_about_a_person_is_registered():
    registered = {model._meta.label_lower for model in portal_admin_site._registry}

    assert not registered & {
        "sealing.sealedenvelope",
        "referrals.participant",
        "referrals.referrer",
        "referrals.draft",
        "referrals.releasedcard",
        "referrals.keepapart",
        "outbox.messagerelease",
    }
    assert not [label for label in registered if label.startswith(("safeguarding.", "guardian."))]


# -- Lists --------------------------------------------------------------------------------------
def test_only_declared_filters_are_looked_up(client, administrator):
    VenueFactory(name="Canary Rooms", postcode="ME14 9ZZ")
    page = reverse("admin:programmes_venue_changelist")

    refused = [
        client.get(page, {lookup: "ME14"})
        for lookup in ("postcode__startswith", "name__icontains", "district__name__startswith")
    ]
    allowed = client.get(page, {"district__id__exact": Venue.objects.get().district_id})

    assert {answer.status_code for answer in refused} == {400}
    assert b"Canary Rooms" in allowed.content


def test_a_password_hash_cannot_be_searched_out_of_the_list_of_accounts(client, administrator):
    page = reverse("admin:accounts_user_changelist")

    for lookup in ("password__startswith", "last_login__gt", "agency__name__startswith"):
        assert client.get(page, {lookup: "a"}).status_code == 400


def test_nothing_can_be_posted_to_a_list(client, administrator):
    account = UserFactory()

    answer = client.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "delete_selected", "_selected_action": [account.pk], "post": "yes"},
    )

    assert answer.status_code == 405
    assert User.objects.filter(pk=account.pk).exists()


def test_a_list_counts_no_further_than_its_end(monkeypatch):
    monkeypatch.setattr("referral_portal.accounts.admin_base.LONGEST_LIST", 2)
    for _ in range(4):
        DistrictFactory()

    assert CappedPaginator(District.objects.order_by("pk"), 25).count == 2


def test_a_capped_count_stops_early():
    for _ in range(4):
        DistrictFactory()

    assert capped(District.objects.all(), 3) == "3+"
    assert capped(District.objects.all(), 4) == "4"
