"""`manage.py load_programmes` prints what it did, and works in the portal zone only."""

import io

import pytest
from django.core.management import CommandError, call_command

from programmes.models import (
    Venue,
)

pytestmark = pytest.mark.django_db


def test_the_command_prints_what_it_did(settings):
    settings.DEMO = True
    first, second = io.StringIO(), io.StringIO()
    call_command("load_programmes", stdout=first)
    call_command("load_programmes", stdout=second)

    assert "published cobi version 1" in first.getvalue()
    assert Venue.objects.exists()
    assert second.getvalue() == "0 changes to the catalogue.\n"


def test_the_command_refuses_the_other_zone(settings):
    settings.HAS_PORTAL = False

    with pytest.raises(CommandError, match="portal zone"):
        call_command("load_programmes")
