"""The verb that turns a finished draft into a referral, in one transaction and only once.

The sender never learns whether the participant is already known: a second form about the same
person gets the same confirmation, and a coordinator looks at possible matches later.
"""

import datetime as dt

from django.db import transaction

from programmes.clocks import clocks_for
from programmes.models import District
from referral_portal.audit.recorder import PUBLIC, record
from referral_portal.common.dates import local_today
from referral_portal.common.rehearsal import taken_back
from referral_portal.outbox.wake import wake
from referral_portal.sealing.boxes import seal_envelope
from referral_portal.sealing.models import SealedEnvelope
from referrals import drafts, notifications
from referrals.assessment import BY_PHONE, MAYBE, by_name, record_assessment
from referrals.clocks import moments
from referrals.conflicts import works_for
from referrals.danger import level_of, signs_of
from referrals.danger_checks import record_danger
from referrals.danger_signs import DANGER_VERSION
from referrals.drafts import OpenDraft
from referrals.enums import AttendanceBasis, Route, Status
from referrals.models import (
    Participant,
    Person,
    Referral,
    Referrer,
    StatusChange,
    SyntheticRound,
    search_keys,
)
from referrals.restricting import start_restricted
from referrals.synthetic import rounds

# The sealed pages. Every envelope holds all of them, even empty ones, so that none stands out.
PARTS = ("awareness", "person", "others", "children", "risk")
KIND, SYNTHETIC = "referral", "synthetic"
ELSEWHERE = "elsewhere"
OF_PARTICIPANT = (
    "name", "known_as", "pronouns", "address", "postcode", "phone", "email", "best_time",
)  # fmt: skip
YES_OR_NO = ("may_leave_message", "phone_is_shared")
OF_REFERRER = {
    "name": "referrer_name",
    "job_title": "referrer_role",
    "team": "referrer_team",
    "email": "referrer_email",
    "phone": "referrer_phone",
    "manager": "referrer_manager",
}


def submit(
    *,
    draft: OpenDraft,
    answers: dict[str, dict],
    as_sent: list[dict],
    by,
    now: dt.datetime,
    version: int | None = None,
    synthetic: SyntheticRound | None = None,
) -> Referral:
    """Make the referral of `draft`, or return the one that was already made.

    `answers` holds the unsealed pages, which their forms have just cleaned again, and `as_sent` the
    same in the words that the sender read, at `version` of the draft. `by` is the referrer's account,
    None for a self-referral, or the coordinator who filled that in with a caller. With `synthetic`,
    the referral is made and taken back: only its envelope and its round stay. Raises DraftGone if the
    draft has been deleted, DraftChanged if its answers are no longer those of `version`, and
    ValidationError if a row is not valid.
    """
    with transaction.atomic():
        row = drafts.lock_draft(draft)
        if row.submitted_at is not None:
            referral = Referral.objects.get(pk=row.referral_id)
            draft.row, draft.content.reference = row, referral.reference
            return referral
        read = draft.content.version if version is None else version
        drafts.check_version(draft=draft, row=row, version=read)
        envelope = _seal(draft, SYNTHETIC if synthetic else KIND, now)
        if synthetic:
            with taken_back():
                referral = _insert(draft, answers, as_sent, envelope, by=by, now=now)
            rounds.keep(synthetic, referral, now=now)
        else:
            referral = _insert(draft, answers, as_sent, envelope, by=by, now=now)
            # Earlier forms are compared in the background: nothing here depends on who is known.
            transaction.on_commit(lambda: wake("referrals.find_matches"), robust=True)
        drafts.close_draft(draft=draft, row=row, reference=referral.reference, now=now)
    return referral


def _seal(draft: OpenDraft, kind: str, now: dt.datetime) -> SealedEnvelope:
    return seal_envelope(
        referral_id=draft.row.referral_id,
        kind=kind,
        parts=draft.content.parts,
        names=PARTS,
        now=now,
    )


