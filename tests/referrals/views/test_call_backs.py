"""The public's five questions, and where they are offered."""

import pytest

from referrals.models import CallBack
from tests.factories.programmes import DistrictFactory
from tests.referrals.admin.test_call_backs import FIELDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers():
    return {
        "name": "Casey Invented",
        "phone": "07700 900123",
        "safe_times": "Weekdays after 6pm",
        "may_leave_message": "no",
        "district": DistrictFactory(code="swale", name="Swale").code,
    }


def test_the_form_has_five_questions_and_none_is_about_behaviour(client):
    form = client.get("/call-back/").context["form"]

    assert list(form.fields) == FIELDS


def test_somebody_leaves_a_number_and_is_told_what_happens(client, answers):
    response = client.post("/call-back/", answers, follow=True)

    assert response.redirect_chain == [("/call-back/sent/", 302)]
    assert b"We have your number" in response.content
    assert b"within 2 working days" in response.content
    assert b"90 days" in response.content
    assert b"Casey" not in response.content
    row = CallBack.objects.get()
    assert (row.phone, row.district.name, row.may_leave_message) == ("07700900123", "Swale", False)


@pytest.mark.parametrize("missing", FIELDS)
def test_each_question_needs_an_answer(client, answers, missing):
    response = client.post("/call-back/", answers | {missing: ""})

    assert response.context["form"].errors.keys() == {missing}
    assert not CallBack.objects.exists()


def test_a_district_that_is_not_offered_is_refused(client, answers):
    closed = DistrictFactory(code="closed", is_active=False)

    response = client.post("/call-back/", answers | {"district": closed.code})

    assert "district" in response.context["form"].errors


def test_the_form_costs_one_query_and_the_confirmation_none(client, django_assert_num_queries):
    DistrictFactory.create_batch(13)
    with django_assert_num_queries(1):
        client.get("/call-back/")
    with django_assert_num_queries(0):
        client.get("/call-back/sent/")


@pytest.mark.parametrize("path", ["/", "/refer/"])
def test_the_way_there_is_on_the_front_pages(client, path):
    assert b'href="/call-back/"' in client.get(path).content
