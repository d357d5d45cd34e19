"""The last pages of a form: the referrer's details come from the account."""

import datetime as dt
from types import SimpleNamespace

import pytest

from referrals.forms.closing import NeedsForm, ReferrerForm
from tests.factories.forms import TODAY, FixedSetting, post

FILLED = {
    "referrer_name": "Invented Worker",
    "referrer_role": "Social worker",
    "referrer_email": "worker@example.org",
    "referrer_phone": "01632 960900",
    "hoped_outcome": "Invented.",
    "keeps_doing": "Invented.",
}


def worker(domain="example.org"):
    return SimpleNamespace(
        agency=SimpleNamespace(email_domain=domain),
        job_title="Social worker",
        email="worker@example.org",
        phone="01632960900",
        get_full_name=lambda: "Invented Worker",
    )


def test_the_page_starts_with_what_the_account_says():
    setting = FixedSetting(today=TODAY, account=worker())

    form = ReferrerForm(setting=setting)
    changed = ReferrerForm(setting=setting, initial={"referrer_phone": "01632960901"})

    assert form.initial["referrer_name"] == "Invented Worker"
    assert form.initial["referrer_email"] == "worker@example.org"
    assert changed.initial["referrer_phone"] == "01632960901"


def test_a_coordinator_reads_the_page_without_an_account():
    assert ReferrerForm(setting=FixedSetting(today=dt.date(2026, 12, 1))).initial == {}


@pytest.mark.parametrize(
    ("domain", "email", "is_valid"),
    [
        ("example.org", "worker@example.org", True),
        ("Example.org", "worker@EXAMPLE.org", True),
        ("example.org", "worker@example.com", False),
        ("example.org", "worker@not-example.org", False),
        ("", "worker@example.com", True),
        ("bücher.example", "worker@bücher.example", True),
        ("bücher.example", "worker@xn--bcher-kva.example", True),
        ("xn--bcher-kva.example", "worker@bücher.example", True),
    ],
)
def test_the_address_is_one_of_the_agencys(domain, email, is_valid):
    setting = FixedSetting(today=TODAY, account=worker(domain))

    form = ReferrerForm(post(FILLED | {"referrer_email": email}), setting=setting)

    assert form.is_valid() is is_valid
    assert set(form.errors) == (set() if is_valid else {"referrer_email"})


def test_a_language_is_asked_only_with_an_interpreter(setting):
    assert NeedsForm(post({"needs": ["none"]}), setting=setting).is_valid()
    assert set(NeedsForm(post({"needs": ["interpreter"]}), setting=setting).errors) == {"language"}
