"""A restricted referral is seen by named people only, who must exist and can act."""

import pytest
from django.core.exceptions import PermissionDenied

from programmes.models import Partner
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.models import OutgoingMessage
from referrals import notifications
from referrals.assignments import take
from referrals.enums import EndingCode, MatchAnswer
from referrals.models import CallBack, PossibleMatch, Referral
from referrals.restricting import first_named, name_user, remove_user, to_name
from referrals.workflow import decline
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_referral, risk_held, staff
from tests.factories.matches import make_match
from tests.factories.restricted import POLICE, restricted_referral

pytestmark = pytest.mark.django_db


def visible(user) -> set:
    return set(Referral.objects.visible_to(user))


@pytest.fixture
def manager():
    return staff(manager=True)


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


# -- Who sees it ----------------------------------------------------------------------------------
def test_a_restricted_referral_is_seen_by_named_people_only(coordinator, manager):
    later_manager = staff(manager=True)
    police = staff(coordinator=True)
    named = staff(coordinator=True)
    restricted, open_to_all = restricted_referral(named=[named]), make_referral()

    assert visible(manager) == visible(later_manager) == {restricted, open_to_all}
    assert visible(named) == {restricted, open_to_all}
    assert visible(police) == visible(coordinator) == {open_to_all}
    for user in (staff(facilitator=True), staff(auditor=True), staff(commissioner=True)):
        assert visible(user) == set()


def test_a_manager_who_is_not_named_sees_it_only_while_no_named_manager_can_act(manager):
    restricted = restricted_referral()
    late = staff(manager=True)
    assert visible(late) == set()

    manager.is_active = False
    manager.save()

    assert visible(late) == {restricted}


def test_an_agency_sees_a_restricted_referral_only_through_its_sender(manager):
    agency = AgencyFactory()
    sender, colleague = (UserFactory(agency_referrer=True, agency=agency) for _ in range(2))
    restricted = restricted_referral(agency=True)
    restricted.referrer.account_id, restricted.referrer.agency = sender.pk, agency
    restricted.referrer.save()

    assert visible(sender) == {restricted}
    assert visible(colleague) == set()


def test_a_self_referral_belongs_to_no_agency():
    agency = AgencyFactory()
    referral = make_referral(agency=True)
    referral.referrer.agency = agency
    referral.referrer.save()
    make_referral(person=referral.participant)

    assert visible(UserFactory(agency_referrer=True, agency=agency)) == {referral}


def test_a_match_and_a_call_back_of_a_restricted_referral_are_hidden_with_it(coordinator, manager):
    restricted, other = restricted_referral(), make_referral()
    match = make_match(restricted.participant, other.participant)
    call_back = CallBackFactory(referral=restricted)
    free = CallBackFactory()

    assert set(PossibleMatch.objects.visible_to(manager)) == {match}
    assert set(CallBack.objects.visible_to(manager)) == {call_back, free}
    assert set(PossibleMatch.objects.visible_to(coordinator)) == set()
    assert set(CallBack.objects.visible_to(coordinator)) == {free}


# -- Who is named first ---------------------------------------------------------------------------
def test_the_managers_are_named_first_but_none_of_the_agency_that_he_works_for(manager):
    staff(coordinator=True)
    UserFactory(manager=True, agency=AgencyFactory(name="Kent Police"))
    gone = staff(manager=True)
    gone.is_active = False
    gone.save()

    assert first_named(make_referral(answers=POLICE)) == [manager]


def test_a_colleague_is_named_first_only_where_there_is_nobody_else():
    colleague = UserFactory(manager=True, agency=AgencyFactory(name="Lookahead"))
    Partner.objects.create(name="Lookahead", position=1)

    assert first_named(make_referral(answers={"work": {"work": ["partner"]}})) == [colleague]


def test_the_named_managers_are_told_and_the_mailbox_of_the_coordinators_is_not(manager, settings):
    restricted = restricted_referral()
    notifications.receipt(restricted, now=NOW)

    told = OutgoingMessage.objects.filter(referral_id=restricted.pk, audience="staff")
    assert [message.to_address for message in told] == [manager.email]
    assert restricted.participant.name not in told.get().body


