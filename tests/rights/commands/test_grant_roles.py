"""`manage.py grant_roles` grants in its own zone and clears the way for a migration."""

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.rights.test_granting import ask

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_the_views_make_way_for_a_migration():
    call_command("grant_roles", drop_views=True)
    assert ask("default", "SELECT 1 FROM pg_namespace WHERE nspname = 'pulled'") == []


def test_each_zone_grants_in_its_own_database_only():
    assert list(settings.RIGHTS) == ["default", "safeguarding"]  # zone `all`; see test_wall
