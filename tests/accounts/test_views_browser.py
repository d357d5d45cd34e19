"""The pages of signing in and of one's own account in a browser, desk and phone, with axe."""

import base64
import re
import time

import pytest
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from referral_portal.accounts.invitations import invite
from tests.browser import download, go_on
from tests.factories.accounts import PASSWORD, UserFactory
from tests.patience import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page, name):
    go_on(page.get_by_role("main").get_by_role("button", name=name))


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, False)])
def test_first_sign_in_second_sign_in_and_own_account(
    live_server, open_page, axe, width, javascript, tmp_path
):
    user = UserFactory(commissioner=True)
    page = open_page(javascript=javascript)
    page.set_viewport_size({"width": width, "height": 800})

    def look(heading):
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        axe(page)
        if javascript is False:
            return
        assert fits(page)

    def give_password():
        page.goto(f"{live_server.url}/summary/")
        page.get_by_label("User name").fill(user.username)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Sign in")

    token = invite(user=user, by=None, now=timezone.now())
    page.goto(f"{live_server.url}{reverse('join', args=[token])}")
    look("Set up your sign-in")
    page.get_by_label("Your new password").fill(PASSWORD)
    page.get_by_label("The new password again").fill(PASSWORD)
    press(page, "Continue")
    look("Set up your authenticator app")
    key = page.locator("strong.portal-key").inner_text().replace(" ", "")
    page.get_by_label("Code").fill("000000")
    press(page, "Continue")
    look("Set up your authenticator app")
    device = TOTPDevice.objects.get(user=user)
    eventually(lambda: device.verify_is_allowed()[0], "a guess makes the next one wait a second")
    totp = TOTP(base64.b32decode(key))
    totp.time = time.time()
    page.get_by_label("Code").fill(f"{totp.token():06}")
    press(page, "Continue")
    look("Your recovery codes")
    code = page.locator("ul.portal-key li").first.inner_text()
    go_on(page.get_by_role("button", name="I have kept them"))
    look("Referrals in numbers")

    go_on(page.get_by_role("link", name="Download figures"))
    look("Download figures")
    page.get_by_label("An audit or an inspection").check()
    file = download(page.get_by_role("main").get_by_role("button", name="Download figures"))
    assert file.suggested_filename == "summary.csv"

    go_on(page.get_by_role("link", name=re.compile(user.last_name)))
    look("Your account")
    go_on(page.get_by_role("link", name="Change your password"))
    look("Change your password")
    go_on(page.get_by_role("link", name="Back to your account"))
    go_on(page.get_by_role("link", name="enter your password again"))
    look("Confirm it is you")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Continue")
    press(page, "Sign out everywhere")
    look("Sign in")

    give_password()
    look("Enter your code")
    go_on(page.get_by_role("link", name="use one of your recovery codes"))
    look("Enter your code")
    page.get_by_label("Recovery code").fill(code)
    press(page, "Continue")
    look("Referrals in numbers")
    assert TOTPDevice.objects.get(user=user).confirmed
