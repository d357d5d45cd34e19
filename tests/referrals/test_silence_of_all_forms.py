"""One form ends with "Has died": nothing is written to the participant on any other, and the desk reads why."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.enums import Pathway
from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.truth import why_untrue
from referrals import corrections, notifications, workflow
from referrals.enums import EndingCode, MatchAnswer, MessageEvent, Status
from referrals.letters import decision_letter
from referrals.models import PossibleMatch
from referrals.outgoing import what_will_be_sent
from tests.factories.desk import make_person, make_referral, staff
from tests.factories.one_person import perhaps_the_same
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db
POSTED = {"email": "", "address": "1 Example Street"}


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


def joined(**person):
    """Two forms of one person."""
    first = make_referral(person=make_person(**person))
    return first, make_referral(
        person=make_person(person=first.participant.person, **person), agency=True
    )


def undecided(**person):
    """Two forms that may be of one person."""
    first = make_referral(person=make_person(**person))
    second = make_referral(person=make_person(**person), agency=True)
    perhaps_the_same(first, second)
    return first, second


both_kinds = pytest.mark.parametrize("forms", [joined, undecided])


def accept(referral, by):
    # The coordinator has looked at the match first, as the verb demands, and does not know yet.
    unseen = PossibleMatch.objects.filter(answer=MatchAnswer.UNDECIDED)
    unseen.update(answer=MatchAnswer.NOT_KNOWN)
    programme = ProgrammeVersionFactory(group=True).programme
    workflow.accept(
        referral_id=referral.pk, programme=programme, words="Agreed.", by=by, now=timezone.now()
    )


def dies(referral, by):
    workflow.withdraw(
        referral_id=referral.pk,
        code=EndingCode.DIED,
        words="His sister called.",
        by=by,
        now=timezone.now(),
    )


def audiences_of(referral):
    rows = OutgoingMessage.objects.filter(referral_id=referral.pk)
    return set(rows.exclude(status=MessageStatus.CANCELLED).values_list("audience", flat=True))


@both_kinds
@pytest.mark.parametrize("person", [{}, POSTED], ids=["email", "letter"])
def test_accepting_the_other_form_writes_to_the_referrer_only(coordinator, forms, person):
    first, second = forms(**person)
    dies(first, coordinator)

    accept(second, coordinator)

    assert audiences_of(second) == {Audience.REFERRER}
    second.refresh_from_db()
    assert decision_letter(second, Audience.PARTICIPANT, now=timezone.now()) is None


@both_kinds
@pytest.mark.parametrize("person", [{}, POSTED], ids=["email", "letter"])
def test_what_waits_on_the_other_form_is_cancelled_with_the_reason(coordinator, forms, person):
    first, second = forms(**person)
    accept(second, coordinator)
    assert audiences_of(second) == {
        Audience.REFERRER,
        Audience.STAFF if person else Audience.PARTICIPANT,
    }

    dies(first, coordinator)

    assert audiences_of(second) == {Audience.REFERRER}
    cancelled = OutgoingMessage.objects.get(referral_id=second.pk, status=MessageStatus.CANCELLED)
    assert cancelled.cancelled_because == CancelReason.DIED


@both_kinds
def test_undoing_the_death_ends_the_silence(coordinator, forms):
    first, second = forms()
    dies(first, coordinator)
    corrections.correct(
        referral_id=first.pk, words="Wrong man", by=staff(manager=True), now=timezone.now()
    )

    accept(second, coordinator)

    assert audiences_of(second) == {Audience.PARTICIPANT, Audience.REFERRER}


def test_so_does_the_answer_that_the_two_are_not_one_person(coordinator):
    first, second = undecided()
    dies(first, coordinator)
    PossibleMatch.objects.update(answer=MatchAnswer.NOT_SAME)

    accept(second, coordinator)

    assert audiences_of(second) == {Audience.PARTICIPANT, Audience.REFERRER}


@both_kinds
def test_neither_is_a_session_told(coordinator, forms):
    first, second = forms()
    dies(first, coordinator)

    now = timezone.now()
    about = {"when": "Monday at 18:00", "starts_at": now + dt.timedelta(days=7), "now": now}
    notifications.appointment(second, 7, **about)
    notifications.session_cancelled(second, 7, **about)

    assert not OutgoingMessage.objects.filter(referral_id=second.pk).exists()


@both_kinds
def test_the_page_shows_that_nothing_will_be_sent(coordinator, forms):
    first, second = forms()
    dies(first, coordinator)

    planned = what_will_be_sent(second, MessageEvent.ACCEPTED)

    assert [message.audience for message in planned] == [Audience.REFERRER.label]


def test_the_sender_of_a_form_gets_the_receipt_all_the_same(coordinator):
    """The person who sends a form learns nothing about another person who may be the same."""
    first, second = make_referral(), make_referral()
    perhaps_the_same(first, second)
    dies(first, coordinator)
    notifications.receipt(second, now=timezone.now())

    message = OutgoingMessage.objects.get(referral_id=second.pk, audience=Audience.PARTICIPANT)

    assert why_untrue(message, timezone.now()) is None


WORDS = {
    joined: "Another form of this person, {}, ended with “Has died”. Nothing is sent",
    undecided: "{}, which may be another form of this person, ended with “Has died”. Nothing is sent",
}


@both_kinds
def test_the_desk_reads_it_where_it_decides_and_where_it_creates_letters(
    client, coordinator, forms
):
    first, second = forms(**POSTED)
    words = WORDS[forms].format(first.reference)
    pages = [
        reverse("admin:referrals_referral_accept", args=[second.pk]),
        reverse("admin:referrals_referral_letter", args=[second.pk, "participant"]),
    ]
    client.force_login(coordinator)
    for page in pages:
        assert "Has died”" not in client.get(page).content.decode()
    dies(first, coordinator)
    for page in pages:
        assert words in client.get(page).content.decode()
    # The letter to the referrer is written to a worker, not to the participant.
    to_referrer = reverse("admin:referrals_referral_letter", args=[second.pk, "referrer"])
    assert "Has died”" not in client.get(to_referrer).content.decode()
    assert second.pathway == Pathway.DOMESTIC_ABUSE
    assert second.status == Status.AWAITING_TRIAGE
