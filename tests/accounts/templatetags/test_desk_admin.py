"""Lists and forms of the admin, drawn with our own components."""

import pytest
from django.urls import reverse

from referral_portal.accounts import admin_base
from referral_portal.accounts.models import User
from referral_portal.accounts.qualifications import Qualification
from referral_portal.accounts.roles import Role
from tests.factories.accounts import UserFactory, group_of
from tests.factories.desk import staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db
ACCOUNTS = reverse("admin:accounts_user_changelist")


@pytest.fixture
def administrator(client):
    client.force_login(staff(administrator=True))
    return client


def shown(client, url: str) -> str:
    return client.get(url).content.decode()


def test_yes_and_no_are_words_and_filters_are_lists(administrator):
    UserFactory(username="left.long.ago", is_active=False)
    page = shown(administrator, ACCOUNTS)
    assert '<td class="field-yes_or_no">No</td>' in page
    assert "icon-" not in page
    assert '<select class="govuk-select" id="is_active__exact" name="is_active__exact">' in page


def test_a_list_box_without_a_choice_limits_nothing(administrator):
    UserFactory(username="left.long.ago", is_active=False)
    page = shown(administrator, f"{ACCOUNTS}?is_active__exact=&groups__id__exact=&q=")
    assert "left.long.ago" in page
    page = shown(administrator, f"{ACCOUNTS}?is_active__exact=1&q=")
    assert "left.long.ago" not in page
    assert '<option value="1" selected>Yes</option>' in page


def test_pages_lead_to_their_neighbours(administrator, monkeypatch):
    monkeypatch.setattr(admin_base.HardenedModelAdmin, "list_per_page", 2)
    for number in range(4):
        UserFactory(username=f"account-{number}")
    first = shown(administrator, ACCOUNTS)
    assert 'href="?p=2" rel="next"' in first
    assert 'rel="prev"' not in first
    last = shown(administrator, f"{ACCOUNTS}?p=3")
    assert 'href="?p=2" rel="prev"' in last
    assert 'rel="next"' not in last


def test_a_long_list_says_that_it_is_cut(administrator, monkeypatch):
    monkeypatch.setattr(admin_base, "LONGEST_LIST", 1)
    monkeypatch.setattr(admin_base.CappedPaginator, "longest", 1)
    assert "More than 1 accounts. These are the first." in shown(administrator, ACCOUNTS)


def test_roles_and_qualifications_are_boxes_to_tick(administrator):
    account = UserFactory(facilitator=True)
    group_of(Role.MANAGER)
    address = reverse("admin:accounts_user_change", args=[account.pk])
    page = shown(administrator, address)
    assert "Programme manager" in page
    assert "Qualified Probation Officer" in page
    assert "<select" not in page.split('name="groups"')[1].split("</form>")[0].replace("agency", "")

    sent = {
        "username": account.username,
        "first_name": "Fay",
        "last_name": "Sample",
        "email": account.email,
        "groups": [group_of(Role.FACILITATOR).pk],
        "qualifications": [Qualification.STALKING, Qualification.PSYCHOLOGY],
        "is_active": "on",
    }
    assert administrator.post(address, sent).status_code == 302
    stored = User.objects.get(pk=account.pk)
    assert stored.qualifications == [Qualification.STALKING, Qualification.PSYCHOLOGY]
    assert administrator.post(address, sent | {"qualifications": ["magic"]}).status_code == 200


def test_an_error_is_listed_first_and_what_was_typed_stays(administrator):
    address = reverse("admin:programmes_closure_add")
    sent = {"closed_on-day": "31", "closed_on-month": "2", "closed_on-year": "2027",
            "reason": "Training day"}  # fmt: skip
    page = administrator.post(address, sent).content.decode()
    assert "There is a problem" in page
    assert 'href="#id_closed_on' in page
    assert 'value="31"' in page
    assert 'value="Training day"' in page


def test_what_nobody_may_change_is_told_in_words(administrator):
    version = ProgrammeVersionFactory(facilitator_qualifications=["psychology"])
    page = shown(
        administrator, reverse("admin:programmes_programmeversion_change", args=[version.pk])
    )
    assert "Psychology background" in page
    assert "[&#x27;" not in page
    assert "[&quot;" not in page
    assert 'name="session_plans-0-title"' not in page


def test_a_draft_has_empty_rows_to_fill_in_and_no_pattern(administrator):
    draft = ProgrammeVersionFactory(draft=True)
    page = shown(
        administrator, reverse("admin:programmes_programmeversion_change", args=[draft.pk])
    )
    last = draft.session_plans.count()
    assert f'name="session_plans-{last + 1}-title"' in page
    assert "__prefix__" not in page
