"""The desk reads a burst by what its forms say, and names each form before any is set aside."""

import re

import pytest
from django.urls import reverse

from referrals.models import Referral, SetAsideChange
from tests.factories.bursts import WORDS, answers, make_burst, make_form
from tests.factories.desk import make_referral, staff

pytestmark = pytest.mark.django_db
LIST = reverse("admin:referrals_referral_bursts")
ASIDE = reverse("admin:referrals_referral_set_aside")
KEY = re.compile(r'name="group" type="checkbox" value="([0-9a-f]+)"')
LINK = re.compile(r'href="([^"]+/bursts/forms/[^"]+)"')
FORMS = re.compile(r'name="forms" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _few(settings):
    settings.BURSTS |= {"forms": 4, "page_size": 20}


@pytest.fixture
def desk(client):
    client.force_login(staff(coordinator=True))
    return client


def page_of_burst(desk):
    (address,) = LINK.findall(desk.get(LIST).text)
    return desk.get(address.replace("&amp;", "&"))


def tick(desk, page, *keys):
    """Continue with these groups ticked; return the page that names their forms."""
    times = re.findall(r'name="(start|end)" value="([^"]+)"', page.text)
    return desk.get(
        reverse("admin:referrals_referral_aside"), dict(times) | {"group": keys}, follow=True
    )


def send(desk, page, **typed):
    (forms,) = FORMS.findall(page.text)
    return desk.post(page.wsgi_request.get_full_path(), {"forms": forms} | typed, follow=True)


def test_the_first_page_warns_of_a_burst_and_of_nothing_less(desk):
    make_burst(3)
    assert "Many forms at once" not in desk.get(reverse("admin:index")).text
    make_form(4)
    page = desk.get(reverse("admin:index")).text
    assert "Many forms at once" in page
    assert LIST in page
    assert "4 forms, 4 still in the queue" in desk.get(LIST).text


def test_one_tick_stands_for_one_text_and_the_page_shows_it(desk):
    make_burst(40)
    other = make_form(41, words="Please help me. I hit her yesterday.")
    page = page_of_burst(desk)
    assert "The same answers, apart from who the form is about: 40 of 41" in page.text
    assert "40 forms with the same answers" in page.text
    assert WORDS in page.text
    assert "Please help me. I hit her yesterday." in page.text
    same, _ = KEY.findall(page.text)

    confirm = tick(desk, page, same)

    for one in Referral.objects.exclude(pk=other.pk).select_related("participant"):
        assert f"{one.reference}: {one.participant.name}" in confirm.text
    assert other.reference not in confirm.text
    assert "Enter why you set these forms aside" in send(desk, confirm, reason="").text
    assert not Referral.objects.set_aside().exists()
    done = send(desk, confirm, reason="Forty times the same words.")
    assert "40 forms are set aside" in done.text
    assert list(Referral.objects.in_work()) == [other]
    assert SetAsideChange.objects.filter(reason="Forty times the same words.").count() == 40


def test_a_form_that_comes_after_the_page_was_drawn_is_not_answered_for(desk):
    make_burst(4)
    page = page_of_burst(desk)
    confirm = tick(desk, page, *KEY.findall(page.text))
    late = make_form(3)
    send(desk, confirm, reason="The same words.")
    assert list(Referral.objects.in_work()) == [late]


def test_a_form_with_a_sign_of_danger_or_from_an_agency_has_no_box(desk):
    make_burst(4)
    danger = make_form(2, danger_level=1)
    agency = make_referral(agency=True, answers=answers(), submitted_at=danger.submitted_at)
    page = page_of_burst(desk)
    (key,) = KEY.findall(page.text)
    assert "It has a sign of danger." in page.text
    assert "An agency sent it." in page.text
    confirm = tick(desk, page, key)
    assert danger.reference not in confirm.text
    assert agency.reference not in confirm.text
    # The control: what a forged page names is asked again, and nothing happens.
    forged = ",".join(str(one.pk) for one in Referral.objects.all())
    address = confirm.wsgi_request.get_full_path()
    refused = desk.post(address, {"forms": forged, "reason": "All of them."}).text
    assert "Nothing was set aside" in refused
    assert not Referral.objects.set_aside().exists()


def test_nothing_ticked_leads_back_with_words(desk):
    make_burst(4)
    page = tick(desk, page_of_burst(desk))
    assert "Tick the forms that you have read" in page.text


def test_addresses_that_name_no_time_lead_to_the_list(desk):
    for name in ("burst", "aside"):
        for query in ({}, {"start": "x", "end": "y"}, {"start": "2026-11-27T10:00:00"}):
            address = reverse(f"admin:referrals_referral_{name}")
            assert desk.get(address, query)["Location"] == LIST


def test_many_texts_are_read_page_by_page(desk, settings):
    settings.BURSTS |= {"page_size": 3}
    for number in range(7):
        make_form(number, words=f"Text number {number}")
    page, seen = page_of_burst(desk), 0
    while True:
        seen += len(KEY.findall(page.text))
        following = re.search(r'href="([^"]+)" rel="next"', page.text)
        if following is None:
            break
        page = desk.get(following[1].replace("&amp;", "&"))
    assert seen == 7


@pytest.mark.parametrize("number", [4, 30])
def test_the_number_of_queries_is_the_same_for_few_and_many(
    desk, number, django_assert_max_num_queries
):
    make_burst(number)
    page = page_of_burst(desk)
    address = page.wsgi_request.get_full_path()
    keys = KEY.findall(page.text)
    for shown in (LIST, address):
        with django_assert_max_num_queries(12):
            desk.get(shown)
    with django_assert_max_num_queries(12):
        confirm = tick(desk, page, *keys)
    with django_assert_max_num_queries(26):
        send(desk, confirm, reason="The same words.")
    assert not Referral.objects.in_work().exists()
    with django_assert_max_num_queries(12):
        desk.get(ASIDE)
    with django_assert_max_num_queries(16):
        desk.post(ASIDE, {"all": "1"})
    assert Referral.objects.in_work().count() == number
