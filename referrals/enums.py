"""Words of a referral: how it came, where it is, why it ended, which messages tell of it.

Only the supervised undo leads out of a final status. Ending codes follow the merged list of the
justice services. An agency is deliberately shown fewer words.
"""

from django.db.models import TextChoices


class Route(TextChoices):
    SELF = "self", "Self-referral"
    AGENCY = "agency", "Agency referral"


class Status(TextChoices):
    AWAITING_TRIAGE = "awaiting_triage", "Awaiting triage"
    INFORMATION_REQUESTED = "information_requested", "Information requested"
    ON_HOLD = "on_hold", "On hold"
    AWAITING_ALLOCATION = "awaiting_allocation", "Awaiting allocation"
    SCHEDULED = "scheduled", "Scheduled"
    ON_PROGRAMME = "on_programme", "On programme"
    SUSPENDED = "suspended", "Suspended"
    COMPLETED = "completed", "Completed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REMOVED = "removed", "Removed"


# The queue: what the desk has to decide, the most dangerous first.
RANKED = (Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED)
WITH_PLACE = frozenset({Status.SCHEDULED, Status.ON_PROGRAMME, Status.SUSPENDED})
PAUSED = frozenset({Status.ON_HOLD, Status.SUSPENDED})  # each with a review date
FINAL = frozenset({Status.COMPLETED, Status.DECLINED, Status.WITHDRAWN, Status.REMOVED})


class Clock(TextChoices):
    """What a referral is to have by a certain time."""

    CONTACT = "contact", "First two-way contact"
    DECISION = "decision", "Decision"
    PLACE = "place", "Assessment and place"


class MatchAnswer(TextChoices):
    """What a coordinator answered about two participants who may be one person."""

    UNDECIDED = "", "Not decided"
    SAME = "same", "Same person"
    NOT_SAME = "not_same", "Not the same person"
    NOT_KNOWN = "not_known", "Do not know yet"


# Safety treats the two as one person until a coordinator has said that they are not.
PERHAPS_ONE = frozenset({MatchAnswer.UNDECIDED, MatchAnswer.NOT_KNOWN})


class EndingCode(TextChoices):
    COMPLETED_SESSIONS = "completed_sessions", "Completed sessions"
    NOT_ENGAGED = "not_engaged", "Did not engage"
    SELF_WITHDREW = "self_withdrew", "Chose to leave"
    REMOVED_BEHAVIOUR = "removed_behaviour", "Removed because of behaviour"
    REMOVED_RISK = "removed_risk", "Removed because of risk"
    INELIGIBLE = "ineligible", "Does not meet the criteria"
    NOT_READY = "not_ready", "Not ready for this programme yet"
    OTHER_SERVICE = "other_service", "Another service fits better"
    DUPLICATE = "duplicate", "Sent twice or by mistake"
    SENTENCED = "sentenced", "Sentenced or remanded"
    MOVED_AREA = "moved_area", "Moved out of the area"
    CIRCUMSTANCES = "circumstances", "Work, caring or health"
    DIED = "died", "Has died"
    PROGRAMME_CANCELLED = "programme_cancelled", "Programme cancelled"


DECLINE_CODES = (
    EndingCode.INELIGIBLE,
    EndingCode.NOT_READY,
    EndingCode.OTHER_SERVICE,
    EndingCode.NOT_ENGAGED,
    EndingCode.SENTENCED,
    EndingCode.MOVED_AREA,
    EndingCode.DUPLICATE,
    EndingCode.DIED,
)
WITHDRAW_CODES = (
    EndingCode.SELF_WITHDREW,
    EndingCode.MOVED_AREA,
    EndingCode.CIRCUMSTANCES,
    EndingCode.SENTENCED,
    EndingCode.DUPLICATE,
    EndingCode.DIED,
)
REMOVE_CODES = (
    EndingCode.NOT_ENGAGED,
    EndingCode.REMOVED_BEHAVIOUR,
    EndingCode.REMOVED_RISK,
    EndingCode.INELIGIBLE,
    EndingCode.SENTENCED,
    EndingCode.OTHER_SERVICE,
)
COMPLETE_CODES = (EndingCode.COMPLETED_SESSIONS,)
CANCELLED_CODES = (EndingCode.PROGRAMME_CANCELLED,)


class AssignedHow(TextChoices):
    """How a referral came to the coordinator who works on it; the label is the history's word."""

    TAKEN = "taken", "Taken"
    HANDED_OVER = "handed_over", "Handed over"
    SHARED_OUT = "shared_out", "Shared out"
    PUT_BACK = "put_back", "Put back"


class Trigger(TextChoices):
    """What happens to a place, a cohort or a decision and moves a referral with it."""

    PLACE_GIVEN = "place_given", "a place is given"
    FIRST_ATTENDANCE = "first_attendance", "the first attendance is marked"
    PLACE_SUSPENDED = "place_suspended", "an enrolment is suspended"
    SUSPENSION_LIFTED = "suspension_lifted", "a suspension is lifted"
    PLACE_ENDED = "place_ended", "an enrolment ends"
    COHORT_CANCELLED = "cohort_cancelled", "a cohort is cancelled"
    REVIEW = "review", "a review overturns the decision"
    AGENCY_ANSWERED = "agency_answered", "the agency answers on its page"


