"""Who writes the catalogue: an administrator, or the system when it loads the data files."""

import pytest
from django.core.exceptions import PermissionDenied

from programmes.permissions import can_write_catalogue, check_can_write_catalogue
from referral_portal.audit.recorder import SYSTEM
from tests.factories.accounts import TRAITS, UserFactory

pytestmark = pytest.mark.django_db


def test_the_system_and_an_administrator_write():
    for by in (SYSTEM, UserFactory(administrator=True)):
        assert can_write_catalogue(by)
        check_can_write_catalogue(by)


@pytest.mark.parametrize("trait", [trait for trait in TRAITS if trait != "administrator"])
def test_every_other_role_is_refused(trait):
    with pytest.raises(PermissionDenied, match="Only an administrator"):
        check_can_write_catalogue(UserFactory(**{trait: True}))


def test_an_administrator_who_is_switched_off_is_refused():
    assert not can_write_catalogue(UserFactory(administrator=True, is_active=False))
