"""For an address that is for a row in one state, such a row among those that there are.

What asks every page asks for these rows as well: a page that was only asked for rows that it is not
for has shown nothing. An address that opens for any row has no line here.
"""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone

from cohorts.enums import SessionStatus
from cohorts.models import (
    Attendance,
    Cohort,
    CohortUserObjectPermission,
    Enrolment,
    Session,
)
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import MatchAnswer, Status
from referrals.models import (
    Addition,
    DecisionReview,
    NamedUser,
    PossibleMatch,
    Question,
    Redaction,
    Referral,
    Task,
)
from referrals.models.questions import QuestionFor
from referrals.notifications import BY_DESK
from referrals.truth import ATTENDING

# A row as the arguments of an address.
Found = dict[str, object]
DESK = "admin:referrals_referral_"
OWN = ("own_referral", "own_more", "own_withdraw", "own_review", "own_reference", "own_note")
TO_DECIDE = ("accept", "ask", "decline", "hold", "withdraw", "take", "hand_over", "change")

# Answered with a redirect or a refusal when it is only opened: it acts, or leads to another page.
LEADS_ON = {
    "account_codes", "account_end_sessions", "admin:login", "admin:password_change", "landing",
    "admin:referrals_referral_chosen", "admin:referrals_referral_jump",
    "admin:referrals_referral_read_addition", "admin:referrals_referral_read_answer",
    "admin:referrals_referral_take", "admin:referrals_referral_triage",
    "referrals:summary_export", "safeguarding:activate", "safeguarding:add_named",
    "safeguarding:confirm_contact", "safeguarding:decide_opening", "safeguarding:decide_unsent",
    "safeguarding:end_apart", "safeguarding:end_cover", "safeguarding:end_exclusion",
    "safeguarding:end_own_sessions", "safeguarding:end_sessions", "safeguarding:join_people",
    "safeguarding:link_person", "safeguarding:part_people", "safeguarding:retire_contact",
    "safeguarding:take", "safeguarding:verify_person",
}  # fmt: skip
# Needs what no row is: a form that was just sent, forms that were chosen, a link, a code, a token, a
# file that was made, or a service behind it. Tests of their own open them.
NEEDS_MORE = {
    "admin:referrals_referral_aside", "admin:referrals_referral_burst",
    "admin:audit_auditevent_export", "admin:referrals_referral_export", "far_metrics", "join", "metrics",
    "programmes:paper", "readyz", "referrals:agency_sent", "referrals:caller_sent",
    "referrals:self_sent", "safeguarding:join", "safeguarding:sign_in_code",
    "safeguarding:sign_in_set_up", "sign_in_code", "sign_in_set_up",
}  # fmt: skip


def _first(rows: QuerySet, **columns: str) -> Found:
    """Return the first of `rows` as arguments, each with its column; raise LookupError without one."""
    row = rows.values(*columns.values()).first()
    if row is None:
        raise LookupError(f"No row of {rows.model.__name__} for this page: {rows.query.where}")
    return {argument: row[column] for argument, column in columns.items()}


def _referral(**where) -> Found:
    rows = Referral.objects.filter(is_restricted=False, **where)
    return _first(rows.order_by("submitted_at", "pk"), referral_id="pk")


def _of_referral(rows: QuerySet, **columns: str) -> Found:
    return _first(rows.order_by("pk"), referral_id="referral_id", **columns)


def _new() -> Found:
    return _referral(status=Status.AWAITING_TRIAGE)


def _asked() -> Found:
    return _referral(status=Status.INFORMATION_REQUESTED)


def _paused() -> Found:
    return _referral(status=Status.ON_HOLD)


def _own() -> Found:
    rows = Referral.objects.filter(referrer__agency__staff__username="agency")
    return _first(rows.order_by("submitted_at", "pk"), referral_id="pk")


def _open_question() -> Found:
    rows = Question.objects.filter(
        whom=QuestionFor.REFERRER, answered_at=None, referral__status=Status.INFORMATION_REQUESTED
    )
    return _of_referral(rows, number="number")


def _task() -> Found:
    return _of_referral(Task.objects.filter(done_at=None), number="number")


def _named() -> Found:
    return _of_referral(NamedUser.objects.filter(referral__is_restricted=True), user_id="user_id")


def _redaction() -> Found:
    rows = Redaction.objects.filter(decided_at=None)
    return _of_referral(rows, redaction_id="pk", page="page", answer="name")


def _call() -> Found:
    rows = OutgoingMessage.objects.filter(
        template=BY_DESK, status=MessageStatus.SENT, told_at=None
    ).exclude(referral_id=None)
    return _of_referral(rows, message_id="pk")


def _unreviewed() -> Found:
    return _referral(status=Status.DECLINED, decision_reviews=None)


def _review() -> Found:
    rows = DecisionReview.objects.filter(settled_at=None).exclude(reviewer=None)
    return _first(rows.order_by("pk"), review_id="pk")


