"""The admin's own forms read text, names and telephone numbers as the other pages do."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse

from referral_portal.accounts.admin_fields import Line, Name, Paragraphs, Phone, Postcode
from referral_portal.accounts.models import User
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import staff


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (Line, " Kent\u200b  Police\u00ad ", "Kent Police"),
        (Paragraphs, "one\r\ntwo\u3164", "one\ntwo"),
        (Name, "رضا\u200cپور", "رضا\u200cپور"),
        (Postcode, "me141xx", "ME14 1XX"),
        (Phone, "447700900123", "07700900123"),
        (Phone, "01632 960123 ext 12", "01632960123 ext 12"),
    ],
)
def test_text_is_cleaned(field, typed, kept):
    assert field().clean(typed) == kept
    assert field(required=False).clean("") == ""


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (Line, "\u3164\u2800", "This field is required"),
        (Name, "...", "Enter a name with letters"),
        (Phone, "0770090012", "This number has 10 digits"),
        (Postcode, "ME1O 1AA", "If you mean ME10 1AA"),
        (Line, "one\ntwo", "on one line"),
    ],
)
def test_what_cannot_be_right_is_refused_in_a_sentence(field, typed, words):
    with pytest.raises(ValidationError, match=words):
        field().clean(typed)


@pytest.fixture
def administrator(client):
    account = staff(administrator=True)
    client.force_login(account)
    return account


def account_page(client, user, **changes):
    page = reverse("admin:accounts_user_change", args=[user.pk])
    typed = {
        "username": user.username, "first_name": "Ann", "last_name": "Example",
        "email": "ann@example.org", "phone": "", "job_title": "",
        "agency": user.agency_id or "", "is_active": "on",
    }  # fmt: skip
    return client.post(page, typed | changes)


@pytest.mark.django_db
def test_an_account_gets_a_name_and_a_number_as_on_the_other_pages(client, administrator):
    user = UserFactory()

    refused = account_page(client, user, first_name="\u3164", last_name="?", phone="0770090012")
    errors = refused.context["adminform"].form.errors
    assert set(errors) == {"last_name", "phone"}

    assert account_page(client, user, first_name="An\u00adn", phone="7700900123").status_code == 302
    saved = User.objects.get(pk=user.pk)
    assert (saved.first_name, saved.phone) == ("Ann", "07700900123")


@pytest.mark.django_db
def test_a_likely_slip_in_an_accounts_address_is_asked_about(client, administrator):
    user = UserFactory()

    answer = account_page(client, user, email="ann@gmail.con")

    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert "Did you mean ann@gmail.com? The account has ann@gmail.con." in said


@pytest.mark.django_db
def test_an_agency_without_a_visible_name_is_refused(client, administrator):
    agency = AgencyFactory()
    page = reverse("admin:accounts_agency_change", args=[agency.pk])

    answer = client.post(page, {"name": "\u3164", "email_domain": "", "is_active": "on"})

    assert "name" in answer.context["adminform"].form.errors