def _insert(
    draft: OpenDraft,
    answers: dict[str, dict],
    as_sent: list[dict],
    envelope: SealedEnvelope,
    *,
    by,
    now: dt.datetime,
) -> Referral:
    given = by_name(answers)
    signs = signs_of(answers, route=draft.row.route, today=local_today(now))
    due = moments(level_of(signs), now, clocks_for(draft.row.pathway, local_today(now)))
    participant = _participant(given)
    referral = Referral(
        id=draft.row.referral_id,
        route=draft.row.route,
        pathway=draft.row.pathway,
        participant=participant,
        sort_name=participant.search_name,
        referrer=_referrer(given, by) if draft.row.route == Route.AGENCY else None,
        envelope=envelope,
        district=district_of(given),
        attendance_basis=given.get("attendance_basis", AttendanceBasis.VOLUNTARY),
        answers=answers,
        as_sent=as_sent,
        wants_call=pages_for_the_telephone(answers),
        needs_prompt_call=given.get("own_safety") == "yes",
        filled_in_by=by if draft.row.is_with_caller else None,
        is_restricted=bool(works_for(answers)),
        submitted_at=now,
        contact_due_at=due.contact,
        due_at=due.decision,
        due_on=local_today(due.decision),
        place_due_at=due.place,
        danger_level=level_of(signs),
        danger_version=DANGER_VERSION,
        status_at=now,
    )
    # The portal may write envelopes but not read them, so validation cannot look this one up.
    referral.full_clean(exclude=["envelope"])
    referral.save(force_insert=True)
    StatusChange.objects.create(
        referral=referral,
        number=1,
        verb="submit",
        to_status=Status.AWAITING_TRIAGE,
        at=now,
        by=by,
    )
    record_assessment(referral=referral, now=now)
    record_danger(referral=referral, signs=signs, now=now)
    record(
        "referral.submit",
        actor=by or PUBLIC,
        target=referral,
        now=now,
        route=referral.route,
        pathway=referral.pathway,
    )
    if referral.is_restricted:
        start_restricted(referral, now=now)
    notifications.receipt(referral, now=now)
    return referral


def pages_for_the_telephone(answers: dict[str, dict]) -> list[str]:
    """Return the slugs of the pages that the participant would rather talk about on the phone."""
    return [
        slug
        for slug, page in answers.items()
        if any(value == BY_PHONE or (isinstance(value, list) and BY_PHONE in value)
               for value in page.values())
    ]  # fmt: skip


def _participant(given: dict) -> Participant:
    person = Person.objects.create()
    columns = participant_columns(given)
    participant = Participant(
        own_person=person, person=person, **columns, **search_keys(**searched(columns))
    )
    participant.full_clean()
    participant.save()
    return participant


def participant_columns(given: dict) -> dict:
    """Return the columns of a participant that follow from `given`, which holds answers by name."""
    columns = {name: given[name] for name in OF_PARTICIPANT if name in given}
    if "born_on" in given:
        columns["born_on"] = dt.date.fromisoformat(given["born_on"])
    # A question that was not asked is no.
    return columns | {
        name: None if given[name] == MAYBE else bool(given[name])
        for name in YES_OR_NO
        if name in given
    }


def searched(columns: dict) -> dict:
    """Return those columns of a participant by which forms are found and compared."""
    return {name: columns.get(name, "") for name in ("name", "known_as", "phone", "email")}


def referrer_columns(given: dict) -> dict:
    """Return the columns of a referrer that follow from `given`, which holds answers by name."""
    return {column: given[name] for column, name in OF_REFERRER.items() if name in given}


def _referrer(given: dict, by) -> Referrer:
    referrer = Referrer(account_id=by.pk, agency_id=by.agency_id, **referrer_columns(given))
    referrer.full_clean()
    referrer.save()
    return referrer


def district_of(given: dict) -> District:
    """Return the participant's district, or the one they can travel to from elsewhere."""
    code = given["district"]
    return District.objects.get(code=given["nearest_district"] if code == ELSEWHERE else code)


def can_call(reference: str) -> bool:
    """Return whether the participant of this referral gave a telephone number."""
    return Referral.objects.filter(reference=reference).exclude(participant__phone="").exists()
