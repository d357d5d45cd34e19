"""Above a limit each public form asks one question, keeps what was typed and refuses nobody.

Costs about six seconds: whole forms are filled in.
"""

import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from referral_portal.common.questions import question_of
from referral_portal.outbox.models import OutgoingMessage
from referrals.models import CallBack, Draft, FloodCount, Referral
from tests.drawn import token_of
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.programmes import DistrictFactory
from tests.factories.referrals import address, make_catalogue, open_at, pages_for, send_filled

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
QUESTION = re.compile(r'name="question" value="([^"]+)"')
OPEN = dict.fromkeys(("draft", "send", "call_back", "agency_draft", "agency_send"), (100, 100))
RECEIPT = "receipt_participant"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FLOOD_LIMITS = OPEN
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def answered(page, clock) -> dict[str, str]:
    """What a person sends who has read the question of this page."""
    (token,) = QUESTION.findall(page.content.decode())
    clock.shift(10)
    _, answer = question_of(token)
    return {"question": token, "question_answer": answer} | token_of(page)


def shown(page) -> str:
    html = page.content.decode()
    assert "Answer one question first" in html
    assert "error-summary" in html, "screen readers begin there"
    assert "01632 960100" in html, "the telephone is the other way"
    assert "<script" not in html.split("<form")[1].split("</form>")[0]
    return html


@pytest.fixture
def call():
    return {
        "name": "Casey Invented",
        "phone": "07700 900123",
        "safe_times": "Weekdays after 6pm",
        "may_leave_message": "no",
        "district": DistrictFactory(code="swale", name="Swale").code,
    }


def test_a_call_back_above_the_limit_keeps_what_was_typed_and_takes_the_answer(
    client, clock, settings, call
):
    settings.FLOOD_LIMITS = OPEN | {"call_back": (1, 100)}
    assert client.post("/call-back/", call).status_code == 302
    second = call | {"phone": "07700 900124"}

    page = client.post("/call-back/", second)

    html = shown(page)
    assert page.status_code == 200
    assert CallBack.objects.count() == 1
    for typed in ("Casey Invented", "07700 900124", "Weekdays after 6pm"):
        assert f'value="{typed}"' in html
    assert client.post("/call-back/", second | answered(page, clock)).status_code == 302
    assert CallBack.objects.count() == 2


def test_a_script_that_goes_on_posting_makes_no_more_call_backs(client, settings, call):
    settings.FLOOD_LIMITS = OPEN | {"call_back": (3, 100)}
    for number in range(20):
        client.post("/call-back/", call | {"phone": f"07700 9001{number:02}"})
    assert CallBack.objects.count() == 3
    assert OutgoingMessage.objects.count() == 3, "the mailbox of our staff is not flooded either"


def test_a_draft_above_the_limit_is_started_after_the_answer(client, clock, settings):
    make_catalogue()
    settings.FLOOD_LIMITS = OPEN | {"draft": (1, 100)}
    start = address("self", "start")
    Client().post(start)

    page = client.post(start, follow=True)

    shown(page)
    assert Draft.objects.count() == 1
    assert client.post(start, answered(page, clock))["Location"] == address("self", "page", "now")
    assert Draft.objects.count() == 2
    Client().post(start, REMOTE_ADDR="198.51.100.7")
    assert Draft.objects.count() == 3, "another network is asked nothing"


def test_a_form_above_the_limit_stays_ticked_and_is_sent_after_the_answer(client, clock, settings):
    make_catalogue()
    settings.FLOOD_LIMITS = OPEN | {"send": (0, 100)}
    check = open_at(client, "self")

    page = client.post(check, {"declares": "on"}, follow=True)

    html = shown(page)
    assert re.search(r'name="declares"[^>]*checked', html)
    assert not Referral.objects.exists()
    wrong = answered(page, clock) | {"declares": "on", "question_answer": "nonsense"}
    page = client.post(check, wrong, follow=True)
    assert "That was not the answer" in page.content.decode()
    assert not Referral.objects.exists()
    response = client.post(check, answered(page, clock) | {"declares": "on"})
    assert response["Location"] == address("self", "sent")
    assert Referral.objects.get().reference in client.get(response["Location"]).content.decode()


def test_answering_at_once_is_asked_again_and_says_why(client, settings):
    make_catalogue()
    settings.FLOOD_LIMITS = OPEN | {"draft": (0, 100)}
    page = client.post(address("self", "start"), follow=True)
    (token,) = QUESTION.findall(page.content.decode())
    answer = {"question": token, "question_answer": question_of(token)[1]}
    page = client.post(address("self", "start"), answer | token_of(page), follow=True)
    assert "Take at least 5 seconds" in page.content.decode()


def test_an_agency_has_its_own_limits_and_is_asked_nothing_below_them(client, settings):
    make_catalogue()
    settings.FLOOD_LIMITS = OPEN | dict.fromkeys(("draft", "send", "call_back"), (0, 0))
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))
    assert send_filled(client, "agency")["Location"] == address("agency", "sent")


def test_an_account_above_the_limit_is_asked_and_its_colleague_is_not(client, clock, settings):
    make_catalogue()
    agency = AgencyFactory()
    settings.FLOOD_LIMITS = OPEN | {"agency_draft": (1, 100), "agency_send": (0, 100)}
    client.force_login(UserFactory(agency_referrer=True, agency=agency))
    check = open_at(client, "agency")

    page = client.post(check, {"declares": "on"}, follow=True)

    shown(page)
    assert not Referral.objects.exists()
    response = client.post(check, answered(page, clock) | {"declares": "on"})
    assert response["Location"] == address("agency", "sent")
    assert Referral.objects.count() == 1
    shown(client.post(address("agency", "start"), follow=True))
    colleague = Client()
    colleague.force_login(UserFactory(agency_referrer=True, agency=agency))
    colleague.post(address("agency", "start"))
    assert Draft.objects.filter(submitted_at=None).count() == 1


def test_deleting_an_open_form_is_never_asked_about(client, settings):
    make_catalogue()
    open_at(client, "self", "birth")
    settings.FLOOD_LIMITS = dict.fromkeys(OPEN, (0, 0))
    client.post(address("self", "start"), {"delete": "1"})
    assert not Draft.objects.exists()


def test_an_address_that_others_typed_gets_few_receipts_and_each_page_its_reference(settings):
    make_catalogue()
    settings.RECEIPTS_A_DAY = 1
    for number in range(1, 3):
        client = Client()
        sent = client.get(send_filled(client, "self")["Location"]).content.decode()
        references = Referral.objects.values_list("reference", flat=True)
        assert len(references) == number
        assert any(reference in sent for reference in references)
    assert OutgoingMessage.objects.filter(event=RECEIPT).count() == 1
    assert OutgoingMessage.objects.filter(event="alert_staff").count() == 2, (
        "our staff hear of both"
    )


def test_the_limit_treats_forms_alike_whether_they_name_a_person_or_not(client, settings):
    """The count is made before anything in the form is read; what it names changes nothing."""
    make_catalogue()
    settings.FLOOD_LIMITS = OPEN | {"send": (0, 100)}
    texts = []
    for them in ({}, {"their_first_name": "", "their_contact": ""}):
        client = Client()
        pages = pages_for("self")
        pages["them"] = pages["them"] | them
        check = open_at(client, "self", pages=pages)
        page = client.post(check, {"declares": "on"})
        texts.append((page.status_code, page["Location"], FloodCount.objects.count()))
    assert texts[0] == texts[1]
