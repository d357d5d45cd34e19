"""The page of a referral on paper: few sides, and nothing that belongs to the screen."""

import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from referrals.models import Referral
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import make_task, staff
from tests.factories.referrals import make_catalogue, send_filled
from tests.referrals.admin.test_browser import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
MOST_SIDES = 4
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _password_only(settings):
    settings.SECOND_FACTOR = False


@pytest.mark.parametrize("route", ["self", "agency"])
def test_a_usual_form_fits_on_four_sides_without_menus_and_ids(client, live_server, page, route):
    make_catalogue()
    if route == "agency":
        client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))
    send_filled(client, route)
    referral, user = Referral.objects.get(), staff(coordinator=True)
    make_task(referral, by=user, now=timezone.now())
    sign_in(page, live_server, user)
    page.goto(live_server.url + reverse("admin:referrals_referral_change", args=[referral.pk]))

    # As the browser's own print dialogue does it, without its heads and feet.
    sides = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages

    text = " ".join(" ".join(side.extract_text() for side in sides).split())
    assert len(sides) <= MOST_SIDES
    assert referral.participant.name in text
    assert "Ask for the order" in text
    for question in (row["key"] for one in referral.as_sent for row in one["rows"][:1]):
        assert question.split()[0] in text
    for word in (
        "Queue",
        "Sign out",
        "Skip to",
        "Record a call",
        "Mark as done",
        "Amend an answer",
        "/admin/",
    ):
        assert word not in text
    assert not UUID.search(text)
