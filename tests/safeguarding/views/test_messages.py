"""The page of emails that did not arrive, and the warning on the worklist that leads to it."""

import pytest

from referral_portal.outbox.enums import MessageStatus
from safeguarding.models import ProtectedMessage
from tests.factories.safeguarding import client_of, make_worker
from tests.safeguarding.casework.test_unsent import unsent

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
LIST = "/safeguarding/messages/"


def test_the_manager_reads_what_to_do_and_decides():
    here, message = client_of(make_worker(is_manager=True)), unsent()

    worklist = here.get("/safeguarding/").content.decode()
    page = here.get(LIST).content.decode()
    answer = here.post(f"{LIST}{message.pk}/", {"decision": "arrived"}, follow=True)
    said = answer.content.decode()
    late = here.post(f"{LIST}{message.pk}/", {"decision": "again"}, follow=True).content.decode()

    assert LIST in worklist
    assert "may not have arrived" in worklist
    assert [word in page for word in ("Send again", "It has arrived", "Close without")] == [
        True
    ] * 3
    assert "Look for it in your team’s mailbox" in page
    assert "has arrived" in said
    assert "No email needs a decision." in said
    assert "needs no decision any more" in late
    assert ProtectedMessage.objects.get().status == MessageStatus.SENT
    assert LIST not in here.get("/safeguarding/").content.decode()


def test_a_link_worker_is_told_to_tell_the_manager_and_cannot_decide(worker):
    message, here = unsent(), client_of(worker)

    worklist = here.get("/safeguarding/").content.decode()
    assert "Tell your manager. Look at the worklist often" in worklist
    assert LIST not in worklist
    assert here.get(LIST).status_code == 404
    assert here.post(f"{LIST}{message.pk}/", {"decision": "again"}).status_code == 404
    message.refresh_from_db()
    assert message.status == MessageStatus.UNCERTAIN


def test_no_other_decision_exists():
    here, message = client_of(make_worker(is_manager=True)), unsent()
    assert here.post(f"{LIST}{message.pk}/", {"decision": "delete"}).status_code == 404
