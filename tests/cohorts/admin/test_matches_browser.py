"""The pages of possible matches in a real browser, without JavaScript too, on wide and narrow screens."""

import pytest
from django.urls import reverse

from referrals.enums import MatchAnswer
from referrals.models import PossibleMatch
from tests.browser import go_on
from tests.factories.accounts import PASSWORD
from tests.factories.desk import make_person, make_referral, staff
from tests.factories.matches import make_match

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LONG = "Maximiliane-Wilhelmina Featherstonehaugh-Cholmondeley"


@pytest.fixture(autouse=True)
def _password_only(settings):
    """As in the demonstration; the second step is looked at in tests/accounts."""
    settings.SECOND_FACTOR = False


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (375, False), (320, False)])
def test_a_coordinator_answers_and_undoes_it(live_server, open_page, axe, width, javascript):
    first = make_referral(person=make_person(LONG, known_as="Max", address="1 High Street"))
    second = make_referral(
        agency=True,
        person=make_person(
            LONG.replace("stone", "sotne"), phone=first.participant.phone, address="1 High Street"
        ),
    )
    match = make_match(
        first.participant, second.participant, reasons=["born_same", "name_letter", "phone_same"]
    )
    page = open_page(javascript=javascript)
    page.set_viewport_size({"width": width, "height": 800})

    def look():
        page.wait_for_load_state()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("User name").fill(staff(coordinator=True).username)
    page.get_by_label("Password").fill(PASSWORD)
    go_on(page.get_by_role("main").get_by_role("button", name="Sign in"))
    go_on(page.get_by_role("main").get_by_role("link", name="Possible matches").first)
    look()
    go_on(page.get_by_role("link", name=LONG))
    look()
    go_on(page.get_by_role("button", name="Save answer"))
    page.get_by_role("link", name="Select whether this is the same person").wait_for()
    axe(page)
    page.get_by_label("Same person", exact=True).check()
    page.get_by_label("Note").fill("Both forms give his number.")
    go_on(page.get_by_role("button", name="Save answer"))
    page.get_by_text("are one person now").wait_for()
    assert PossibleMatch.objects.get().answer == MatchAnswer.SAME

    page.goto(live_server.url + reverse("admin:referrals_referral_change", args=[second.pk]))
    look()
    url = reverse("admin:referrals_possiblematch_change", args=[match.pk])
    page.goto(live_server.url + url)
    look()
    go_on(page.get_by_role("link", name="Undo the last answer"))
    look()
    go_on(page.get_by_role("button", name="Undo the last answer"))
    page.get_by_text("The answer has been undone").wait_for()
    assert PossibleMatch.objects.get().answer == MatchAnswer.UNDECIDED

    page.goto(live_server.url + reverse("admin:referrals_possiblematch_beside", args=[first.pk]))
    look()
    page.get_by_label("Reference of the other referral").fill(second.reference)
    go_on(page.get_by_role("button", name="Compare"))
    page.get_by_role("heading", name="Is this the same person?").wait_for()
