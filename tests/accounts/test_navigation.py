"""The menu: which entries a role has, and which one a page marks."""

import pytest
from django.urls import get_resolver

from referral_portal.accounts.navigation import LINKS, menu_of, roles_in_words
from referral_portal.accounts.roles import Role
from tests.factories.accounts import TRAITS, AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db


def marked(user, url_name: str) -> list[str]:
    return [item["text"] for item in menu_of(user.roles, url_name) if item["is_current"]]


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        ("coordinator", ["Your work", "Referrals", "Call-backs", "Team", "Cohorts"]),
        ("manager", ["Your work", "Referrals", "Call-backs", "Team", "Cohorts", "Summary"]),
        ("facilitator", ["Cohorts"]),
        ("co_facilitator", ["Cohorts"]),
        ("agency_referrer", ["Your referrals", "Refer someone"]),
        ("commissioner", ["Summary"]),
        ("auditor", ["Your work", "Summary"]),
        ("administrator", ["Your work"]),
    ],
)
def test_each_role_has_its_entries_and_the_account(role, entries):
    menu = menu_of(UserFactory(**{role: True}).roles, "account")
    assert [item["text"] for item in menu] == [*entries, "Your account"]


def test_every_role_is_in_that_table():
    assert set(TRAITS.values()) == set(Role)


@pytest.mark.parametrize(
    ("url_name", "entry"),
    [
        ("admin:index", "Your work"),
        ("admin:programmes_programmeversion_change", "Your work"),
        ("admin:referrals_referral_changelist", "Referrals"),
        ("admin:referrals_referral_accept", "Referrals"),
        ("admin:referrals_callback_attempt", "Call-backs"),
        ("admin:referrals_possiblematch_change", "Referrals"),
        ("cohorts:list", "Cohorts"),
        ("cohorts:correct_mark", "Cohorts"),
        ("admin:cohorts_cohort_change", "Cohorts"),
        ("referrals:summary_export", "Summary"),
        ("account_password", "Your account"),
    ],
)
def test_a_page_marks_the_entry_it_is_below(url_name, entry):
    assert marked(UserFactory(manager=True), url_name) == [entry]


@pytest.mark.parametrize(
    ("url_name", "entry"),
    [
        ("referrals:your_referrals", "Your referrals"),
        ("referrals:refer", "Refer someone"),
        ("referrals:agency_check", "Refer someone"),
    ],
)
def test_an_agency_page_marks_its_entry(url_name, entry):
    assert marked(UserFactory(agency_referrer=True), url_name) == [entry]


def test_a_page_of_another_role_marks_nothing():
    assert marked(UserFactory(facilitator=True), "admin:index") == []
    assert marked(UserFactory(facilitator=True), "home") == []


def test_every_entry_is_a_page_that_marks_itself():
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    for link in LINKS:
        assert link.match(link.url_name) > 0
        assert ":" in link.url_name or link.url_name in names


def test_two_roles_have_both_menus_and_both_names():
    user = UserFactory(facilitator=True, commissioner=True)
    assert [item["text"] for item in menu_of(user.roles, "cohorts:list")] == [
        "Cohorts",
        "Summary",
        "Your account",
    ]
    assert roles_in_words(user) == "Facilitator, Commissioner"


def test_an_agency_is_named_after_the_role():
    user = UserFactory(agency_referrer=True, agency=AgencyFactory(name="Example Support"))
    assert roles_in_words(user) == "Agency referrer, Example Support"
