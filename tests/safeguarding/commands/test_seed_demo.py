"""The command that makes the demonstration."""

import pytest
from django.core.management import CommandError, call_command

from referral_portal.accounts.models import User

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_it_is_refused_outside_a_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_demo")
    assert not User.objects.exists()
