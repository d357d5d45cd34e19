"""References in the audit, in sentences and in the search; a restricted referral keeps to its id."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from referral_portal.accounts.admin.audit.naming import Named
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


def test_a_reference_is_for_auditors_and_its_page_for_those_who_may_open_it(hidden):
    seen = make_referral()
    ids = {str(seen.pk), str(hidden.pk), "list"}
    url = reverse("admin:referrals_referral_change", args=[seen.pk])

    assert references(staff(administrator=True), ids) == {}
    assert references(staff(facilitator=True), ids) == {}
    assert references(staff(auditor=True), ids) == {str(seen.pk): Named(seen.reference, "")}
    both = references(staff(auditor=True, manager=True), ids)
    assert both == {str(seen.pk): Named(seen.reference, url)}


def test_a_reference_finds_only_what_the_user_may_know(hidden):
    seen = make_referral()
    reader, auditor = staff(auditor=True, coordinator=True), staff(auditor=True)

    assert by_reference(reader, seen.reference.lower()) == (KIND, str(seen.pk))
    assert by_reference(auditor, seen.reference) == (KIND, str(seen.pk))
    for user, typed in (
        (auditor, hidden.reference), (reader, hidden.reference), (reader, "KM-2222-2222"),
        (reader, "x"), (staff(administrator=True), seen.reference),
    ):  # fmt: skip
        assert by_reference(user, typed) is None


def test_an_auditor_reads_a_sentence_with_a_reference_and_no_link_to_the_referral(client, hidden):
    seen = make_referral()
    coordinator = staff(coordinator=True)
    for referral in (seen, hidden):
        record("referral.accept", actor=coordinator, target=referral, now=NOW)
    client.force_login(staff(auditor=True))

    page = client.get(reverse("admin:audit_auditevent_changelist")).text

    assert f"accepted {seen.reference}" in " ".join(strip_tags(page).split())
    assert reverse("admin:referrals_referral_change", args=[seen.pk]) not in page
    assert hidden.reference not in page


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
