"""Say why a session check must be opened by itself, and may not be answered together with others.

Only participants about whom nothing is waiting can be answered together. The reasons cover every case
of the participant, even one that belongs to a colleague: about that one they say only that something
is waiting.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2s

from cohorts.enums import CheckState, ConcernState
from cohorts.models import Enrolment
from referrals.danger_signs import Level
from referrals.enums import PAUSED, Status
from referrals.models import Referral
from safeguarding.enums import NOT_KNOWN, UNANSWERED, AlertKind, Cause, HandbackKind
from safeguarding.models import Alert, Concern, Handback, VictimCase
from safeguarding.transactions import reaching_all

MARK_BYTES = 6


@dataclass(frozen=True)
class Reasons:
    """Why one check must be opened, in words; `mark` differs as soon as anything new is waiting."""

    words: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class _Waiting:
    """What waits on the cases of some people, by referral."""

    alerts: dict[uuid.UUID, list[Alert]]
    concerns: dict[uuid.UUID, list[uuid.UUID]]
    danger: dict[uuid.UUID, int]


def reasons_for(
    pairs: Iterable[tuple[VictimCase, Enrolment]],
) -> dict[uuid.UUID, Reasons]:
    """Return, by enrolment, why its check must be opened; takes a fixed number of queries.

    The enrolments come with their referral and participant.
    """
    by_enrolment = {enrolment.pk: (case, enrolment) for case, enrolment in pairs}
    cases = {case.pk for case, _ in by_enrolment.values()}
    people = _referrals_by_person(enrolment for _, enrolment in by_enrolment.values())
    waiting = _waiting_on([pk for group in people.values() for pk in group])
    answers = _last_answers(cases)
    found = {}
    for pk, (case, enrolment) in by_enrolment.items():
        own = case.referral_id
        others = people[enrolment.referral.participant.person_id] - {own}
        words = (
            *_about_case(case, waiting),
            *_about_participant(enrolment, answers.get(str(pk))),
            *_about_others(others, waiting),
        )
        marks = [str(alert.pk) for one in (own, *sorted(others)) for alert in waiting.alerts[one]]
        found[pk] = Reasons(words, _mark([*words, *marks]))
    return found


def _referrals_by_person(enrolments: Iterable[Enrolment]) -> dict[uuid.UUID, set[uuid.UUID]]:
    persons = {enrolment.referral.participant.person_id for enrolment in enrolments}
    rows = Referral.objects.filter(participant__person__in=persons)
    found = defaultdict(set)
    for referral_id, person_id in rows.values_list("pk", "participant__person"):
        found[person_id].add(referral_id)
    return found


def _waiting_on(referral_ids: list[uuid.UUID]) -> _Waiting:
    alerts, concerns = defaultdict(list), defaultdict(list)
    with reaching_all():
        rows = Alert.objects.filter(
            case__referral_id__in=referral_ids, handled_at__isnull=True
        ).order_by("pk")
        for alert in (
            rows.exclude(kind__in=UNANSWERED)
            .select_related("case")
            .only("kind", "detail", "case__referral_id")
        ):
            alerts[alert.case.referral_id].append(alert)
        still_open = Concern.objects.filter(case__referral_id__in=referral_ids)
        for pk, referral_id in still_open.exclude(state=ConcernState.CLOSED).values_list(
            "pk", "case__referral_id"
        ):
            concerns[referral_id].append(pk)
        levels = VictimCase.objects.filter(referral_id__in=referral_ids)
        danger = dict(levels.values_list("referral_id", "danger_level"))
    return _Waiting(alerts, concerns, danger)


def _last_answers(case_ids: set[uuid.UUID]) -> dict[str, str]:
    """Return the last state that a link worker decided by itself, by enrolment."""
    decided = Handback.objects.filter(
        kind=HandbackKind.CHECK, case__in=case_ids, cause=Cause.ANSWER, failed_at__isnull=True
    )
    return {
        payload["enrolment_id"]: payload["state"]
        for payload in decided.order_by("sequence").values_list("payload", flat=True)
    }


def _about_case(case: VictimCase, waiting: _Waiting) -> Iterator[str]:
    if case.owner_id is None:
        yield "This case has no link worker yet."
    if case.danger_level == NOT_KNOWN:
        yield "The signs of danger on the form have not been read yet."
    elif case.danger_level <= Level.SAME_DAY:
        yield "The form shows danger that needs action the same day."
    if count := len(waiting.concerns[case.referral_id]):
        yield _counted(count, "concern has", "concerns have", "not been closed.")
    alerts = waiting.alerts[case.referral_id]
    others = [one for one in alerts if one.kind not in {AlertKind.CONCERN, AlertKind.NEW_CASE}]
    for words in dict.fromkeys(one.get_kind_display().lower() for one in others):
        yield f"To do on this case: {words}."
    if notes := sum("note" in one.detail for one in alerts if one.kind == AlertKind.CONCERN):
        yield _counted(notes, "note from staff has", "notes from staff have", "not been read.")


def _about_participant(enrolment: Enrolment, last_answer: str | None) -> Iterator[str]:
    status = enrolment.referral.status
    if status in PAUSED:
        yield f"The participant is {Status(status).label.lower()}."
    if last_answer and last_answer != CheckState.GREEN:
        yield f"The last answer for this participant was “{CheckState(last_answer).label}”."


def _about_others(referral_ids: set[uuid.UUID], waiting: _Waiting) -> Iterator[str]:
    if any(waiting.alerts[pk] or waiting.concerns[pk] for pk in referral_ids):
        yield "Something is waiting on another case of this participant."
    if any(waiting.danger.get(pk, Level.NONE) <= Level.SAME_DAY for pk in referral_ids):
        yield "Another form of this participant may show danger that needs action the same day."


def _counted(count: int, one: str, many: str, rest: str) -> str:
    return f"{count} {one if count == 1 else many} {rest}"


def _mark(parts: list[str]) -> str:
    return blake2s("\n".join(parts).encode(), digest_size=MARK_BYTES).hexdigest()