def _match(**where) -> Found:
    return _first(PossibleMatch.objects.filter(**where).order_by("pk"), match_id="pk")


def _unsent() -> Found:
    rows = OutgoingMessage.objects.filter(status=MessageStatus.UNCERTAIN)
    return _first(rows.order_by("pk"), unsent_id="pk")


def _waiting() -> Found:
    rows = OutgoingMessage.objects.filter(status=MessageStatus.WAITING_RELEASE)
    return _first(rows.order_by("created_at", "pk"), message_id="pk")


def _two_people() -> Found:
    return _new() | {"other_referral_id": _asked()["referral_id"]}


def _announced() -> Found:
    rows = Cohort.objects.filter(programme_version__programme__code="district-community")
    return _first(rows.order_by("pk"), cohort_id="pk")


def _booked() -> Found:
    rows = Session.objects.filter(
        enrolment__isnull=False, status=SessionStatus.PLANNED, starts_at__gt=timezone.now()
    )
    return _first(rows.order_by("starts_at", "pk"), cohort_id="cohort_id", number="number")


def _access() -> Found:
    rows = CohortUserObjectPermission.objects.filter(ended_at=None, ends_on__gte=timezone.now())
    return _first(rows.order_by("pk"), cohort_id="content_object_id", user_id="user_id")


def _attending() -> Found:
    rows = Enrolment.objects.filter(ended_at=None, referral__status__in=ATTENDING)
    return _first(rows.order_by("pk"), enrolment_id="pk")


def _to_place() -> Found:
    rows = Referral.objects.filter(is_restricted=False, status=Status.AWAITING_ALLOCATION)
    found = _first(rows.order_by("submitted_at", "pk"), referral_id="pk", programme="programme_id")
    cohorts = Cohort.objects.filter(programme_version__programme=found["programme"])
    return _first(cohorts.order_by("pk"), cohort_id="pk") | found


def _marked() -> Found:
    return _first(
        Attendance.objects.filter(enrolment__ended_at=None).order_by("pk"),
        cohort_id="session__cohort_id", number="session__number", enrolment_id="enrolment_id",
    )  # fmt: skip


def _alone() -> Found:
    rows = Enrolment.objects.filter(place__cohort__programme_version__has_plan_note=True)
    rows = rows.filter(ended_at=None).order_by("pk")
    return _first(rows, enrolment_id="pk", cohort_id="place__cohort_id") | {"number": 5}


ROWS: dict[str, Callable[[], Found]] = {
    **{f"{DESK}{page}": _new for page in TO_DECIDE},
    **{f"{DESK}triage_{page}": _new for page in ("one", *TO_DECIDE[:5])},
    f"{DESK}answer": _asked,
    f"{DESK}triage_answer": _asked,
    f"{DESK}off-hold": _paused,
    f"{DESK}triage_off-hold": _paused,
    f"{DESK}correct": _unreviewed,
    f"{DESK}review": _unreviewed,
    f"{DESK}named": _named,
    f"{DESK}name": _named,
    f"{DESK}unname": _named,
    f"{DESK}task_change": _task,
    f"{DESK}task_done": _task,
    f"{DESK}amendments": _redaction,
    f"{DESK}redact": _redaction,
    f"{DESK}redaction": _redaction,
    f"{DESK}call": _call,
    f"{DESK}read_answer": lambda: _of_referral(Question.objects.all(), number="number"),
    f"{DESK}read_addition": lambda: _of_referral(Addition.objects.all(), number="number"),
    **{f"referrals:{page}": _own for page in OWN},
    "referrals:own_answer": _open_question,
    # These pages of help open without a form that was started.
    "referrals:caller_help": lambda: {"name": "worker"},
    "referrals:self_help": lambda: {"name": "worker"},
    "referrals:agency_help": lambda: {"name": "yourself"},
    "admin:referrals_decisionreview_change": _review,
    "admin:referrals_decisionreview_assign": _review,
    "admin:referrals_decisionreview_settle": _review,
    "admin:referrals_possiblematch_change": lambda: _match(answer=MatchAnswer.UNDECIDED),
    "admin:referrals_possiblematch_undo": lambda: _match(answer=MatchAnswer.NOT_SAME),
    "admin:referrals_possiblematch_by_hand": _two_people,
    "admin:outbox_outgoingmessage_decide": _unsent,
    "admin:outbox_outgoingmessage_release": _waiting,
    "cohorts:announce": _announced,
    "cohorts:book": _alone,
    "cohorts:correct_mark": _marked,
    "cohorts:end_access": _access,
    "cohorts:letter": _attending,
    "cohorts:move_session": _booked,
    "cohorts:place": _to_place,
    "cohorts:plan_note": _alone,
}


def fitting_row(name: str) -> Found:
    """Return the arguments of a row that the page `name` is for, if it is for a state at all."""
    return ROWS[name]() if name in ROWS else {}
