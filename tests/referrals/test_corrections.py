"""The supervised undo: where it leads, what it cancels, and its page at the desk."""

import pytest
import time_machine
from django.urls import reverse

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import corrections, workflow
from referrals.enums import DECLINE_CODES, FINAL, Status
from referrals.models import StatusChange
from referrals.transitions import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_referral, risk_held, staff
from tests.factories.messages import release
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def address(referral, page):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


def moved(verb, before, to, by=None):
    """Make a referral whose newest step is `verb` from `before` to `to`."""
    ended = {"ended_at": NOW, "ending_code": DECLINE_CODES[0]} if to in FINAL else {}
    referral = make_referral(status=to, **ended)
    StatusChange.objects.create(
        referral=referral, number=1, verb=verb, from_status=before, to_status=to, at=NOW, by=by
    )
    return referral


@pytest.mark.parametrize(
    ("verb", "before", "to", "back"),
    [
        ("accept", Status.AWAITING_TRIAGE, Status.AWAITING_ALLOCATION, Status.AWAITING_TRIAGE),
        ("decline", Status.INFORMATION_REQUESTED, Status.DECLINED, Status.INFORMATION_REQUESTED),
        ("decline", Status.ON_HOLD, Status.DECLINED, Status.AWAITING_TRIAGE),
        ("withdraw", Status.AWAITING_ALLOCATION, Status.WITHDRAWN, Status.AWAITING_ALLOCATION),
        # Another participant may have the place by now.
        ("withdraw", Status.SCHEDULED, Status.WITHDRAWN, Status.AWAITING_ALLOCATION),
        ("remove", Status.SUSPENDED, Status.REMOVED, Status.AWAITING_ALLOCATION),
        ("complete", Status.ON_PROGRAMME, Status.COMPLETED, Status.AWAITING_ALLOCATION),
        ("start", Status.SCHEDULED, Status.ON_PROGRAMME, Status.SCHEDULED),
        ("allocate", Status.AWAITING_ALLOCATION, Status.SCHEDULED, None),
        ("request_information", Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED, None),
        ("suspend", Status.ON_PROGRAMME, Status.SUSPENDED, None),
    ],
)
def test_it_leads_back_as_far_as_the_table_allows(verb, before, to, back):
    referral = moved(verb, before, to)
    assert corrections.where_back_to(referral) == back

    asked = {"referral_id": referral.pk, "words": "Wrong.", "by": UserFactory(manager=True)}
    if back is None:
        with pytest.raises(TransitionNotAllowed, match="no decision here"):
            corrections.correct(**asked, now=NOW)
    else:
        corrections.correct(**asked, now=NOW)
        referral.refresh_from_db()
        assert (referral.status, referral.ended_at, referral.ending_code) == (back, None, None)


def test_a_referral_that_has_just_arrived_has_nothing_to_undo():
    assert corrections.where_back_to(make_referral()) is None


def test_an_acceptance_that_is_undone_forgets_its_programme():
    referral = make_referral()
    programme = ProgrammeVersionFactory(group=True).programme
    by = UserFactory(coordinator=True)
    workflow.accept(referral_id=referral.pk, programme=programme, words="Agreed.", by=by, now=NOW)

    corrections.correct(
        referral_id=referral.pk, words="Wrong.", by=UserFactory(manager=True), now=NOW
    )

    referral.refresh_from_db()
    assert referral.programme is None


def test_it_needs_words_beside_their_field():
    referral = moved("accept", Status.AWAITING_TRIAGE, Status.AWAITING_ALLOCATION)

    with pytest.raises(TransitionNotAllowed) as refused:
        corrections.correct(
            referral_id=referral.pk, words=" ", by=UserFactory(manager=True), now=NOW
        )

    assert refused.value.field == "words"


def test_a_manager_undoes_a_decision_and_its_message_is_never_sent(client):
    referral = make_referral()
    workflow.decline(
        referral_id=referral.pk,
        code=DECLINE_CODES[0],
        words="x",
        **risk_held(),
        by=staff(coordinator=True),
        now=NOW,
    )
    client.force_login(staff(manager=True))
    assert "Undo last decision" in client.get(address(referral, "change")).content.decode()
    assert "awaiting triage" in client.get(address(referral, "correct")).content.decode()

    client.post(address(referral, "correct"), {"version": 2, "words": "The wrong man."})

    referral.refresh_from_db()
    assert (referral.status, referral.ended_at) == (Status.AWAITING_TRIAGE, None)
    assert referral.ending_code is None
    assert OutgoingMessage.objects.get().status == MessageStatus.CANCELLED
    verbs = list(referral.status_changes.order_by("number").values_list("verb", flat=True))
    assert verbs == ["decline", "correct"]
    again = client.post(address(referral, "correct"), {"version": 3, "words": "Again."})
    assert "no decision here that can be undone" in again.content.decode()


def test_a_coordinator_undoes_their_own_decision_and_nobody_elses(client):
    anna, berta = staff(coordinator=True), staff(coordinator=True)
    referral = make_referral()
    workflow.decline(
        referral_id=referral.pk, code=DECLINE_CODES[0], words="x", by=anna, now=NOW, **risk_held()
    )
    with pytest.raises(TransitionNotAllowed, match="Only the coordinator who took this decision"):
        corrections.correct(referral_id=referral.pk, words="No.", by=berta, now=NOW)
    client.force_login(berta)
    assert "Undo last decision" not in client.get(address(referral, "change")).content.decode()
    assert client.get(address(referral, "correct")).status_code == 302

    client.force_login(anna)
    assert "Undo last decision" in client.get(address(referral, "change")).content.decode()
    client.post(address(referral, "correct"), {"words": "The wrong man."})

    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE
    assert OutgoingMessage.objects.get().status == MessageStatus.CANCELLED


def test_once_it_is_released_only_a_manager_undoes_it(client):
    anna, referral = staff(coordinator=True), make_referral()
    workflow.decline(
        referral_id=referral.pk, code=DECLINE_CODES[0], words="x", by=anna, now=NOW, **risk_held()
    )
    release(OutgoingMessage.objects.get(), NOW)
    client.force_login(anna)
    assert "Undo last decision" not in client.get(address(referral, "change")).content.decode()
    page = client.post(address(referral, "correct"), {"words": "Wrong."}).content.decode()
    assert "A programme manager can undo it." in page
    assert OutgoingMessage.objects.get().status == MessageStatus.WAITING_RELEASE

    corrections.correct(referral_id=referral.pk, words="Wrong.", by=staff(manager=True), now=NOW)


def test_a_coordinator_does_not_undo_what_only_managers_undo():
    anna = staff(coordinator=True)
    referral = moved("start", Status.SCHEDULED, Status.ON_PROGRAMME, by=anna)
    with pytest.raises(TransitionNotAllowed, match="Only a programme manager"):
        corrections.correct(referral_id=referral.pk, words="Wrong.", by=anna, now=NOW)
