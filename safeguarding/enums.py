"""Words of the safeguarding side: contacts, alerts, answers.

Codes are stored; labels are what a link worker reads. The order of urgency of the worklist is
said here. Nothing in this module may be imported by the portal.
"""

from django.db.models import TextChoices

from cohorts.enums import ABSENCES, Mark


class CaseStatus(TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class PersonKind(TextChoices):
    PARTNER = "partner", "Partner"
    EX_PARTNER = "ex_partner", "Former partner"
    NEW_PARTNER = "new_partner", "New partner"
    CHILD = "child", "Child"
    RELATIVE = "relative", "Relative"
    OTHER = "other", "Somebody else"


class Method(TextChoices):
    CALL = "call", "Call"
    TEXT = "text", "Text message"
    EMAIL = "email", "Email"
    POST = "post", "Post"
    IN_PERSON = "in_person", "In person"
    THIRD_PARTY = "third_party", "Through somebody else"


class Safety(TextChoices):
    SAFE = "safe", "Safe"
    NOT_SAFE = "not_safe", "Not safe"
    UNKNOWN = "unknown", "Not known yet"


class Source(TextChoices):
    LINK_WORKER = "link_worker", "Checked by a link worker"
    AGENCY = "agency", "From an agency, checked by phone"
    FORM = "form", "From a form, unverified"


class Result(TextChoices):
    SPOKE = "spoke", "Spoke"
    MESSAGE_LEFT = "message_left", "Left a message safely"
    NO_ANSWER = "no_answer", "No answer"
    UNSAFE = "unsafe", "Not safe to talk, ended"
    DECLINED = "declined", "Does not want support"
    NUMBER_DEAD = "number_dead", "Contact no longer works"


# Results after which the person knows. Declining support is not declining information.
REACHED = frozenset({Result.SPOKE, Result.MESSAGE_LEFT})


class AlertKind(TextChoices):
    TELL_FIRST = "tell_first", "Tell first"
    OVERTAKEN = "overtaken", "May know already"
    CONCERN = "concern", "Concern"
    ABSENCE = "absence", "Did not attend"
    LEFT = "left", "Left early"
    CORRECTED = "corrected", "Register corrected"
    ENDING = "ending", "Ended"
    NEW_CASE = "new_case", "New case"
    OPENED = "opened", "Opened by somebody else"


URGENCY = {
    AlertKind.TELL_FIRST: 10,
    AlertKind.OVERTAKEN: 10,
    AlertKind.OPENED: 15,
    AlertKind.CONCERN: 20,
    AlertKind.ABSENCE: 30,
    AlertKind.LEFT: 30,
    AlertKind.CORRECTED: 30,
    AlertKind.ENDING: 40,
    AlertKind.NEW_CASE: 50,
}
# A mark that reaches the worklist, and as what.
ALERTING_MARKS = dict.fromkeys(ABSENCES, AlertKind.ABSENCE) | {
    Mark.LEFT_EARLY: AlertKind.LEFT,
    Mark.ASKED_TO_LEAVE: AlertKind.LEFT,
}


class AlertOutcome(TextChoices):
    TOLD = "told", "Told"
    NOT_APPLICABLE = "not_applicable", "Not applicable"
    COULD_NOT_REACH = "could_not_reach", "Could not reach, will be told at the next contact"
    DONE = "done", "Done"
    TAKEN = "taken", "Case taken"
    OVERTAKEN = "overtaken", "The message left without us"
    WITHDRAWN = "withdrawn", "No longer needed"


def outcomes_of(kind: AlertKind) -> tuple[AlertOutcome, ...]:
    """Return what a person may choose for an alert; other outcomes follow from something else."""
    if kind in {AlertKind.CONCERN, AlertKind.OPENED}:
        return (AlertOutcome.DONE,)
    return (AlertOutcome.TOLD, AlertOutcome.NOT_APPLICABLE, AlertOutcome.COULD_NOT_REACH)


class Basis(TextChoices):
    """Why a decision message may leave (the victim-first rule)."""

    TOLD = "told", "Told first"
    NOT_APPLICABLE = "not_applicable", "Not applicable: there is nobody to tell"


class HandbackKind(TextChoices):
    CARD = "referrals.ReleasedCard", "Card"
    KEEP_APART = "referrals.KeepApart", "Keep apart"
    CHECK = "cohorts.SessionCheck", "Session check"
    RECEIPT = "cohorts.ConcernReceipt", "Receipt of a concern"
    RELEASE = "outbox.MessageRelease", "Release of a message"


class Cause(TextChoices):
    """Why an answer is what it is; stays on this side."""

    ANSWER = "answer", "Answered by a person"
    ROUTINE = "routine", "Answered with all others"
    RANDOM = "random", "Held at random"


class FailureReason(TextChoices):
    UNREADABLE = "unreadable", "The envelope cannot be opened"
    MISMATCH = "mismatch", "What is inside belongs to another referral"
    UNKNOWN_KIND = "unknown_kind", "Nobody knows this kind of envelope"


class Shown(TextChoices):
    """What somebody looked at."""

    WORKLIST = "worklist", "Worklist"
    CASES = "cases", "List of cases"
    CHECKS = "checks", "Session checks"
    CASE = "case", "Case"
    FORM = "form", "Form of the case"
    CHANGE = "change", "Change to the case"
    LOOKS = "looks", "Who has looked"
    SEARCH = "search", "Search"
    REFUSED = "refused", "Refused"
