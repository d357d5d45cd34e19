"""Pages that each role types on: opened in a browser, and sent after the sign-in has ended."""

import datetime as dt

from django.urls import reverse

from tests.factories.accounts import PASSWORD, AgencyFactory, UserFactory
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.desk import make_referral, staff
from tests.factories.referrals import address, make_catalogue
from tests.factories.typed import Browser

WORDS = "CANARY <b>she</b> & he\r\nsecond line"
TOO_LONG = dt.timedelta(minutes=31)
ROLES = ("agency", "coordinator", "manager", "facilitator")


def page_of(role: str):
    """An account with a role, a page of that role, and the field that is typed into."""
    if role == "agency":
        make_catalogue()
        user = UserFactory(agency_referrer=True, agency=AgencyFactory())
        return user, address("agency", "page", "now"), "in_danger"
    if role == "coordinator":
        user = staff(coordinator=True)
        return user, reverse("admin:referrals_referral_note", args=[make_referral().pk]), "words"
    if role == "manager":
        return staff(manager=True), reverse("cohorts:new"), "name"
    enrolment = place_somebody(make_cohort())
    user = enrolment.place.cohort.staffing.order_by("pk").first().user
    user.set_password(PASSWORD)
    user.save()
    return user, reverse("cohorts:concern", args=[enrolment.pk]), "words"


def opened(role: str):
    """A browser in which a user of this role has opened their page, and the form in it."""
    user, url, field = page_of(role)
    browser = Browser()
    browser.sign_in(user, PASSWORD)
    if role == "agency":
        start = address("agency", "start")
        browser.send(start, browser.form(start, holding="csrfmiddlewaretoken"))
    return browser, user, url, field, browser.form(url, holding="csrfmiddlewaretoken")


def typed_in(role: str, form: dict, field: str) -> dict:
    return form | {field: "no" if role == "agency" else WORDS}


def timed_out(role: str, clock):
    """As `opened`, after the page was sent too late."""
    browser, user, url, field, form = opened(role)
    clock.shift(TOO_LONG)
    answer = browser.send(url, typed_in(role, form, field))
    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in/?next={url}"
    return browser, user, url, field
