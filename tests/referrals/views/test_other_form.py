"""Two windows, two people: a page of one form never stores anything in another."""

import pytest
from django.test import Client

from referrals.drafts import open_draft
from referrals.models import Draft
from referrals.steps import find_form
from tests.drawn import opened, token_of
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import STALKING, TOPIC, address, make_catalogue, open_at, pages_for

pytestmark = pytest.mark.django_db
ROUTES = ["self", "agency"]
TOPICS = [TOPIC, STALKING]
ABE, BOB = "Abe Invented", "Bob Invented"
HERS = "01632 960321"
CONFLICT = 409


def _sealed_and_contact() -> list[tuple[str, str, str]]:
    return [
        (topic, route, step.slug)
        for topic in TOPICS
        for route in ROUTES
        for step in find_form(topic, route).steps
        if (step.part or step.slug in ("contact", "reach")) and step.slug in pages_for(route, topic)
    ]


@pytest.fixture(autouse=True)
def catalogue():
    make_catalogue()


@pytest.fixture
def worker(client):
    """The client signed in as agency staff, which a self-referral does not mind."""
    account = UserFactory(agency_referrer=True, agency=AgencyFactory())
    client.force_login(account)
    return account


def with_name(route: str, topic: str, name: str) -> dict:
    """The pages of a whole form about `name`, with a number only the sealed pages of it hold."""
    pages = pages_for(route, topic)
    return {
        slug: {field: name if field == "name" else value for field, value in page.items()}
        for slug, page in pages.items()
    }


def stored(client, route: str, topic: str, worker):
    """What the open draft of this browser holds."""
    form = find_form(topic, route)
    row = Draft.objects.latest("started_at")
    return open_draft(
        token=client.cookies[f"enquiry-{form.key}"].value,
        route=route,
        pathway=form.pathway,
        by=worker if route == "agency" else None,
        now=row.started_at,
    ).content


@pytest.mark.parametrize(("topic", "route", "slug"), _sealed_and_contact())
def test_a_page_about_abe_stores_nothing_in_the_form_about_bob(client, worker, topic, route, slug):
    page = address(route, "page", slug, topic=topic)
    open_at(client, route, topic=topic, pages=with_name(route, topic, ABE))
    of_abe = opened(client, page)
    # In another window she starts the form again for Bob and comes as far.
    open_at(client, route, topic=topic, pages=with_name(route, topic, BOB))
    before = stored(client, route, topic, worker)
    typed = pages_for(route, topic)[slug] | {"phone": HERS}

    answer = client.post(page, typed | of_abe)

    html = answer.content.decode()
    assert answer.status_code == CONFLICT
    assert "This page belongs to another form" in html
    assert "Nothing has been saved" in html
    assert BOB in html, "it says whose form is open"
    assert stored(client, route, topic, worker) == before
    field = next(name for name, value in typed.items() if isinstance(value, str) and len(value) > 3)
    if field in find_form(topic, route).reachable(before, slug).form_class.base_fields:
        assert f'value="{typed[field]}"' in html or typed[field] in html, "what was typed is there"
    assert address(route, "check", topic=topic) in html, "the way back to the open form"
    assert address(route, "start", topic=topic) in html


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("route", ROUTES)
def test_the_page_of_a_sent_form_stores_nothing_and_says_that_it_was_sent(client, route):
    page = address(route, "page", "contact")
    check = open_at(client, route)
    of_it = opened(client, page)
    client.post(check, {"declares": "on"} | opened(client, check))

    answer = client.post(page, {"phone": "07700 900888"} | of_it)

    assert answer.status_code == CONFLICT
    assert "has already been sent" in answer.content.decode()
    assert "07700 900888" in answer.content.decode()
    assert address(route, "sent") in answer.content.decode()


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("route", ROUTES)
def test_the_page_of_a_deleted_form_keeps_what_was_typed(client, route):
    page = address(route, "page", "contact")
    open_at(client, route)
    of_it = opened(client, page)
    Draft.objects.all().delete()

    answer = client.post(page, {"phone": "07700 900888"} | of_it)

    assert answer.status_code == CONFLICT
    assert "no longer here" in answer.content.decode()
    assert "07700 900888" in answer.content.decode()


@pytest.mark.usefixtures("worker")
def test_the_two_forms_of_one_browser_do_not_disturb_each_other(client):
    pages = {topic: address("agency", "page", "contact", topic=topic) for topic in TOPICS}
    for topic in TOPICS:
        open_at(client, "agency", topic=topic)
    tokens = {topic: opened(client, page) for topic, page in pages.items()}
    typed = pages_for("agency", TOPIC)["contact"]

    for topic in TOPICS:
        right = client.post(pages[topic], typed | tokens[topic])
        assert right.status_code == 303, right.content.decode()
    crossed = client.post(pages[TOPIC], typed | tokens[STALKING])

    assert crossed.status_code == CONFLICT


def test_what_was_typed_can_be_added_to_the_open_form_on_purpose(client):
    page = address("self", "page", "contact")
    open_at(client, "self", pages=with_name("self", TOPIC, ABE))
    of_abe = opened(client, page)
    open_at(client, "self", pages=with_name("self", TOPIC, BOB))
    typed = pages_for("self")["contact"] | {"phone": "07700 900888"}

    answer = client.post(page, typed | of_abe)
    assert "Add these answers to the form about Bob Invented" in answer.content.decode()
    again = client.post(page, typed | token_of(answer))

    assert again.status_code == 303
    assert "900888" in client.get(address("self", "check")).content.decode()


def test_a_start_page_from_before_the_form_was_started_does_not_delete_it(client):
    start = address("self", "start")
    early = opened(client, start)
    open_at(client, "self", "birth")

    answer = client.post(start, early)

    assert answer["Location"] == start
    assert client.get(address("self", "page", "birth")).status_code == 200
    assert client.post(start, opened(client, start))["Location"].endswith("/now/")


def test_a_page_of_the_same_form_is_taken_again_from_the_back_button(client):
    page = address("self", "page", "birth")
    open_at(client, "self", "birth")
    of_it = opened(client, page)
    birth = pages_for("self")["birth"]

    assert client.post(page, birth | of_it).status_code == 303
    # From the back-forward cache: the same page once more, with another answer.
    assert client.post(page, birth | {"born_on-day": "9"} | of_it).status_code == 303


def test_another_browsers_page_is_another_form(client):
    open_at(client, "self", "birth")
    other = Client()
    open_at(other, "self", "birth")
    page = address("self", "page", "birth")

    answer = client.post(page, pages_for("self")["birth"] | opened(other, page))

    assert answer.status_code == CONFLICT


def test_a_page_that_another_window_has_made_needless_keeps_what_was_typed(client):
    open_at(client, "self", pages=pages_for("self", responsibility={"accepts": "not_sure"})
         | {"better-way": {"sees_need": "yes"}})  # fmt: skip
    page = address("self", "page", "better-way")
    drawn = opened(client, page)
    responsibility = address("self", "page", "responsibility")
    client.post(responsibility, {"accepts": "yes"} | opened(client, responsibility))

    answer = client.post(page, {"sees_need": "no"} | drawn)

    html = answer.content.decode()
    assert answer.status_code == CONFLICT
    assert "This page is not asked now" in html
    assert ">No<" in html.replace("\n", "").replace(" ", "")
    assert "Add these answers" not in html
    assert "better-way" not in stored(client, "self", TOPIC, None).pages
