"""Who must be opened before a session: the verb itself refuses a together-answer for such a participant.

Each case of the table spoils one thing about a participant of whom nothing waits, and nothing else.
"""

import uuid
from random import Random

import pytest
from django.utils import timezone

from cohorts.enums import CheckState
from referral_portal.common.refusals import Refusal
from referrals.enums import Status
from referrals.models import Referral
from safeguarding.casework.check_reasons import reasons_for
from safeguarding.casework.session_checks import answer_check, set_check, set_checks_green
from safeguarding.crossing.alerts import Occurrence, raise_alerts
from safeguarding.enums import AlertKind, Cause
from safeguarding.models import Concern, Handback, VictimCase
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.safeguarding import enrolled, make_case, make_worker, nothing_waits, one_person

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture(autouse=True)
def _no_random_hold(settings):
    settings.RANDOM_HOLD_SHARE = settings.RANDOM_REARRANGE_SHARE = 0


@pytest.fixture
def worker():
    return make_worker()


@pytest.fixture
def placed(worker):
    """An enrolment of which nothing waits, and its case."""
    enrolment, case = enrolled(worker)
    nothing_waits([case.pk], worker)
    return enrolment, case


def together(placed, worker, number=1):
    enrolment, case = placed
    session = enrolment.place.cohort.sessions.get(number=number)
    return set_checks_green(
        checks=[(case.pk, session.pk, enrolment.pk)], by=worker, now=timezone.now()
    )


def untaken(enrolment, case, worker):
    VictimCase.objects.filter(pk=case.pk).update(owner=None)


def danger_of_the_same_day(enrolment, case, worker):
    VictimCase.objects.filter(pk=case.pk).update(danger_level=1)


def danger_not_read_yet(enrolment, case, worker):
    VictimCase.objects.filter(pk=case.pk).update(danger_level=0)


def a_dangerous_form_beside(enrolment, case, worker):
    other = make_case(owner=worker)
    VictimCase.objects.filter(pk=other.pk).update(danger_level=1)
    one_person(case, other)


def a_note(enrolment, case, worker):
    alert(case, AlertKind.CONCERN, {"note": str(uuid.uuid4())})


def an_absence(enrolment, case, worker):
    alert(case, AlertKind.ABSENCE, {})


def a_concern(enrolment, case, worker):
    now = timezone.now()
    Concern.objects.create(pk=uuid.uuid4(), case=case, contents={}, raised_at=now, state_at=now)


def a_concern_in_hand(enrolment, case, worker):
    a_concern(enrolment, case, worker)
    Concern.objects.update(state="being_handled")


def suspended(enrolment, case, worker):
    Referral.objects.filter(pk=case.referral_id).update(
        status=Status.SUSPENDED, review_on=timezone.localdate()
    )


def rearranged(enrolment, case, worker):
    session = enrolment.place.cohort.sessions.get(number=2)
    set_check(
        case_id=case.pk, session_id=session.pk, enrolment_id=enrolment.pk,
        state=CheckState.HOLD, by=worker, now=timezone.now(),
    )  # fmt: skip


def another_case(enrolment, case, worker):
    """A colleague's case, closed to this link worker, of the same participant."""
    other = make_case()
    VictimCase.objects.filter(pk=other.pk).update(owner=make_worker())
    one_person(case, other)


def alert(case, kind, detail):
    occurrence = Occurrence(kind, f"test:{kind}", case.referral_id, timezone.now(), detail)
    raise_alerts({case.referral_id: case}, [occurrence], now=timezone.now())


def words_of(placed):
    enrolment, case = placed
    enrolment = type(enrolment).objects.select_related("referral__participant").get(pk=enrolment.pk)
    case.refresh_from_db()
    return " ".join(reasons_for([(case, enrolment)])[enrolment.pk].words)


SPOILED = {
    untaken: "no link worker yet",
    danger_of_the_same_day: "danger that needs action the same day",
    danger_not_read_yet: "have not been read yet",
    a_dangerous_form_beside: "Another form of this participant may show danger",
    a_note: "1 note from staff has not been read",
    an_absence: "To do on this case: did not attend",
    a_concern: "1 concern has not been closed",
    a_concern_in_hand: "1 concern has not been closed",
    suspended: "The participant is suspended",
    rearranged: "The last answer for this participant was “Rearrange”",
    another_case: "Something is waiting on another case of this participant",
}


def test_a_participant_of_whom_nothing_waits_can_be_answered_together(placed, worker):
    assert words_of(placed) == ""
    (row,) = together(placed, worker)
    assert (row.payload["state"], row.cause) == (CheckState.GREEN, Cause.ROUTINE)


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda one: one.__name__)
def test_the_verb_refuses_a_together_answer_for_a_participant_who_must_be_opened(
    placed, worker, spoil
):
    spoil(*placed, worker)
    before = Handback.objects.count()
    with pytest.raises(Refusal, match=SPOILED[spoil]) as refusal:
        together(placed, worker)
    assert placed[1].reference in refusal.value.words
    assert Handback.objects.count() == before


def test_one_who_must_be_opened_leaves_the_others_without_an_answer_too(worker):
    cohort = make_cohort()
    first, second = place_somebody(cohort), place_somebody(cohort)
    placed = []
    for enrolment in (first, second):
        case = VictimCase.objects.create(
            referral_id=enrolment.referral_id, reference=enrolment.referral.reference,
            opened_at=timezone.now(), owner=worker, danger_level=4,
        )  # fmt: skip
        placed.append((enrolment, case))
    a_concern(*placed[1], worker)
    session = cohort.sessions.get(number=1)
    checks = [(case.pk, session.pk, enrolment.pk) for enrolment, case in placed]
    with pytest.raises(Refusal, match=placed[1][1].reference):
        set_checks_green(checks=checks, by=worker, now=timezone.now())
    assert not Handback.objects.exists()
    set_checks_green(checks=checks[:1], by=worker, now=timezone.now())
    assert Handback.objects.count() == 1


def test_a_colleagues_answer_is_not_overwritten_together(placed, worker):
    together(placed, worker)
    with pytest.raises(Refusal, match="answered already"):
        together(placed, worker)


def test_a_random_hold_needs_no_look(placed, worker, settings):
    settings.RANDOM_HOLD_SHARE = 1
    (row,) = together(placed, worker)
    assert row.payload["state"] == CheckState.SPEAK_FIRST
    assert words_of(placed) == ""


def test_go_ahead_is_held_at_random_for_those_opened_too(placed, worker, settings):
    """Otherwise a participant who is never held at random is one about whom something is waiting."""
    settings.RANDOM_HOLD_SHARE = 0.5
    enrolment, case = placed
    random = Random(1)
    rows = [
        answer_check(
            case_id=case.pk, session_id=session.pk, enrolment_id=enrolment.pk,
            state=CheckState.GREEN, by=worker, now=timezone.now(), random=random,
        )
        for session in enrolment.place.cohort.sessions.all()
    ]  # fmt: skip
    assert {row.cause for row in rows} == {Cause.ANSWER, Cause.RANDOM}
    held = [row for row in rows if row.payload["state"] == CheckState.SPEAK_FIRST]
    assert {row.cause for row in held} == {Cause.RANDOM}
