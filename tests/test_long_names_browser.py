"""Names of 35 letters without a break never make a page scroll sideways on a narrow phone."""

import json

import pytest
from django.db.models import CharField, Model, Value
from django.db.models.functions import Cast, Concat, Left
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort
from referral_portal.accounts.models import Agency, User
from referrals.enums import Status
from referrals.models import (
    CallBack,
    Participant,
    PossibleMatch,
    Referral,
    Referrer,
    search_keys,
)
from safeguarding.models import PersonAtRisk, Worker
from tests.browser import NARROW, give_cookies, wider_parts
from tests.signing_in import signed_in
from tests.test_every_page_is_accessible import (
    demo,  # noqa: F401 - a fixture
    pages_of_a_link_worker,
    pages_of_who_delivers,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
NAME = "Wolfeschlegelsteinhausenbergerdorff"
ONCE = Concat(Value(NAME), Left(Cast("pk", CharField()), 8), output_field=CharField())
STEPS = ("accept", "decline", "note", "triage_one")


@pytest.fixture(autouse=True)
def _password_only(settings):
    settings.SECOND_FACTOR = False


def rename(model: type[Model], **fields) -> None:
    model.objects.update(**fields)


def pages_of_the_desk(visit) -> None:
    desk = signed_in("coordinator")
    referrals = [
        reverse("admin:referrals_referral_change", args=[referral.pk])
        for referral in Referral.objects.order_by("pk")[:4]
    ]
    calls = [
        reverse("admin:referrals_callback_change", args=[call.pk])
        for call in CallBack.objects.order_by("pk")[:1]
    ]
    queue = reverse("admin:referrals_referral_changelist")
    undecided = Referral.objects.filter(status=Status.AWAITING_TRIAGE).first()
    first, second = Participant.objects.order_by("pk")[:2]
    match, _is_new = PossibleMatch.objects.get_or_create(
        first=first, second=second, defaults={"found_at": timezone.now()}
    )
    others = [
        *(reverse(f"admin:referrals_referral_{page}", args=[undecided.pk]) for page in STEPS),
        reverse("admin:referrals_callback_changelist"),
        reverse("admin:referrals_possiblematch_changelist"),
        reverse("admin:referrals_possiblematch_change", args=[match.pk]),
    ]
    visit([reverse("admin:index"), queue, f"{queue}?status=all", *referrals, *calls, *others], desk)


def pages_of_an_agency(visit) -> None:
    visit([reverse("referrals:your_referrals")], signed_in("agency"))


PAGES = (pages_of_who_delivers, pages_of_a_link_worker, pages_of_the_desk, pages_of_an_agency)


def test_a_long_name_never_makes_a_page_scroll_sideways(demo, live_server, open_page):  # noqa: F811
    assert len(NAME) == 35
    assert PersonAtRisk.objects.exists()
    seen: list[tuple[str, dict]] = []

    def note(addresses, cookies, **_options):
        seen.extend((address, cookies) for address in addresses)

    for pages in PAGES:
        pages(note)
    rename(Participant, name=NAME, known_as=NAME, **search_keys(name=NAME, known_as=NAME))
    rename(User, first_name=NAME, last_name=NAME)
    rename(Referrer, name=NAME, manager=NAME)
    rename(Agency, name=ONCE)
    rename(CallBack, name=NAME)
    rename(Worker, name=NAME)
    for person in PersonAtRisk.objects.all():
        person.legal_name, person.aliases = NAME, NAME
        person.save()
    rename(Cohort, name=ONCE)

    wide, page, signed_in_as = {}, None, None
    for address, cookies in seen:
        if cookies != signed_in_as:
            page, signed_in_as = open_page(phone=True), cookies
            page.set_viewport_size(NARROW)
            give_cookies(page, live_server.url, cookies)
        assert page.goto(live_server.url + address).status == 200, address
        assert NAME in page.content(), address
        if parts := wider_parts(page):
            wide[address] = parts
    assert wide == {}, json.dumps(wide, indent=1)
