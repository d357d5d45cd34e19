"""Join participants who are one person, and part them again, as coordinators answer.

The persons follow from the answers alone: participants connected by matches answered "same person"
have as their person the `own_person` of the oldest of them. Each answer and each undo works the
persons out anew, so undoing in any order gives exactly what was.

Callers go through `cohorts.joining`, which sets the person of the enrolments in the same transaction.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal
from referrals.duplicates import first_parted
from referrals.enums import MatchAnswer
from referrals.models import MatchDecision, Participant, Person, PossibleMatch, Referral
from referrals.permissions import check_can_answer_matches

ANSWERS = (MatchAnswer.SAME, MatchAnswer.NOT_SAME, MatchAnswer.NOT_KNOWN)
CHANGED = "Another user has answered this meanwhile. Check the page again, then decide."
NO_ANSWER = "There is no answer here that can be undone."
Pair = tuple[int, int]


class _GroupChanged(Exception):
    """Another answer has changed the group while this one waited for its locks."""


def pair_of(one: int, two: int) -> Pair:
    """Return the ids of two participants, the older first.

    Raises Refusal when both are the same form.
    """
    if one == two:
        raise Refusal("These are the same form. Type the reference of another referral.")
    return (one, two) if one < two else (two, one)


def answer_pair(
    *,
    pair: Pair,
    answer: str,
    by,
    now: dt.datetime,
    words: str = "",
    seen: int | None = None,
) -> list[Participant]:
    """Answer whether two participants are one person; return all participants whom it may concern.

    A pair that the rules have not found is set side by side by hand. `seen` is the number of
    decisions about the pair that the user has read. Raises Refusal and PermissionDenied.
    """
    check_can_answer_matches(by)
    if answer not in ANSWERS:
        raise Refusal("Select whether they are the same person.", "answer")
    with transaction.atomic():
        group = _locked_group(pair)
        decisions = _decisions(pair, seen)
        match, _ = PossibleMatch.objects.get_or_create(
            first_id=pair[0], second_id=pair[1], defaults={"by_hand": True, "found_at": now}
        )
        if match.answer == answer:
            raise Refusal("This is already the answer.", "answer")
        before, match.answer = match.answer, answer
        match.save(update_fields=["answer"])
        _write_down(match, decisions, before=before, words=words, by=by, now=now)
        _follow_answers(group, pair)
    return group


def undo_answer(
    *, pair: Pair, by, now: dt.datetime, words: str = "", seen: int | None = None
) -> list[Participant]:
    """Undo the answer in force, so that the one before it applies; return as `answer_pair` does.

    A pair set side by side by hand goes with its first answer. Raises Refusal and PermissionDenied.
    """
    check_can_answer_matches(by)
    with transaction.atomic():
        group = _locked_group(pair)
        decisions = _decisions(pair, seen)
        match, in_force = _match(pair), answers_in_force(decisions)
        if match is None or not in_force:
            raise Refusal(NO_ANSWER)
        before = in_force.pop()
        match.answer = in_force[-1] if in_force else MatchAnswer.UNDECIDED
        match.save(update_fields=["answer"])
        _write_down(match, decisions, before=before, words=words, by=by, now=now, is_undo=True)
        if match.by_hand and not in_force:
            match.delete()
        _follow_answers(group, pair)
    return group


def answers_in_force(decisions: Iterable[MatchDecision]) -> list[str]:
    """Return the answers about a pair that no undo took back, the one in force last."""
    answers: list[str] = []
    for decision in decisions:
        if decision.is_undo:
            answers.pop()
        else:
            answers.append(decision.answer)
    return answers


def decisions_about(pair: Pair) -> list[MatchDecision]:
    """Return the history of a pair, the oldest decision first."""
    rows = MatchDecision.objects.filter(first_id=pair[0], second_id=pair[1])
    return list(rows.select_related("by").order_by("number"))


def _locked_group(pair: Pair) -> list[Participant]:
    """Lock the persons of a pair and of all who are joined to either; return the participants.

    Persons are locked in the order of their keys. An answer that committed meanwhile may have made
    the group larger: then these locks are released and the larger group is locked.
    """
    while True:
        wanted = _own_persons(pair)
        try:
            with transaction.atomic():
                list(
                    Person.objects.select_for_update(no_key=True)
                    .filter(pk__in=wanted)
                    .order_by("pk")
                )
                # A new statement, so that PostgreSQL shows what the last holder of a lock committed.
                group = _group(pair)
                if not {row.own_person_id for row in group} <= wanted:
                    raise _GroupChanged
                return group
        except _GroupChanged:
            continue


def _own_persons(pair: Pair) -> set:
    return {row.own_person_id for row in _group(pair)}


def _group(pair: Pair) -> list[Participant]:
    persons = Participant.objects.filter(pk__in=pair).values("person")
    return list(Participant.objects.filter(person__in=persons).order_by("pk"))


def _match(pair: Pair) -> PossibleMatch | None:
    return PossibleMatch.objects.filter(first=pair[0], second=pair[1]).first()


def _decisions(pair: Pair, seen: int | None) -> list[MatchDecision]:
    decisions = decisions_about(pair)
    if seen is not None and seen != len(decisions):
        raise Refusal(CHANGED)
    return decisions


def _write_down(match, decisions, *, before, words, by, now, is_undo=False) -> None:
    decision = MatchDecision.objects.create(
        first_id=match.first_id,
        second_id=match.second_id,
        number=len(decisions) + 1,
        before=before,
        answer=match.answer,
        is_undo=is_undo,
        words=words.strip(),
        at=now,
        by=by,
    )
    record(
        "match.undo" if is_undo else "match.answer",
        actor=by,
        target=match,
        now=now,
        first=match.first_id,
        second=match.second_id,
        number=decision.number,
        before=before,
        answer=match.answer,
    )


def _follow_answers(group: list[Participant], pair: Pair) -> None:
    """Set the person of every participant of `group` from the answers, and refuse contradictions."""
    ids = [row.pk for row in group]
    answers = PossibleMatch.objects.filter(first__in=ids, second__in=ids).order_by("pk")
    decided = list(answers.values_list("first_id", "second_id", "answer"))
    oldest = {pk: pk for pk in ids}
    for first, second, answer in decided:
        if answer == MatchAnswer.SAME:
            kept, gone = sorted((oldest[first], oldest[second]))
            oldest = {pk: kept if root == gone else root for pk, root in oldest.items()}
    for first, second, answer in decided:
        if answer == MatchAnswer.NOT_SAME and oldest[first] == oldest[second]:
            raise Refusal(_contradiction((first, second), pair), "answer")
    own = {row.pk: row.own_person_id for row in group}
    for row in group:
        if row.person_id != own[oldest[row.pk]]:
            row.person_id = own[oldest[row.pk]]
            row.save(update_fields=["person"])
    if parted := first_parted(ids):
        raise Refusal(
            f"{parted.referral.reference} is closed as a duplicate of {parted.duplicate_of.reference}. "
            "A programme manager must undo that decision first.",
            "answer",
        )


def _contradiction(found: Pair, pair: Pair) -> str:
    if found == pair:
        return "Other answers say that these two are one person. Undo one of those first."
    names = " and ".join(_reference(pk) for pk in found)
    return (
        f"The answer about {names} is “not the same person”, and this answer would join them. "
        "Change one of the two."
    )


def _reference(participant_id: int) -> str:
    references = Referral.objects.filter(participant=participant_id).order_by("submitted_at", "pk")
    return references.values_list("reference", flat=True).first() or "another form"