# -- Naming people --------------------------------------------------------------------------------
def test_a_manager_names_and_removes_a_coordinator_with_a_reason(coordinator, manager):
    restricted = restricted_referral()
    asked = {"referral_id": restricted.pk, "user_id": coordinator.pk, "by": manager, "now": NOW}
    assert list(to_name(manager)) == [restricted]

    name_user(**asked, reason=" Not from his district. ")
    assert visible(coordinator) == {restricted}
    assert not to_name(manager).exists()

    remove_user(**asked, reason="She knows him.")
    assert visible(coordinator) == set()
    changes = restricted.named_user_changes.filter(user=coordinator).order_by("pk")
    assert list(changes.values_list("is_added", "reason", "by")) == [
        (True, "Not from his district.", manager.pk),
        (False, "She knows him.", manager.pk),
    ]
    actions = AuditEvent.objects.filter(data__user=coordinator.pk).values_list("action", flat=True)
    assert list(actions.order_by("id")) == ["referral.name", "referral.unname"]


def test_a_referral_does_not_stay_with_a_coordinator_who_may_no_longer_see_it(coordinator, manager):
    restricted = restricted_referral(named=[coordinator])
    take(referral_id=restricted.pk, by=coordinator, now=NOW)

    remove_user(
        referral_id=restricted.pk, user_id=coordinator.pk, reason="Knows him.", by=manager, now=NOW
    )

    restricted.refresh_from_db()
    assert (restricted.assigned_to, restricted.assigned_at) == (None, None)
    assert list(restricted.assignments.order_by("number").values_list("how", "user", "by")) == [
        ("taken", coordinator.pk, coordinator.pk),
        ("put_back", None, manager.pk),
    ]


def test_the_last_manager_who_can_act_stays_named(coordinator, manager):
    away = staff(manager=True)
    restricted = restricted_referral(named=[coordinator])
    away.is_active = False
    away.save()

    with pytest.raises(Refusal, match="A programme manager must stay named"):
        remove_user(
            referral_id=restricted.pk, user_id=manager.pk, reason="Leave.", by=manager, now=NOW
        )
    assert restricted.named_users.count() == 3


@pytest.mark.parametrize(
    ("role", "reason", "words"),
    [
        ("coordinator", " ", "Say why"),
        ("agency_referrer", "Why", "cannot be named"),
        ("auditor", "Why", "cannot be named"),
    ],
)
def test_naming_needs_a_reason_and_a_fitting_role(manager, role, reason, words):
    restricted = restricted_referral()
    with pytest.raises(Refusal, match=words):
        name_user(
            referral_id=restricted.pk,
            user_id=staff(**{role: True}).pk,
            reason=reason,
            by=manager,
            now=NOW,
        )


def test_only_a_manager_who_is_named_names_people(coordinator, manager):
    restricted = restricted_referral(named=[coordinator])
    for by in (coordinator, staff(manager=True)):
        with pytest.raises(PermissionDenied):
            name_user(
                referral_id=restricted.pk,
                user_id=staff(coordinator=True).pk,
                reason="Mine.",
                by=by,
                now=NOW,
            )


# -- Deciding beside it ---------------------------------------------------------------------------
def test_a_decision_about_a_restricted_referral_is_only_for_named_people(coordinator, manager):
    restricted = restricted_referral()
    asked = {"referral_id": restricted.pk, "code": EndingCode.NOT_READY, "words": "No.", "now": NOW}
    asked |= risk_held()
    with pytest.raises(PermissionDenied):
        decline(**asked, by=coordinator)

    name_user(referral_id=restricted.pk, user_id=coordinator.pk, reason="Why", by=manager, now=NOW)
    assert decline(**asked, by=coordinator).ending_code == EndingCode.NOT_READY


def test_a_refusal_names_no_restricted_referral(coordinator, manager):
    restricted, other = restricted_referral(), make_referral()
    match = make_match(restricted.participant, other.participant)
    assert match.answer == MatchAnswer.UNDECIDED

    closed = decline(
        referral_id=other.pk,
        code=EndingCode.DUPLICATE,
        words="By mistake.",
        **risk_held(),
        by=coordinator,
        now=NOW,
    )

    assert closed.ending_code == EndingCode.DUPLICATE
