"""A concern is closed with words, and from level 1 up by two people; the portal learns neither."""

import pytest
from django.utils import timezone

from cohorts.enums import ConcernState
from referral_portal.common.refusals import Refusal
from referral_portal.sealing.boxes import seal_envelope, seal_part
from referrals.danger_signs import DANGER_VERSION
from safeguarding.casework.concerns import answer_closing, closing_asked, move_concern
from safeguarding.casework.danger import work_out_danger
from safeguarding.casework.wording import alert_words
from safeguarding.crossing.alerts import Occurrence, raise_alerts
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.enums import AlertKind
from safeguarding.models import Alert, Concern, ConcernStep, Handback, VictimCase
from tests.factories.safeguarding import make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
BEING_HANDLED, CLOSED = ConcernState.BEING_HANDLED, ConcernState.CLOSED


def raised(case, **level) -> Concern:
    """A concern from the portal, with or without a level in its envelope."""
    content = {"answers": [{"name": "words", "label": "What?", "value": "On his way"}], **level}
    envelope = seal_envelope(
        referral_id=case.referral_id, kind="concern", parts={"concern": seal_part(content)},
        names=("concern",), now=timezone.now(),
    )  # fmt: skip
    open_waiting(now=timezone.now())
    return Concern.objects.get(pk=envelope.pk)


def move(concern, by, state, words=""):
    return move_concern(
        case_id=concern.case_id, concern_id=concern.pk, state=state, words=words, by=by,
        now=timezone.now(),
    )  # fmt: skip


def answer(concern, by, *, agrees, words="", asked_id=None):
    return answer_closing(
        case_id=concern.case_id, concern_id=concern.pk, agrees=agrees, words=words,
        asked_id=asked_id, by=by, now=timezone.now(),
    )  # fmt: skip


def receipts() -> list[str]:
    return list(Handback.objects.order_by("sequence").values_list("payload__state", flat=True))


@pytest.fixture
def manager():
    return make_worker(is_manager=True)


def test_the_level_comes_in_the_envelope_and_ranks_the_alert(case):
    concern = raised(case, level=0)
    assert concern.level == 0
    alert = case.alerts.get(source=f"concern:{concern.pk}")
    assert alert.detail["level"] == 0
    assert "Level 0: imminent" in alert_words(alert)


def test_an_imminent_concern_stands_above_a_hold_of_last_week(worker, case):
    """Level first, then age: of two with the same level the older comes first."""
    VictimCase.objects.filter(pk=case.pk).update(danger_level=2, danger_version=DANGER_VERSION)
    case.refresh_from_db()
    last_week = timezone.now() - timezone.timedelta(days=7)
    hold = Occurrence(AlertKind.TELL_FIRST, "test:hold", case.referral_id, last_week, {"event": ""})
    raise_alerts({case.referral_id: case}, [hold], now=last_week)
    older, newer = raised(case, level=1), raised(case, level=1)
    quiet, first = raised(case, level=3), raised(case, level=0)
    order = [alert.source for alert in Alert.objects.visible_to(worker).waiting()]
    assert order == [
        f"concern:{first.pk}", f"concern:{older.pk}", f"concern:{newer.pk}", "test:hold",
        f"concern:{quiet.pk}",
    ]  # fmt: skip
    # Working the danger out again leaves the levels of the concerns as they are.
    VictimCase.objects.filter(pk=case.pk).update(danger_version=0)
    work_out_danger(now=timezone.now())
    levels = {one.source: one.level for one in Alert.objects.waiting()}
    assert [levels[f"concern:{one.pk}"] for one in (first, older)] == [0, 1]


def test_a_concern_without_a_level_ranks_as_its_case_once_it_is_read(worker, case):
    VictimCase.objects.filter(pk=case.pk).update(danger_level=3, danger_version=DANGER_VERSION)
    case.refresh_from_db()
    concern = raised(case)
    alert = case.alerts.get(source=f"concern:{concern.pk}")
    assert alert.level == 1
    move(concern, worker, BEING_HANDLED, "Read it.")
    alert.refresh_from_db()
    assert (alert.level, "level" in alert.detail) == (3, False)


@pytest.mark.parametrize("sent", [{}, {"level": 7}, {"level": "0"}, {"level": True}, {"level": -1}])
def test_a_concern_without_a_level_of_ours_ranks_as_high(case, sent):
    concern = raised(case, **sent)
    assert concern.level is None
    assert concern.needs_second
    assert case.alerts.get(source=f"concern:{concern.pk}").detail["level"] == 1