class MessageEvent(TextChoices):
    """What a message is about; the label is the desk's word.

    The templates are named after it and the audience.
    """

    RECEIPT = "receipt", "Receipt"
    ALERT = "alert", "Alert: a new form"
    CALL_BACK = "callback", "Alert: a call-back"
    HANDED = "handed", "Alert: referrals handed over"
    QUESTION = "question", "Question"
    ACCEPTED = "accepted", "Decision: accepted"
    DECLINED = "declined", "Decision: declined"
    PLACE = "place", "Place and first session"
    PAUSED = "paused", "Suspension"
    RESTARTED = "restarted", "Suspension lifted"
    CANCELLED = "cancelled", "Cohort cancelled"
    ENDED = "ended", "Ending"
    OVERTURNED = "overturned", "Review: decision changed"
    PROGRESS = "progress", "Progress, for the agency"
    UPHELD = "upheld", "Review: decision stays"
    COMPLAINT = "complaint", "Complaint: received"
    ANSWERED = "answered", "Complaint: result"
    LETTER = "letter", "Letter to post"
    MEETING = "meeting", "Session cancelled"
    APPOINTMENT = "appointment", "Session booked"
    MOVED = "moved", "Session moved"


class QuestionFor(TextChoices):
    """Who is asked a coordinator's question."""

    REFERRER = "referrer", "The referrer"
    PARTICIPANT = "participant", "The participant"


class AnswerCame(TextChoices):
    """How an answer reached us."""

    PAGE = "page", "On the agency’s own page"
    PHONED_US = "phoned_us", "They phoned us"
    CALLED = "called", "We phoned"
    EMAIL = "email", "By email"
    LETTER = "letter", "By letter"
    IN_PERSON = "in_person", "In person"


class AdditionKind(TextChoices):
    """What an agency sends about its referral without being asked."""

    MORE = "more", "More information"
    WITHDRAWAL = "withdrawal", "Withdrawal"


class AttendanceBasis(TextChoices):
    VOLUNTARY = "voluntary", "Voluntary"
    STALKING_PROTECTION_ORDER = "spo", "A Stalking Protection Order requires it"
    REHABILITATION_ACTIVITY = "rar", "A court order requires it (for example a RAR)"
    CAUTION = "caution", "A conditional caution requires it"
    SOCIAL_WORKER = "social_worker", "A social worker asked for it"
    NOT_KNOWN = "not_known", "Not known"


# Bases under which a court or the police require attendance.
MANDATED = frozenset(
    {
        AttendanceBasis.STALKING_PROTECTION_ORDER,
        AttendanceBasis.REHABILITATION_ACTIVITY,
        AttendanceBasis.CAUTION,
    }
)


class AgencyWord(TextChoices):
    """How far a referral is, as its agency reads it."""

    RECEIVED = "received", "Received"
    IN_ASSESSMENT = "in_assessment", "In assessment"
    QUESTION = "question", "Question for you"
    WAITING = "waiting", "Waiting for a place"
    ACCEPTED = "accepted", "Accepted"
    STARTED = "started", "Started"
    ENDED = "ended", "Ended"
    NOT_ACCEPTED = "not_accepted", "Not accepted"


# `agency_words` says when an agency reads another word: after a step, with a question, before a release.
AGENCY_WORDS: dict[Status, AgencyWord] = {
    Status.AWAITING_TRIAGE: AgencyWord.RECEIVED,
    Status.INFORMATION_REQUESTED: AgencyWord.IN_ASSESSMENT,
    Status.ON_HOLD: AgencyWord.IN_ASSESSMENT,
    Status.AWAITING_ALLOCATION: AgencyWord.WAITING,
    Status.SCHEDULED: AgencyWord.ACCEPTED,
    Status.ON_PROGRAMME: AgencyWord.STARTED,
    Status.SUSPENDED: AgencyWord.STARTED,
    Status.DECLINED: AgencyWord.NOT_ACCEPTED,
    Status.WITHDRAWN: AgencyWord.ENDED,
    Status.REMOVED: AgencyWord.ENDED,
    Status.COMPLETED: AgencyWord.ENDED,
}


class CallBackChannel(TextChoices):
    ONLINE = "online", "On the website"
    TELEPHONE = "telephone", "By telephone"
    LETTER = "letter", "In place of a letter that we could not print"
    QUESTION = "question", "To ask a question"


class CallBackStatus(TextChoices):
    WAITING = "waiting", "Call needed"
    REACHED = "reached", "Reached"
    CLOSED = "closed", "Closed, not reached"
    REFERRED = "referred", "Led to a referral"


class CallOutcome(TextChoices):
    REACHED = "reached", "We spoke"
    ANOTHER_TIME = "another_time", "They asked us to call another time"
    MESSAGE = "message", "We left a message saying who we are"
    NO_ANSWER = "no_answer", "No answer"
    SOMEBODY_ELSE = "somebody_else", "Another person answered: we said nothing"
    WRONG_NUMBER = "wrong_number", "The number is wrong"
    NOT_WANTED = "not_wanted", "They do not want to be called again"


# The status that an outcome gives the enquiry. After any other outcome we call again.
SETTLES = {
    CallOutcome.REACHED: CallBackStatus.REACHED,
    CallOutcome.NOT_WANTED: CallBackStatus.REACHED,
    CallOutcome.WRONG_NUMBER: CallBackStatus.CLOSED,
}


class ContactHow(TextChoices):
    """How our staff spoke to a person, or tried to."""

    CALLED = "called", "We phoned"
    PHONED_US = "phoned_us", "They phoned us"
    VIDEO = "video", "Video call"
    IN_PERSON = "in_person", "In person"


class ContactWith(TextChoices):
    PARTICIPANT = "participant", "The participant"
    REFERRER = "referrer", "The referrer"


# The results after which our staff try again.
TRY_AGAIN = frozenset(
    {
        CallOutcome.ANOTHER_TIME,
        CallOutcome.MESSAGE,
        CallOutcome.NO_ANSWER,
        CallOutcome.SOMEBODY_ELSE,
    }
)
