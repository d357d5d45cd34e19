"""The guard: what is possible from where, and that nobody takes a step who may not."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.models import OutgoingMessage
from referrals import agency, corrections, delivery, pauses, workflow
from referrals.enums import DECLINE_CODES, FINAL, REMOVE_CODES, WITHDRAW_CODES, Status, Trigger
from referrals.models import Referral, StatusChange
from referrals.transition_table import TABLE
from referrals.transitions import STEPS, VERBS, TransitionNotAllowed, can, find, may
from tests import source
from tests.factories.accounts import TRAITS, AgencyFactory, UserFactory
from tests.factories.desk import NOW, make_referral, risk_held
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db

DAY = NOW.date() + dt.timedelta(days=1)
# How each verb is called, and who is refused nothing: (module, arguments).
ASKED = {
    "request_information": (workflow, {"question": "When?"}),
    "receive_information": (workflow, {"answer": "Then."}),
    "receive_answer": (agency, {"answer": "Then."}),
    "accept": (workflow, {}),
    "take_off_hold": (pauses, {"words": "Well again."}),
    "hold": (pauses, {"words": "Ill.", "review_on": DAY}),
    "decline": (workflow, {"words": "No.", "code": DECLINE_CODES[0]}),
    "allocate": (delivery, {}),
    "start": (delivery, {}),
    "suspend": (pauses, {"words": "Missed two.", "review_on": DAY}),
    "resume": (pauses, {"words": "Talked."}),
    "complete": (delivery, {}),
    "withdraw": (workflow, {"words": "", "code": WITHDRAW_CODES[0]}),
    "remove": (delivery, {"words": "Enough.", "code": REMOVE_CODES[0]}),
    "return_to_waiting_list": (delivery, {"words": "Other days."}),
    "lose_cohort": (delivery, {"words": "Too few."}),
    "correct": (corrections, {"words": "Wrong button."}),
    "overturn": (corrections, {"words": "He was ill."}),
}
WAYS = [
    pytest.param(step.verb, way, id=f"{step.verb}-{way.target}-{way.follows_from or 'direct'}")
    for step in TABLE
    for way in step.moves
    # Where an undo leads to is read from the history; one way is enough for it.
    if way is step.moves[0] or way.follows_from
]


class Call:
    """A referral from which the verb leads somewhere, and the call that takes it there."""

    def __init__(self, verb: str, way, by=None):
        """With `by`, what is undone is this account's own decision."""
        self.verb, self.way = verb, way
        goes_back = verb in ("correct", "overturn")
        status = Status.DECLINED if goes_back else way.sources[0]
        ended = {"ended_at": NOW, "ending_code": DECLINE_CODES[0]} if status in FINAL else {}
        self.referral = make_referral(status=status, agency=True, **ended)
        if goes_back:
            before = way.target if way.follows_from else Status.AWAITING_TRIAGE
            StatusChange.objects.create(
                referral=self.referral,
                number=1,
                verb="decline",
                from_status=before,
                to_status=Status.DECLINED,
                at=NOW - dt.timedelta(hours=1),
                by=by,
            )
        self.programme = ProgrammeVersionFactory(group=True).programme
        self.before = self.written()

    def take(self, by, *, follows_from):
        """Take the step as `by`."""
        module, asked = ASKED[self.verb]
        if self.verb == "accept":
            asked = {"programme": self.programme, "words": "Agreed."}
        if self.verb == "allocate":
            asked = {"has_started": self.way.target == Status.ON_PROGRAMME}
        if self.verb == "decline":
            asked = {**asked, **risk_held()}
        if self.verb == "suspend":
            asked = {**asked, "reviewer": UserFactory(manager=True)}
        if any(way.follows_from for way in STEPS[self.verb].moves):
            asked = {**asked, "follows_from": follows_from}
        getattr(module, self.verb)(referral_id=self.referral.pk, by=by, now=NOW, **asked)

    def written(self) -> tuple:
        """Return everything that a step would change."""
        return (
            Referral.objects.values_list("status", "version", "ended_at").get(pk=self.referral.pk),
            StatusChange.objects.count(),
            OutgoingMessage.objects.count(),
            AuditEvent.objects.count(),
        )


def strangers(way) -> list:
    """Return everyone who may not take a step this way: no account, and each other role."""
    refused = [trait for trait, role in TRAITS.items() if role not in way.who]
    # An agency takes the one step that follows from its own answer.
    is_answer = way.follows_from == Trigger.AGENCY_ANSWERED
    assert ("agency_referrer" in refused) != is_answer
    accounts = [UserFactory(**{trait: True}) for trait in refused if trait != "agency_referrer"]
    workers = [] if is_answer else [UserFactory(agency_referrer=True, agency=AgencyFactory())]
    signed_off = UserFactory(**dict.fromkeys(TRAITS, True), is_active=False)
    return [None, AnonymousUser(), UserFactory(), signed_off, *workers, *accounts]