def test_a_concern_only_moves_on(worker, case):
    concern = raised(case, level=2)
    for state in (BEING_HANDLED, CLOSED):
        assert move(concern, worker, state, "Phoned her.").state == state
    for state in ConcernState:
        with pytest.raises(Refusal) as refusal:
            move(concern, worker, state, "Again.")
        assert refusal.value.field == "state"


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_closing_needs_words(worker, case, level):
    concern = raised(case, level=level)
    for words in ("", "  "):
        with pytest.raises(Refusal) as refusal:
            move(concern, worker, CLOSED, words)
        assert refusal.value.field == "words"
    assert receipts() == ["received"]
    assert not ConcernStep.objects.exists()


@pytest.mark.parametrize("level", [2, 3])
def test_one_person_closes_a_concern_below_level_1(worker, case, level):
    concern = raised(case, level=level)
    assert move(concern, worker, CLOSED, "Talked it over.").state == CLOSED
    step = ConcernStep.objects.get()
    assert (step.kind, step.words, step.by) == ("closed", "Talked it over.", worker)
    assert not case.alerts.waiting().filter(source=f"concern:{concern.pk}").exists()


@pytest.mark.parametrize("level", [{"level": 0}, {"level": 1}, {}])
def test_from_level_1_up_a_second_person_agrees(worker, manager, case, level):
    concern = raised(case, **level)
    assert move(concern, worker, CLOSED, "The police are with him.").state == BEING_HANDLED
    alert = case.alerts.get(source=f"concern:{concern.pk}")
    assert (alert.handled_at, "second person" in alert_words(alert)) == (None, True)
    for agrees in (True, False):
        with pytest.raises(Refusal, match="You asked"):
            answer(concern, worker, agrees=agrees, words="Myself.")
    assert answer(concern, manager, agrees=True).state == CLOSED
    assert [(step.kind, step.by) for step in ConcernStep.objects.order_by("at")] == [
        ("asked", worker), ("agreed", manager),
    ]  # fmt: skip
    alert.refresh_from_db()
    assert (alert.outcome, alert.handled_by) == ("done", manager)


def test_the_second_person_keeps_it_open_with_a_reason(worker, manager, case):
    concern = raised(case, level=1)
    move(concern, worker, CLOSED, "Nothing more heard.")
    with pytest.raises(Refusal) as refusal:
        answer(concern, manager, agrees=False, words=" ")
    assert refusal.value.field == "words"
    assert answer(concern, manager, agrees=False, words="Ask her.").state == BEING_HANDLED
    assert closing_asked(concern) is None
    alert = case.alerts.get(source=f"concern:{concern.pk}")
    assert "second person" not in alert_words(alert)
    with pytest.raises(Refusal, match="has changed"):
        answer(concern, manager, agrees=True)
    # And the manager who asks needs the link worker.
    move(concern, manager, CLOSED, "Asked her: she is safe.")
    assert answer(concern, worker, agrees=True).state == CLOSED


def test_an_answer_to_older_words_closes_nothing(worker, manager, case):
    concern = raised(case, level=1)
    move(concern, worker, CLOSED, "First words.")
    first = closing_asked(concern)
    answer(concern, manager, agrees=False, words="Not yet.")
    move(concern, worker, CLOSED, "Other words.")
    with pytest.raises(Refusal, match="has changed"):
        answer(concern, manager, agrees=True, asked_id=first.pk)
    assert answer(concern, manager, agrees=True, asked_id=closing_asked(concern).pk).state == CLOSED


def test_a_colleague_cannot_close_past_one_who_asked(worker, manager, case):
    concern = raised(case, level=0)
    move(concern, worker, CLOSED, "Arrested.")
    with pytest.raises(Refusal, match=f"{worker.name} has asked"):
        move(concern, manager, CLOSED, "Yes.")


def test_the_portal_never_learns_that_a_second_person_is_awaited(worker, manager, case):
    """The receipts of a concern that waits are those of one that is simply being handled."""
    handled, waiting = raised(case, level=2), raised(case, level=0)
    move(handled, worker, BEING_HANDLED, "Phoned her.")
    move(waiting, worker, CLOSED, "Phoned her.")
    sent = {
        concern.pk: [
            [*sorted(row.payload), row.payload["state"]]
            for row in Handback.objects.filter(target=str(concern.pk)).order_by("sequence")
        ]
        for concern in (handled, waiting)
    }
    assert sent[handled.pk] == sent[waiting.pk]
    before = Handback.objects.count()
    answer(waiting, manager, agrees=False, words="Not yet.")
    move(waiting, worker, CLOSED, "Now.")
    assert Handback.objects.count() == before


def test_the_words_stay_on_this_side(worker, case):
    concern = raised(case, level=3)
    move(concern, worker, CLOSED, "CANARY words")
    assert "CANARY" not in str(list(Handback.objects.values_list("payload", flat=True)))
