"""What the admin's pages write, whom the first page shows what, and that the stock pages still open."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from referral_portal.accounts.roles import Role
from referral_portal.accounts.templatetags.desk_admin import admin_filters
from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import record
from tests.factories.accounts import AgencyFactory, UserFactory, group_of
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    account = staff(administrator=True)
    client.force_login(account)
    return account


# -- What is written ----------------------------------------------------------------------------
def test_a_change_is_audited_and_leaves_no_log_entry(client, administrator):
    agency = AgencyFactory(name="Canary Agency")

    answer = client.post(
        reverse("admin:accounts_agency_change", args=[agency.pk]),
        {"name": "Canary Agency 2", "email_domain": "example.org", "is_active": "on"},
    )

    assert answer.status_code == 302
    assert not LogEntry.objects.exists()
    event = AuditEvent.objects.get(action="agency.change")
    assert (event.actor_id, event.target_id) == (administrator.pk, str(agency.pk))
    assert "Canary" not in str(event.data)


def test_the_first_page_does_not_read_the_stock_log(client, administrator):
    page = client.get(reverse("admin:index"))

    assert b"Recent actions" not in page.content


# -- Modules and pages --------------------------------------------------------------------------
def test_a_model_without_permission_is_not_on_the_first_page(client):
    client.force_login(staff(auditor=True))
    make_referral()

    page = client.get(reverse("admin:index")).content.decode()

    assert reverse("admin:audit_auditevent_changelist") in page
    assert "/admin/referrals/" not in page
    assert "/admin/accounts/" not in page


def test_the_auditor_reads_events_and_changes_none(client):
    auditor = staff(auditor=True)
    client.force_login(auditor)
    event = record("referral.view", actor=auditor, target=("referrals.referral", "x"), now=NOW)
    page = reverse("admin:audit_auditevent_change", args=[event.pk])

    (row,) = client.get(reverse("admin:audit_auditevent_changelist")).context["rows"]
    assert str(row["said"]) == "opened referral x"
    assert client.get(page).status_code == 200
    assert client.post(page, {"action": "changed"}).status_code == 404
    assert client.get(reverse("admin:audit_auditevent_add")).status_code == 404


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("administrator", "accounts/user/"),
        ("administrator", "accounts/user/add/"),
        ("administrator", "accounts/agency/"),
        ("administrator", "programmes/fundingperiod/add/"),
        ("manager", "outbox/outgoingmessage/"),
        ("auditor", "audit/auditevent/"),
    ],
)
def test_the_stock_pages_still_open_for_whom_they_are_for(client, role, path):
    client.force_login(staff(**{role: True}))

    page = client.get(f"/admin/{path}")

    assert page.status_code == 200
    assert b"theme.js" not in page.content
    assert b"admin/css" not in page.content


# -- Nobody gives themselves a role -------------------------------------------------------------
def given_roles(client, account, *roles, **changes):
    """Send the page about an account with these roles; return those it has then."""
    page = reverse("admin:accounts_user_change", args=[account.pk])
    form = {"username": account.username, "is_active": "on", **changes}
    client.post(page, {**form, "groups": [group_of(role).pk for role in roles]})
    account = type(account).objects.get(pk=account.pk)
    return account.roles


def test_an_administrator_gives_others_a_role_and_never_themselves(client, administrator):
    wanted = (Role.ADMINISTRATOR, Role.COORDINATOR)
    colleague = UserFactory(administrator=True)

    assert given_roles(client, colleague, *wanted) == set(wanted)
    assert given_roles(client, administrator, *wanted) == {Role.ADMINISTRATOR}
    page = client.get(reverse("admin:accounts_user_change", args=[administrator.pk]))
    assert 'name="groups"' not in page.content.decode()

    client.force_login(colleague)
    assert given_roles(client, administrator, *wanted) == set(wanted)


# -- Words --------------------------------------------------------------------------------------
def test_accounts_are_filtered_by_role_in_the_words_of_roles(client, administrator):
    address = reverse("admin:accounts_user_changelist")
    coordinator = staff(coordinator=True)
    group = coordinator.groups.get()

    page = client.get(address)
    assert page.context["cl"].result_count == 2
    assert (str(group.pk), Role.COORDINATOR.label) in [
        option for filter in admin_filters(page.context["cl"]) for option in filter["options"]
    ]
    chosen = client.get(address, {"groups__id__exact": group.pk})
    assert list(chosen.context["cl"].result_list) == [coordinator]


def test_an_empty_list_says_that_there_is_nothing_yet_and_an_unsuccessful_search_that_nothing_matches(
    client, administrator
):
    closures = client.get(reverse("admin:programmes_closure_changelist")).content.decode()
    assert "There are no local closures yet." in closures
    nobody = client.get(reverse("admin:accounts_user_changelist"), {"q": "zzz"}).content.decode()
    assert "Nothing matches." in nobody


def test_an_account_is_explained_in_our_words(client, administrator):
    address = reverse("admin:accounts_user_change", args=[staff(coordinator=True).pk])
    page = client.get(address).content.decode()
    assert "Untick it to close the account. Accounts are not deleted." in page
    assert "150 characters or fewer" not in page
    assert "Designates" not in page