def test_every_verb_is_called_here():
    assert set(ASKED) == VERBS
    assert len(ASKED) == 18


@pytest.mark.parametrize(("verb", "way"), WAYS)
def test_a_step_is_refused_to_everyone_whom_the_table_does_not_name(verb, way):
    call = Call(verb, way)
    for by in strangers(way):
        for follows_from in {None, way.follows_from}:
            with pytest.raises(PermissionDenied):
                call.take(by, follows_from=follows_from)
    assert call.written() == call.before


@pytest.mark.parametrize(("verb", "way"), WAYS)
def test_without_the_guard_an_agency_would_move_it(verb, way, monkeypatch):
    """Show that the refusals above are the guard's: nothing else stands in the way."""
    worker = UserFactory(agency_referrer=True, agency=AgencyFactory())
    call = Call(verb, way, worker)
    monkeypatch.setattr(workflow, "may", lambda *args, **kwargs: True)

    call.take(worker, follows_from=way.follows_from)

    assert call.written() != call.before


@pytest.mark.parametrize(("verb", "way"), WAYS)
def test_each_role_that_the_table_names_takes_it(verb, way):
    for trait in (trait for trait, role in TRAITS.items() if role in way.who):
        by = UserFactory(**{trait: True})
        call = Call(verb, way, by)
        call.take(by, follows_from=way.follows_from)
        call.referral.refresh_from_db()
        assert call.referral.status == way.target


@pytest.mark.parametrize(("verb", "way"), [one for one in WAYS if one.values[1].follows_from])
def test_what_follows_from_something_is_not_taken_without_it(verb, way):
    call = Call(verb, way)
    everything = UserFactory(**dict.fromkeys(TRAITS, True))
    for other in {None, *Trigger} - {way.follows_from}:
        with pytest.raises((PermissionDenied, TransitionNotAllowed)):
            call.take(everything, follows_from=other)
    assert call.written() == call.before


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_nobody_takes_a_step_that_follows_from_nothing_by_naming_something(verb):
    everything = UserFactory(**dict.fromkeys(TRAITS, True))
    known = {way.follows_from for way in STEPS[verb].moves}
    assert {one for one in (None, *Trigger) if may(everything, verb, follows_from=one)} == known


def test_only_the_verbs_of_places_cohorts_reviews_and_agencies_say_what_a_step_follows_from():
    naming = {
        source.short(file) for file in source.python_files() if "Trigger." in file.read_text()
    }
    assert {name for name in naming if not name.startswith("tests/")} == {
        "referrals/transition_table.py",
        "referrals/agency.py",
        "referrals/reviews.py",
        "referrals/admin/reviews/pages.py",  # asks where a review would lead
        "cohorts/cancelling.py",
        "cohorts/enrolment.py",
        "cohorts/register.py",
        "cohorts/suspension.py",
        "cohorts/views/progress.py",  # asks whether a place can be completed
    }


@pytest.mark.parametrize("verb", ["request_information", "correct", "accept", "decline"])
def test_an_account_without_the_role_does_not_learn_the_status(verb):
    module, asked = ASKED[verb]
    referral = make_referral(
        status=Status.WITHDRAWN, ended_at=NOW, ending_code=WITHDRAW_CODES[0], agency=True
    )
    if verb == "accept":
        asked = {"programme": ProgrammeVersionFactory(group=True).programme}

    with pytest.raises(PermissionDenied):
        getattr(module, verb)(
            referral_id=referral.pk, by=UserFactory(auditor=True), now=NOW, **asked
        )


@pytest.mark.parametrize("status", sorted(FINAL))
@pytest.mark.parametrize("verb", sorted(VERBS - {"correct", "overturn"}))
def test_only_the_undo_and_a_review_lead_out_of_a_final_status(status, verb):
    assert can("correct", source=status)
    codes = STEPS[verb].codes
    for follows_from in (None, *Trigger):
        assert not can(verb, source=status, follows_from=follows_from)
        with pytest.raises(TransitionNotAllowed):
            find(verb, source=status, code=codes[0] if codes else "", follows_from=follows_from)


def test_a_reason_of_another_step_is_refused_beside_its_field():
    for verb, code in (("decline", WITHDRAW_CODES[0]), ("accept", DECLINE_CODES[0])):
        with pytest.raises(TransitionNotAllowed) as refused:
            find(verb, source=Status.AWAITING_TRIAGE, code=code)
        assert refused.value.field == "code"
