"""The sentence above the results of a search at the desk."""

import pytest

from tests.factories.desk import make_person, make_referral, staff

pytestmark = pytest.mark.django_db
QUEUE = "/admin/referrals/referral/"


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Chambers", "Found by name."),
        ("07700900123", "Found by telephone number."),
        ("Chmabers", "Nothing matches exactly. These names are spelt similarly."),
    ],
)
def test_the_page_says_what_the_search_was_taken_for(client, coordinator, typed, words):
    wanted = make_referral(person=make_person("Ann Chambers", phone="07700900123"))

    page = client.post(QUEUE, {"q": typed})

    assert [row["reference"] for row in page.context["rows"]] == [wanted.reference]
    assert words in page.content.decode()


def test_a_search_that_finds_nothing_says_what_to_try(client, coordinator):
    page = client.post(QUEUE, {"q": "Zzyzx"}).content.decode()

    assert "No referral matches. Check the spelling" in page
    assert "0 referrals" not in page
