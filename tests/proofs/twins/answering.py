"""Lets link workers answer many times, with a cause and without, and reads what the portal sees.

Only the portal's own rows are read back; which of them had a cause is known here alone.
"""

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

import time_machine
from django.conf import settings
from django.test import override_settings

from cohorts.enums import CheckState
from cohorts.models import SessionCheck
from referral_portal.common.moments import next_moment
from referral_portal.outbox.models import MessageRelease
from safeguarding.casework.releases import release
from safeguarding.casework.session_checks import set_check, set_checks_green
from safeguarding.crossing.copier import copy_waiting
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.enums import Basis
from safeguarding.models import VictimCase
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.safeguarding import decide, make_case, make_worker, nothing_waits, speak
from tests.moments import EVERY_SECOND
from tests.proofs.twins.dressing import Group, faults

START = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
PER_CASE = 20
FULL_COHORT = 8
A_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Dressing:
    """What is declared: the shares held at random, the moments, and the least time of a decision."""

    share: float
    rearrange: float
    moments: tuple[dt.time, ...]
    least_hours: int

    @classmethod
    def worn(cls) -> "Dressing":
        """Return the dressing of the settings."""
        return cls(
            settings.RANDOM_HOLD_SHARE,
            settings.RANDOM_REARRANGE_SHARE,
            settings.MESSAGE_MOMENTS,
            settings.MESSAGE_LEAST_HOURS,
        )


def put_on(dressing: Dressing) -> override_settings:
    """Return the settings under which answers are given as `dressing` says."""
    return override_settings(
        RANDOM_HOLD_SHARE=dressing.share,
        RANDOM_REARRANGE_SHARE=dressing.rearrange,
        MESSAGE_MOMENTS=dressing.moments,
        MESSAGE_LEAST_HOURS=dressing.least_hours,
    )


def releases(*, count: int, with_cause: bool, seed: str) -> Group:
    """Release `count` messages one by one, told first or with nobody to tell."""
    worker, random, clock = make_worker(), Random(seed), Random(f"clock {seed}")
    moment, asked, usual = START, [], {}
    while len(asked) < count:
        with time_machine.travel(moment, tick=False):
            case = make_case(owner=worker, parts=None if with_cause else {})
            due = {row.pk: row.due_at for _, row in decided(case)}
            asked += due
            if with_cause:
                _call(case, worker, moment)
        for pk, earliest in due.items():
            moment += dt.timedelta(microseconds=clock.randrange(60_000_000, 1_200_000_000))
            release(
                case_id=case.pk,
                basis=Basis.TOLD if with_cause else Basis.NOT_APPLICABLE,
                message_ids=[pk],
                by=worker,
                now=moment,
                random=random,
            )
            usual[pk] = next_moment(max(moment, earliest))
    copy_waiting(now=moment + A_WEEK, limit=len(asked))
    rows = MessageRelease.objects.filter(message_id__in=asked)
    return Group(
        name="messages, told first" if with_cause else "messages, nobody to tell",
        held=sum(row.not_before > usual[row.message_id] for row in rows),
        total=len(rows),
        moments=frozenset(at for row in rows for at in (row.not_before, row.released_at)),
        sentences=frozenset(row.get_basis_display() for row in rows),
    )


def decided(case: VictimCase) -> list[tuple]:
    """Return PER_CASE decisions about the referral of a case, each with its message."""
    return [decide(case.referral_id) for _ in range(PER_CASE)]


def _call(case: VictimCase, worker, now: dt.datetime) -> None:
    speak(case, worker, at=now, now=now)


def checks(*, people: int, with_cause: bool, seed: str) -> Group:
    """Answer the checks of `people` before every session; with a cause, one person's apart.

    His are left out of the share: it is those beside him who must be held as ever. What his say and
    when they were given counts.
    """
    worker, now = make_worker(), START + dt.timedelta(minutes=17)
    with time_machine.travel(START, tick=False):
        cohorts = [make_cohort() for _ in range(0, people, FULL_COHORT)]
        enrolments = [place_somebody(cohorts[number // FULL_COHORT]) for number in range(people)]
        open_waiting(now=START, limit=people * 4)
    cases = {one.pk: VictimCase.objects.get(referral_id=one.referral_id).pk for one in enrolments}
    sessions = {
        one.pk: list(one.place.cohort.sessions.values_list("pk", flat=True)) for one in enrolments
    }
    routine = [
        (cases[one.pk], pk, one.pk) for one in enrolments[with_cause:] for pk in sessions[one.pk]
    ]
    nothing_waits(cases.values(), worker)
    set_checks_green(checks=routine, by=worker, now=now, random=Random(seed))
    if with_cause:
        first = enrolments[0].pk
        for number, pk in enumerate(sessions[first][:4]):
            set_check(
                case_id=cases[first], session_id=pk, enrolment_id=first,
                state=CheckState.SPEAK_FIRST, by=worker,
                now=now + dt.timedelta(seconds=97 * number),
            )  # fmt: skip
    copy_waiting(now=now, limit=len(routine) + 4)
    rows = SessionCheck.objects.filter(enrolment_id__in=[one.pk for one in enrolments])
    beside = [row for row in rows if not with_cause or row.enrolment_id != enrolments[0].pk]
    return Group(
        name="checks, one with a cause" if with_cause else "checks, none with a cause",
        held=sum(row.state != CheckState.GREEN for row in beside),
        total=len(beside),
        moments=frozenset(row.released_at for row in rows),
        sentences=frozenset(row.get_state_display() for row in rows),
    )


@dataclass(frozen=True)
class Held:
    """What a run over the dressing found: faults, how many answers, whether each control was caught."""

    found: list[str]
    answers: int
    controls: dict[str, bool]


def run(*, declared: Dressing, messages: int, people: int) -> Held:
    """Answer as declared, then with parts of the dressing off; needs both databases."""
    with put_on(declared):
        pairs = [_messages(messages), _checks(people)]
    found = [fault for pair in pairs for fault in _faults(pair, declared)]
    bare = replace(declared, share=0, rearrange=0)
    always = replace(declared, moments=EVERY_SECOND, least_hours=0)
    naked = {
        "no random share of messages": (_messages, messages, bare),
        "no random share of checks": (_checks, people, bare),
        "answers outside the moments": (_messages, PER_CASE, always),
    }
    controls = {}
    for name, (answer, count, worn) in naked.items():
        with put_on(worn):
            controls[name] = bool(_faults(answer(count), declared))
    return Held(
        found=found,
        answers=sum(group.total for pair in pairs for group in pair),
        controls=controls,
    )


def _messages(count: int) -> tuple[Group, Group]:
    return tuple(
        releases(count=count, with_cause=cause, seed=f"messages {cause}") for cause in (True, False)
    )


def _checks(people: int) -> tuple[Group, Group]:
    return tuple(
        checks(people=people, with_cause=cause, seed=f"checks {cause}") for cause in (True, False)
    )


def _faults(pair: tuple[Group, Group], declared: Dressing) -> list[str]:
    # A message can only be late; a check can say one thing or the other.
    share = declared.share + declared.rearrange * pair[0].name.startswith("checks")
    return faults(*pair, share=share, moments=declared.moments)
