"""The opener, the copier and the sweep, stopped between every two steps: nothing is lost, nothing is
doubled, nothing is half done, and the next run repairs it.

First in one process, at each statement; then with processes that are really killed, while another
one does the same work.
"""

import signal
import uuid

import pytest
from django.utils import timezone

from cohorts.enums import CheckState
from cohorts.models import SessionCheck
from referral_portal.outbox.enums import Process
from referral_portal.outbox.models import Heartbeat
from safeguarding.crossing.copier import copy_waiting, sweep
from safeguarding.crossing.signs import give_sign_of_life
from safeguarding.models import Handback, SafeguardingEvent
from tests import killing
from tests.factories.safeguarding import enrolled, make_worker
from tests.safeguarding.crossing import fire

MOST = 400
kept_in_one = pytest.mark.django_db(databases=killing.ALIASES)
real = pytest.mark.django_db(transaction=True, databases=killing.ALIASES)


def at_every_step(work, prepare, check_now, check_end) -> int:
    """Stop `work` at its first step, its second and so on, twice each; return how many there are."""
    for step in range(1, MOST):
        made = prepare()
        through = [killing.run(work, step) for _ in range(2)]
        check_now(made)
        assert killing.run(work, 0)
        check_end(made)
        if all(through):
            return step - 1
    raise AssertionError("The work has no end.")


@pytest.fixture
def answers():
    """A function that writes one answer of every kind."""
    worker = make_worker(is_manager=True)
    enrolment, case = enrolled(worker)
    copy_waiting(now=timezone.now())
    return lambda: fire.every_answer(enrolment, case, worker)


@pytest.mark.sqlite
@kept_in_one
def test_the_copier_stopped_at_each_statement(answers):
    steps = at_every_step(
        copy_waiting, answers, fire.check_nothing_half_copied, fire.check_all_copied
    )
    assert steps > 30


@kept_in_one
def test_the_opener_stopped_at_each_statement():
    steps = at_every_step(
        fire.open_and_blank,
        fire.every_envelope,
        fire.check_nothing_half_opened,
        fire.check_all_opened,
    )
    assert steps > 50


@kept_in_one
def test_the_sweep_stopped_at_each_statement_repairs_all_the_same(answers):
    stranger = SessionCheck.objects.create(
        session_id=1,
        enrolment_id=uuid.uuid4(),
        state=CheckState.GREEN,
        sequence=10**9,
        released_at=timezone.now(),
    )

    def lose():
        made = answers()
        copy_waiting(now=timezone.now())
        for model in fire.ANSWERS:
            mine = model.objects.filter(pk__in=[row.uuid for row in made])
            mine._raw_delete("default")
        return made

    def sweep_and_copy(made):
        copy_waiting(now=timezone.now())
        fire.check_all_copied(made)

    assert at_every_step(sweep, lose, lambda made: None, sweep_and_copy) > 15
    # Swept again and again, and on record once.
    events = SafeguardingEvent.objects.filter(
        action="handback.stranger", target_id=str(stranger.pk)
    )
    assert events.count() == 1


@kept_in_one
def test_the_sign_of_life_stopped_at_each_statement_only_moves_forward():
    heard = []

    def sign(*, now):
        give_sign_of_life(of=Process.COPIER, now=now)

    def hear(made):
        heard.append(Heartbeat.objects.get(pk=Process.COPIER).sequence)

    assert at_every_step(sign, lambda: None, lambda made: None, hear) >= 3
    assert heard == sorted(set(heard))


def killed_at_every_step(work, prepare, check_now, check_end) -> tuple[int, int]:
    """As above, with real processes: one is killed, another does the same work at the same time.

    Every fourth step, so that it stays quick; returns how many were tried and how many were killed.
    By turns, the first is killed where it stands, or both run from the start; then the second may
    be faster and leave the first no step to be killed at.
    """
    prepare()
    with killing.stopped_at(0, killing.die) as count:
        work(now=timezone.now())
    steps = range(1, count[0] + 1, 4)
    ends = []
    for number, step in enumerate(steps):
        made = prepare()
        if number % 2:
            dying, living = killing.child(work, step), killing.child(work)
        else:
            dying, living = killing.killed_beside(work, step)
        ends.append(killing.end_of(dying))
        assert killing.end_of(living) == 0
        check_now(made)
        work(now=timezone.now())
        check_end(made)
    assert set(ends) <= {0, -signal.SIGKILL}
    return len(ends), ends.count(-signal.SIGKILL)


@real
def test_copiers_really_killed_while_another_copies(answers):
    steps, killed = killed_at_every_step(
        copy_waiting, answers, fire.check_nothing_half_copied, fire.check_all_copied
    )
    assert steps > 7
    assert killed > steps / 3
    assert not Handback.objects.filter(applied_at=None, failed_at=None).exists()


@real
def test_openers_really_killed_while_another_opens():
    steps, killed = killed_at_every_step(
        fire.open_and_blank,
        fire.every_envelope,
        fire.check_nothing_half_opened,
        fire.check_all_opened,
    )
    assert steps > 12
    assert killed > steps / 3
