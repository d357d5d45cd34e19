"""Using a page: one request's change, in its own transaction."""

import datetime as dt

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import SYSTEM, record
from referral_portal.pages import posting
from referral_portal.pages.models import UsedPage
from referral_portal.pages.posting import AlreadySent, Posted, body_of, forget_used_pages
from referral_portal.pages.tokens import Drawn
from safeguarding.models import UsedPage as FarPage

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def no_page_afterwards():
    yield
    posting.begin(None)


def change(action: str = "invented.change") -> None:
    record(action, actor=SYSTEM, target=("invented", "1"), now=timezone.now())


def sends(drawn: Drawn, model=UsedPage) -> Posted:
    """Begin a request that sends the page `drawn`."""
    posted = Posted(drawn, model, "digest")
    posting.begin(posted)
    return posted


def test_two_requests_with_one_page_make_one_change():
    drawn = Drawn()
    first = sends(drawn)
    change()
    second = sends(drawn)

    with pytest.raises(AlreadySent), transaction.atomic():
        change()

    assert AuditEvent.objects.count() == 1
    assert (first.is_late, second.is_late) == (False, True)
    assert second.used_by_another().request == first.request


def test_one_request_may_record_several_changes():
    sends(Drawn())

    change()
    change()

    assert AuditEvent.objects.count() == 2
    assert UsedPage.objects.count() == 1


def test_a_change_that_is_rolled_back_leaves_its_page_unused():
    drawn = Drawn()
    sends(drawn)
    with transaction.atomic():
        change()
        transaction.set_rollback(True)

    sends(drawn)
    change()

    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    "action", ["referral.view", "callback.list", "referral.search", "x.refused"]
)
def test_reading_uses_no_page(action):
    sends(Drawn())

    change(action)

    assert not UsedPage.objects.exists()


def test_without_a_page_and_with_a_page_of_the_other_zone_nothing_is_used():
    change()
    sends(Drawn(), FarPage)
    change()

    assert not UsedPage.objects.exists()


def test_the_digest_depends_on_the_page_the_address_and_every_answer():
    drawn, sent = Drawn(), QueryDict("a=1&b=2&page_token=x&csrfmiddlewaretoken=y")
    same = QueryDict("b=2&a=1&page_token=z")

    assert body_of(drawn, "/one/", sent) == body_of(drawn, "/one/", same)
    assert body_of(drawn, "/one/", sent) != body_of(drawn, "/two/", sent)
    assert body_of(drawn, "/one/", sent) != body_of(drawn, "/one/", QueryDict("a=1&b=3"))
    assert body_of(drawn, "/one/", sent) != body_of(Drawn(), "/one/", sent)


def test_the_table_holds_no_token_and_no_address_that_is_too_long():
    drawn = Drawn()
    posted = sends(drawn)
    change()
    posted.keep_result("/x" * 200)

    row = UsedPage.objects.get()
    assert row.result == ""
    assert drawn.nonce not in (row.key, row.body)


def test_used_pages_are_forgotten_after_they_cannot_be_sent_any_longer():
    sends(Drawn())
    change()
    later = timezone.now() + posting.LASTS

    assert forget_used_pages(UsedPage, now=later) == 0
    assert forget_used_pages(UsedPage, now=later + dt.timedelta(hours=2)) == 1
