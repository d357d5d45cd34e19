"""References in the audit: only for users who may open the referral, in sentences and in the search."""

import pytest
from django.urls import reverse

from referral_portal.audit.recorder import SYSTEM, record
from referrals.admin.audit_names import KIND, by_reference, references
from referrals.models import NamedUser
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden():
    """A restricted referral on which one manager is named."""
    referral = make_referral(is_restricted=True)
    NamedUser.objects.create(referral=referral, user=staff(manager=True), at=NOW)
    return referral


def test_a_reference_is_for_those_who_may_open_the_referral(hidden):
    seen = make_referral()
    ids = {str(seen.pk), str(hidden.pk), "list"}

    assert references(staff(auditor=True), ids) == {}
    names = references(staff(auditor=True, manager=True), ids)
    assert {pk: named.text for pk, named in names.items()} == {str(seen.pk): seen.reference}


def test_a_reference_finds_only_what_the_user_may_open(hidden):
    seen = make_referral()
    reader, auditor = staff(auditor=True, coordinator=True), staff(auditor=True)

    assert by_reference(reader, seen.reference.lower()) == (KIND, str(seen.pk))
    for user, typed in (
        (auditor, seen.reference), (reader, hidden.reference), (reader, "KM-2222-2222"), (reader, "x"),
    ):  # fmt: skip
        assert by_reference(user, typed) is None


def test_the_audit_links_a_referral_and_hides_a_restricted_one(client, hidden):
    seen = make_referral()
    for referral in (seen, hidden):
        record("referral.view", actor=SYSTEM, target=referral, now=NOW)
    client.force_login(staff(auditor=True, manager=True))

    page = client.get(reverse("admin:audit_auditevent_changelist")).text

    assert f'href="{reverse("admin:referrals_referral_change", args=[seen.pk])}"' in page
    assert f">{seen.reference}</a>" in page
    assert f"referral {str(hidden.pk)[:8]}" in page
    assert hidden.reference not in page
