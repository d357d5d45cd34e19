"""Answers that are wrong or probably a slip: a sentence beside the field, and everything typed stays."""

import html
import re

import pytest

from referrals.models import CallBack, Participant
from tests.factories.programmes import DistrictFactory
from tests.factories.referrals import REDIRECT, SELF_PAGES, make_catalogue, open_at, pages_for

pytestmark = pytest.mark.django_db
PHONE = "Enter a phone number, like 01632 960001 or 07700 900982"
BORN = {"born_on-day": "27", "born_on-month": "3"}
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+-asked)" value="([^"]+)">')


@pytest.fixture(autouse=True)
def catalogue():
    make_catalogue()


def page_after(client, slug: str, changes: dict) -> tuple[str, str]:
    """Answer `slug` with `changes`; return the page's address and what it then says."""
    url = open_at(client, "self", slug)
    assert client.post(url, SELF_PAGES[slug] | changes)["Location"] == url
    return url, html.unescape(client.get(url).content.decode())


@pytest.mark.parametrize(
    ("slug", "changes", "sentence"),
    [
        ("name", {"name": "\u3164"}, "Enter your full name"),
        ("name", {"name": "\u2800\u00ad\u034f\U000e0041"}, "Enter your full name"),
        ("name", {"name": "..."}, "Enter your full name"),
        ("contact", {"phone": "0770090012"}, f"{PHONE}. This number has 10 digits, and needs 11."),
        ("contact", {"email": "a@localhost"}, "Enter an email address in the correct format"),
        ("home", {"postcode": "ME1O 1AA"}, "If you mean ME10 1AA, type the number 0"),
        ("birth", BORN | {"born_on-year": "2026"}, "cannot be less than 10 years ago"),
        ("birth", BORN | {"born_on-year": "1890"}, "Your date of birth must be a real date"),
        ("dates", {"pending": ["court"], "pending_on-day": "1", "pending_on-month": "1",
                   "pending_on-year": "2020"}, "The next date must be today or in the future"),
        ("required", {"attendance_basis": ""}, "Select an answer to “Has anyone told you"),
    ],
)  # fmt: skip
def test_a_wrong_answer_gets_its_sentence_and_stays(client, slug, changes, sentence):
    _url, text = page_after(client, slug, changes)

    assert sentence in " ".join(text.split())
    for value in changes.values():
        if isinstance(value, str) and value.isascii():
            assert f'value="{value}"' in text or not value


@pytest.mark.parametrize(
    ("slug", "changes", "question", "field", "kept"),
    [
        ("contact", {"email": "elan@gmail.con"}, "Did you mean elan@gmail.com?", "email",
         "elan@gmail.con"),
        ("birth", {"born_on-year": "2012"}, "The programmes are for people aged 18 or over.",
         "born_on", "2012-03-27"),
        ("birth", {"born_on-year": "1920"}, "This date makes you 10", "born_on", "1920-03-27"),
    ],
)  # fmt: skip
def test_a_likely_slip_is_asked_about_and_the_same_answer_sent_again_is_kept(
    client, slug, changes, question, field, kept
):
    url, text = page_after(client, slug, changes)
    assert question in text
    ((name, value),) = HIDDEN.findall(text)

    answers = SELF_PAGES[slug] | changes | {name: value}
    assert client.post(url, answers)["Location"] != url

    # The whole form can be sent: the check page does not ask again.
    pages = pages_for("self", **{slug.replace("-", "_"): answers})
    check = open_at(client, "self", pages=pages)
    assert client.post(check, {"declares": "on"}).status_code == REDIRECT
    assert str(getattr(Participant.objects.get(), field)) == kept


@pytest.mark.parametrize(
    "typed", ["447700900123", "7700900123", "٠٧٧٠٠٩٠٠١٢٣", "+44 (0)7700 900123"]
)
def test_a_number_in_any_spelling_is_read_on_a_call_back(client, typed):
    answers = {
        "name": "Casey Invented", "phone": typed, "safe_times": "After 6pm",
        "may_leave_message": "no", "district": DistrictFactory(code="swale", name="Swale").code,
    }  # fmt: skip

    client.post("/call-back/", answers)
    assert CallBack.objects.get().phone == "07700900123"

    refused = client.post("/call-back/", answers | {"phone": "0770090012", "name": "\u3164"})
    text = " ".join(html.unescape(refused.content.decode()).split())
    assert "This number has 10 digits, and needs 11." in text
    assert "Enter your name" in text
    assert 'value="0770090012"' in text
    assert CallBack.objects.count() == 1
