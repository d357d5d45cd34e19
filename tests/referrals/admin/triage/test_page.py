"""Triage: one referral after the other, the answers in the order of need, and nothing that is hidden."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referrals import workflow
from referrals.enums import Status
from referrals.models import NamedUser, Participant, StatusChange
from tests.factories.desk import NOW, make_check, make_person, make_referral, staff
from tests.referrals.admin.triage.pages import START, address, decided, in_turn, text

pytestmark = pytest.mark.django_db
# Session, account, roles, permissions; the referral, its record, who is reading it; the rows about it, the
# names of users; the programmes; the referrals beside it (2), how many are left; the silence of a process.
BUDGET = 11


# -- the walk -----------------------------------------------------------------------------------
def test_it_starts_with_the_most_urgent_and_goes_on_in_the_order_of_the_queue(client, coordinator):
    calm, later = in_turn(2)
    urgent = make_referral(danger_level=1)

    assert client.get(reverse(START)).url == address(urgent)
    assert address(calm) in text(client, address(urgent))
    page = text(client, address(calm))
    assert address(urgent) in page
    assert address(later) in page
    assert "3 to decide in this list" in page


def test_a_decision_leads_to_the_next_and_the_last_one_to_the_end(client, coordinator, groupwork):
    first, second = in_turn(2, groupwork)

    answer = decided(client, first, "accept", {"programme": groupwork.code})
    assert answer.url == address(second)
    assert f"{first.reference} has been accepted" in text(client, answer.url)
    answer = decided(client, second, "accept", {"programme": groupwork.code})

    page = text(client, answer.url)
    assert f"{second.reference} has been accepted" in page
    assert "Nothing left to decide" in page
    assert set(StatusChange.objects.values_list("verb", "by")) == {("accept", coordinator.pk)}


def test_who_passes_referrals_by_is_told_at_the_end_how_many_still_wait(client, coordinator):
    _passed, last = in_turn(2)

    page = text(client, address(last))
    assert "?at=end" in page
    end = text(client, f"{reverse(START)}?at=end")

    assert "2 referrals in this list still wait for a decision" in end
    assert reverse(START) in end


def test_the_filter_of_the_queue_is_kept_from_one_referral_to_the_next(
    client, coordinator, groupwork
):
    first, _other, last = in_turn(3, groupwork)
    first.danger_level = last.danger_level = 2
    first.save(update_fields=["danger_level"])
    last.save(update_fields=["danger_level"])
    query = "?list=danger%3D2"

    assert client.get(reverse(START) + query).url == address(first, query=query)
    answer = decided(client, first, "accept", {"programme": groupwork.code}, query)

    assert answer.url == address(last, query=query)
    assert "1 to decide in this list" in text(client, answer.url)


def test_the_queue_leads_a_coordinator_to_the_triage_of_its_list(client, coordinator):
    make_referral(danger_level=2)
    queue = "/admin/referrals/referral/?danger=2"

    assert f'href="{reverse(START)}?list=danger%3D2"' in text(client, queue)
    client.force_login(staff(manager=True))
    assert reverse(START) not in text(client, queue)


def test_only_what_can_be_decided_is_walked_unless_the_list_is_of_what_waits(client, coordinator):
    make_referral(status=Status.AWAITING_ALLOCATION)
    asked = make_referral(status=Status.INFORMATION_REQUESTED)

    assert "Nothing left to decide" in text(client, reverse(START))
    query = "?list=status%3Dinformation_requested"
    assert client.get(reverse(START) + query).url == address(asked, query=query)


# -- nothing that is hidden, nothing unread -----------------------------------------------------
def test_a_restricted_referral_is_neither_walked_nor_counted_nor_opened(client, coordinator):
    hidden = make_referral(is_restricted=True, danger_level=1)
    make_referral(set_aside_at=NOW)
    (seen,) = in_turn(1)

    assert client.get(reverse(START)).url == address(seen)
    page = text(client, address(seen))
    assert "1 to decide in this list" in page
    assert str(hidden.pk) not in page
    assert client.get(address(hidden)).status_code == 404
    assert client.post(address(hidden, "ask"), {"question": "Which day?"}).status_code == 404
    assert not AuditEvent.objects.filter(target_id=str(hidden.pk)).exists()
    NamedUser.objects.create(referral=hidden, user=coordinator, at=NOW)
    assert client.get(reverse(START)).url == address(hidden)


@pytest.mark.parametrize("role", ["manager", "facilitator", "administrator", "auditor"])
def test_who_cannot_decide_has_no_triage(client, role, clock):
    client.force_login(staff(**{role: True}))
    referral = make_referral()

    for url in (reverse(START), address(referral), address(referral, "accept")):
        assert client.get(url).status_code in {302, 403, 404}
    assert not AuditEvent.objects.filter(action="referral.view").exists()


def test_each_opening_is_on_record_and_changes_nothing(client, coordinator):
    referral = make_referral()

    client.get(address(referral))

    event = AuditEvent.objects.get(action="referral.view")
    assert (event.actor_id, event.data) == (coordinator.pk, {"page": "triage"})
    referral.refresh_from_db()
    assert (referral.status, referral.version) == (Status.AWAITING_TRIAGE, 1)


# -- what is shown ------------------------------------------------------------------------------
def test_the_answers_come_in_the_order_of_need_and_no_in_one_line(client, coordinator):
    def sent(slug, title, value):
        return {"slug": slug, "title": title, "rows": [{"key": f"{title}?", "value": value}]}

    referral = make_referral(
        person=make_person("Invented Person", phone="01632960123", may_leave_message=None),
        as_sent=[
            sent("work", "Your work", "Canary work"),
            sent("orders", "Orders", "No"),
            sent("dates", "Court dates", "A court date"),
            sent("in-your-words", "In your own words", "Canary words"),
        ],
    )
    make_check(referral, "da-groupwork")

    page = text(client, address(referral))

    places = [page.index(word) for word in (
        "Danger signs", "Canary words", "A court date", "Answered “No”: Orders", "Canary work",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "01632 960123" in page or "01632960123" in page
    assert "do not leave one" in page


def test_an_answer_to_a_question_is_read_before_the_form(client, coordinator):
    (referral,) = in_turn(1)
    by = {"referral_id": referral.pk, "by": coordinator, "now": NOW}
    workflow.request_information(question="Canary question?", **by)
    workflow.receive_information(answer="Canary answer.", **by)

    page = text(client, address(referral))

    assert "Canary question?" in page
    assert page.index("Canary answer.") < page.index("Suitability")


def test_the_number_of_queries_does_not_grow_with_the_list(client, coordinator, groupwork):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get(address(referral))
        return len([query for query in caught if "SAVEPOINT" not in query["sql"]])

    referral, *_ = in_turn(3)
    # Nobody else has this name; forms that are alike are read too.
    Participant.objects.filter(pk=referral.participant_id).update(search_name="another name")
    make_check(referral, groupwork.code)
    queries()  # the first page of a session also notes the time
    few = queries()
    in_turn(27)

    assert queries() == few
    assert few <= BUDGET
