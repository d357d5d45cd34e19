"""The life of a referral against its table: every row is taken, nothing else ever happens.

One test walks every step from every status in turn; in the other Hypothesis takes steps at random,
as every role, on people who share the places of two cohorts. Each example is rolled back.
"""

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from cohorts.enums import COUNTS
from cohorts.models import Attendance
from referral_portal.accounts.roles import Role
from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.models import OutgoingMessage
from referrals import corrections, pauses
from referrals.enums import Status
from referrals.models import Referral, StatusChange
from referrals.transitions import VERBS
from tests.cohorts.lifecycle import LEGAL, REFUSALS, World, allowed, possible

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])

DESK_VERBS = {"request_information", "receive_information", "accept", "decline", "hold"}
DEEPEST = 7


def written() -> tuple[int, int, int]:
    return (
        StatusChange.objects.count(),
        AuditEvent.objects.count(),
        OutgoingMessage.objects.count(),
    )


def test_every_row_of_the_table_is_taken():
    world = World()
    taken, seen = set(), set()

    def walk(depth: int) -> None:
        referral = Referral.objects.get(pk=world.referrals[0])
        here = (
            referral.status,
            corrections.where_back_to(referral),
            referral.status == Status.ON_HOLD and pauses.status_before_hold(referral),
            Attendance.objects.filter(mark__in=COUNTS).exists(),
        )
        if here in seen or depth == DEEPEST:
            return
        seen.add(here)
        for verb in sorted(VERBS):
            if not possible(verb, referral.status):
                continue
            then = world.now
            with transaction.atomic():
                role = min(allowed(verb, referral.status))
                if verb in {"complete", "correct"}:
                    role = Role.MANAGER
                try:
                    with transaction.atomic():
                        world.take(verb, 0, role)
                except REFUSALS:
                    assert verb == "correct", verb
                else:
                    world.check()
                    change = StatusChange.objects.order_by("pk").last()
                    taken.add((change.verb, change.from_status, change.to_status))
                    walk(depth + 1)
                transaction.set_rollback(True)
            world.now = then

    walk(0)

    assert LEGAL - taken == set()


def machine(world: World) -> type[RuleBasedStateMachine]:
    """Return the model over `world`, whose every example leaves it as it was."""

    class Life(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.began = world.now
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            world.now = self.began

        def attempt(self, verb, number, role, **version) -> bool:
            """Take a step; a refused one must have written nothing."""
            before = written()
            status = Referral.objects.get(pk=world.referrals[number]).status
            try:
                with transaction.atomic():
                    world.take(verb, number, role, **version)
            except REFUSALS:
                assert written() == before
                return False
            assert role in allowed(verb, status), (verb, role)
            assert written()[0] > before[0]
            return True

        @rule(data=st.data(), number=st.integers(0, 2))
        def what_the_table_allows(self, data, number):
            status = Referral.objects.get(pk=world.referrals[number]).status
            verb = data.draw(st.sampled_from([v for v in sorted(VERBS) if possible(v, status)]))
            role = data.draw(st.sampled_from(sorted(allowed(verb, status))))
            taken = self.attempt(verb, number, role)
            # Only these may be refused: full, below the share without a manager, nothing to undo.
            assert taken or verb in {"allocate", "complete", "correct", "start"}, verb

        @rule(
            verb=st.sampled_from(sorted(VERBS)),
            number=st.integers(0, 2),
            role=st.sampled_from(sorted(world.users)),
        )
        def anything_by_anybody(self, verb, number, role):
            status = Referral.objects.get(pk=world.referrals[number]).status
            taken = self.attempt(verb, number, role)
            assert not taken or possible(verb, status)

        @rule(verb=st.sampled_from(sorted(DESK_VERBS)), number=st.integers(0, 2))
        def what_was_read_before_another_step(self, verb, number):
            version = Referral.objects.get(pk=world.referrals[number]).version
            assert not self.attempt(verb, number, Role.COORDINATOR, version=version + 1)

        @invariant()
        def everything_is_as_it_must_be(self):
            world.check()

    return Life


def test_whatever_anybody_does_the_table_is_kept():
    world = World()

    run_state_machine_as_test(
        machine(world),
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            phases=[Phase.generate],
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert not StatusChange.objects.exists(), "every example is rolled back"
    assert connections["default"].in_atomic_block
