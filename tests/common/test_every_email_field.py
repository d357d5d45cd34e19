"""Every field for an email address, in both zones: other letters before the @ get their sentence."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse

from referrals.forms.closing import ReferrerForm
from referrals.forms.contact import ContactForm, TheirContactForm
from referrals.forms.their_people import HarmedPersonForm
from safeguarding.casework.contact_forms import SafeContactForm
from tests.common.test_mail_address import SENTENCE
from tests.factories.accounts import UserFactory
from tests.factories.desk import staff
from tests.factories.forms import FixedSetting, post
from tests.source import ROOT

TODAY = dt.date(2026, 12, 1)
AGENCY = SimpleNamespace(email_domain="")
WORKER = SimpleNamespace(
    agency=AGENCY, get_full_name=lambda: "A. Worker", job_title="", email="", phone=""
)
STEPS = {
    ContactForm: "email",
    TheirContactForm: "email",
    HarmedPersonForm: "harmed_email",
    ReferrerForm: "referrer_email",
}


def errors_of(form, name: str, typed: str) -> list[str]:
    setting = FixedSetting(today=TODAY, account=WORKER)
    return form(post({name: typed}), setting=setting).errors.get(name, [])


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "name"), STEPS.items())
def test_the_pages_of_the_referral_form(form, name):
    assert errors_of(form, name, "jürgen@example.org") == [SENTENCE.format("ü")]
    assert errors_of(form, name, "sam@bücher.example") == []


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_the_contact_details_of_a_person_at_risk():
    form = SafeContactForm({"method": "email", "value": "jürgen@example.org"}, people=[])
    assert form.errors["value"] == [SENTENCE.format("ü")]
    assert (
        "value"
        not in SafeContactForm({"method": "email", "value": "a@bücher.example"}, people=[]).errors
    )


@pytest.mark.django_db
def test_the_pages_of_an_account(client):
    client.force_login(staff(administrator=True))
    user = UserFactory()
    for page in (
        reverse("admin:accounts_user_add"),
        reverse("admin:accounts_user_change", args=[user.pk]),
    ):
        for typed, is_refused in (("jürgen@example.org", True), ("sam@bücher.example", False)):
            answer = client.post(page, {"username": "x" * 200, "email": typed})
            errors = answer.context["adminform"].form.errors
            assert errors.get("email", []) == ([SENTENCE.format("ü")] if is_refused else [])


def test_no_page_checks_an_address_in_another_way():
    own = {"referral_portal/common/contact_checks.py"}
    for folder in ("referrals", "cohorts", "safeguarding", "programmes", "referral_portal"):
        for file in (ROOT / folder).rglob("*.py"):
            is_checking = "validate_email" in (text := file.read_text()) or "EmailValidator" in text
            short = file.relative_to(ROOT).as_posix()
            assert not is_checking or short in own or "/migrations/" in short, short
