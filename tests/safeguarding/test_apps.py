"""The app leaves no trace of its label in the portal's database."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_no_trace_in_the_portals_tables():
    assert not ContentType.objects.filter(app_label="safeguarding").exists()
    assert not Permission.objects.filter(content_type__app_label="safeguarding").exists()
