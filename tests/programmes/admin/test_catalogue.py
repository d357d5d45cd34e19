"""The administrator's desk: drafts are changed and published, published versions are looked at."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from programmes.models import ProgrammeVersion, RollOut
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import RULES, Role
from referral_portal.audit.models import AuditEvent
from tests.factories.programmes import (
    DistrictFactory,
    ProgrammePartnerFactory,
    ProgrammeVersionFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db

CATALOGUE = (
    "district",
    "fundingperiod",
    "partner",
    "programme",
    "programmeversion",
    "venue",
)


def signed_in(client, role):
    group, _ = Group.objects.get_or_create(name=role)
    wanted = [name.split(".") for name in RULES[role].permissions]
    group.permissions.set(
        permission
        for permission in Permission.objects.select_related("content_type")
        if [permission.content_type.app_label, permission.codename] in wanted
    )
    user = User.objects.create_user(username=role, is_staff=True)
    user.groups.add(group)
    client.force_login(user)
    return client


@pytest.fixture
def administrator(client):
    return signed_in(client, Role.ADMINISTRATOR)


def address(page, *args):
    return reverse(f"admin:programmes_{page}", args=args)


def form_of(version, **changes):
    """What the browser sends for the unchanged page of a draft, with `changes`."""
    names = [
        "name",
        "summary",
        "how_it_works",
        "who_it_suits",
        "delivered_by",
        "mode",
        "capacity",
        "session_count",
        "session_minutes",
        "sessions_per_week",
        "facilitators_required",
        "referral_wait_weeks",
    ]
    data = {name: getattr(version, name) for name in names}
    parts = {
        "session_plans": ["number", "title", "minutes"],
        "criteria": ["code", "person_wording", "agency_wording", "position"],
    }
    for prefix, fields in parts.items():
        rows = list(getattr(version, prefix).all())
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        for position, row in enumerate(rows):
            data |= {f"{prefix}-{position}-id": row.pk, f"{prefix}-{position}-version": version.pk}
            data |= {f"{prefix}-{position}-{name}": getattr(row, name) for name in fields}
    return data | changes


@pytest.mark.parametrize("model", CATALOGUE)
def test_every_list_and_row_opens_for_the_administrator(administrator, model):
    version = ProgrammeVersionFactory()
    ProgrammePartnerFactory(programme=version.programme)
    VenueFactory()

    assert administrator.get(address(f"{model}_changelist")).status_code == 200
    assert administrator.get(address(f"{model}_add")).status_code == 200


def test_a_draft_is_changed_with_its_sessions_and_the_change_is_recorded(administrator):
    draft = ProgrammeVersionFactory(draft=True)
    data = form_of(draft, summary="Said better.") | {"session_plans-0-minutes": 90}

    response = administrator.post(address("programmeversion_change", draft.pk), data)

    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.summary == "Said better."
    assert draft.session_plans.first().minutes == 90
    event = AuditEvent.objects.get(action="programmes.change")
    assert event.data == {"fields": ["summary"], "parts": 1}


def test_a_session_of_a_draft_can_be_removed(administrator):
    draft = ProgrammeVersionFactory(draft=True)
    data = form_of(draft, session_count=9) | {"session_plans-9-DELETE": "on"}

    administrator.post(address("programmeversion_change", draft.pk), data)

    assert draft.session_plans.count() == 9


def test_a_published_version_is_shown_and_not_changed(administrator):
    version = ProgrammeVersionFactory()

    page = administrator.get(address("programmeversion_change", version.pk)).content.decode()
    response = administrator.post(
        address("programmeversion_change", version.pk), form_of(version, summary="Other words.")
    )

    assert 'name="summary"' not in page
    assert 'name="session_plans-0-minutes"' not in page
    assert response.status_code == 404
    version.refresh_from_db()
    assert version.summary == "One-to-one sessions."


def test_the_two_buttons_copy_and_publish(administrator):
    version = ProgrammeVersionFactory()
    page = administrator.get(address("programmeversion_change", version.pk)).content.decode()
    assert address("programmeversion_draft", version.pk) in page

    asked = administrator.get(address("programmeversion_draft", version.pk))
    assert asked.status_code == 200
    assert ProgrammeVersion.objects.count() == 1
    administrator.post(address("programmeversion_draft", version.pk))
    draft = ProgrammeVersion.objects.drafts().get()
    page = administrator.get(address("programmeversion_change", draft.pk)).content.decode()
    assert address("programmeversion_publish", draft.pk) in page
    assert administrator.get(address("programmeversion_publish", draft.pk)).status_code == 200
    assert not ProgrammeVersion.objects.published_only().filter(pk=draft.pk).exists()

    response = administrator.post(address("programmeversion_publish", draft.pk))

    assert response.url == address("programmeversion_change", draft.pk)
    assert ProgrammeVersion.objects.current().get() == draft
    assert AuditEvent.objects.filter(actor_kind="account", target_id=str(draft.pk)).count() == 2


def test_a_refusal_is_a_sentence_on_the_page(administrator):
    draft = ProgrammeVersionFactory(draft=True)
    draft.criteria.all().delete()

    response = administrator.post(address("programmeversion_publish", draft.pk))

    assert "at least one eligibility criterion" in response.content.decode()
    draft.refresh_from_db()
    assert not draft.is_published


def test_partners_and_roll_outs_are_changed_on_their_programme(administrator):
    partnership = ProgrammePartnerFactory(role="Before")
    programme, district = partnership.programme, DistrictFactory()
    data = {
        "code": programme.code,
        "pathway": programme.pathway,
        "position": 0,
        "is_active": "on",
        "historic_phone": "",
        "partnerships-TOTAL_FORMS": 1,
        "partnerships-INITIAL_FORMS": 1,
        "partnerships-0-id": partnership.pk,
        "partnerships-0-programme": programme.pk,
        "partnerships-0-partner": partnership.partner_id,
        "partnerships-0-role": "After",
        "roll_outs-TOTAL_FORMS": 1,
        "roll_outs-INITIAL_FORMS": 0,
        "roll_outs-0-district": district.pk,
        "roll_outs-0-label": "First group",
    }

    response = administrator.post(address("programme_change", programme.pk), data)

    assert response.status_code == 302
    partnership.refresh_from_db()
    assert partnership.role == "After"
    assert RollOut.objects.get().district == district


def test_a_coordinator_looks_and_changes_nothing(client):
    coordinator = signed_in(client, Role.COORDINATOR)
    draft = ProgrammeVersionFactory(draft=True, summary="Not yet public")

    page = coordinator.get(address("programmeversion_change", draft.pk))

    assert page.status_code == 200
    assert 'name="summary"' not in page.content.decode()
    assert address("programmeversion_publish", draft.pk) not in page.content.decode()
    change = coordinator.post(address("programmeversion_change", draft.pk), form_of(draft))
    assert change.status_code == 404
    for verb in ("publish", "draft"):
        page = address(f"programmeversion_{verb}", draft.pk)
        assert coordinator.get(page).status_code == 404
        assert coordinator.post(page).status_code == 404
    draft.refresh_from_db()
    assert not draft.is_published


@pytest.mark.parametrize("role", [Role.AGENCY, Role.FACILITATOR, Role.COMMISSIONER])
def test_other_roles_find_nothing(client, role):
    somebody = signed_in(client, role)
    draft = ProgrammeVersionFactory(draft=True)

    for page in ("change", "publish", "draft"):
        url = address(f"programmeversion_{page}", draft.pk)
        assert somebody.get(url).status_code == 404
        assert somebody.post(url).status_code == 404


def test_a_version_that_is_not_there_is_a_404(administrator):
    for page in ("change", "publish", "draft"):
        assert administrator.get(address(f"programmeversion_{page}", 4711)).status_code == 404


def test_nothing_is_deleted(administrator):
    draft = ProgrammeVersionFactory(draft=True)

    page = address("programmeversion_change", draft.pk).replace("/change/", "/delete/")
    assert administrator.post(page, {"post": "yes"}).status_code == 404
    assert ProgrammeVersion.objects.filter(pk=draft.pk).exists()
