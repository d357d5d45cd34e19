"""A user's own account: the password again before an export, and a new password."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from referral_portal.audit.models import AuditEvent
from tests.factories.accounts import PASSWORD
from tests.factories.desk import staff
from tests.factories.sign_in import signed_in, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def test_24_an_export_asks_for_the_password_again(clock, settings):
    client = signed_in(clock, with_app(clock, commissioner=True))
    path = reverse("referrals:summary_export")
    assert client.get(path).status_code == 200
    clock.shift(dt.timedelta(minutes=settings.CONFIRM_MINUTES, seconds=1))
    asked = client.get(path)["Location"]
    assert asked.startswith(reverse("account_confirm"))
    assert client.post(path, {"purpose": "audit"})["Location"].startswith(
        reverse("account_confirm")
    )
    assert client.post(asked, {"password": "wrong"}).status_code == 200
    assert client.get(path).status_code == 302
    assert client.post(asked, {"password": PASSWORD, "next": path})["Location"] == path
    file = client.post(path, {"purpose": "audit"})
    assert file["Content-Type"].startswith("text/csv")
    assert b"How they were referred" in file.content
    assert AuditEvent.objects.get(action="summary.export").data == {"purpose": "audit"}


def test_everybody_in_the_admin_can_change_their_own_password(client):
    account = staff(auditor=True)
    client.force_login(account)
    new = "another invented passphrase"
    page = reverse("admin:password_change")

    page = client.get(page)["Location"]
    assert page == reverse("account_password")
    answer = client.post(
        page, {"old_password": PASSWORD, "new_password1": new, "new_password2": new}, follow=True
    )

    assert answer.status_code == 200
    account.refresh_from_db()
    assert account.check_password(new)
