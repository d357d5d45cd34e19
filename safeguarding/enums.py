"""The codes of the safeguarding side: contacts, alerts, handbacks, access.

Codes are stored; link workers read the labels. URGENCY is the order of the alerts of one case, and
their colour. The portal may import nothing of this module.
"""

from django.db.models import TextChoices

from cohorts.concern_levels import ConcernLevel
from cohorts.enums import ABSENCES, Mark
from referral_portal.outbox.enums import Process
from referrals.danger_signs import LEVEL_WORDS, Level


class Relationship(TextChoices):
    """What a person at risk is to the participant; whether a partner is new is a separate question."""

    NOT_KNOWN = "not_known", "Not known yet"
    PARTNER = "partner", "Partner"
    EX_PARTNER = "ex_partner", "Former partner"
    CHILD = "child", "Child"
    RELATIVE = "relative", "Relative"
    OTHER = "other", "Another person"


class PersonKind(TextChoices):
    """The relationship on contact details that were recorded before people were."""

    PARTNER = "partner", "Partner"
    EX_PARTNER = "ex_partner", "Former partner"
    NEW_PARTNER = "new_partner", "New partner"
    CHILD = "child", "Child"
    RELATIVE = "relative", "Relative"
    OTHER = "other", "Another person"


class LinkSource(TextChoices):
    """How it is known that a person is at risk from the participant."""

    AGENCY = "agency", "An agency’s form"
    SELF = "self", "The participant’s own form"
    POLICE = "police", "The police"
    LINK_WORKER = "link_worker", "A link worker"
    NOT_KNOWN = "not_known", "Not known"


class NotToldReason(TextChoices):
    """Why a person who must be told was not; never leaves this side."""

    NOT_WANTED = "not_wanted", "They asked not to be told"
    NOT_SAFE = "not_safe", "It is not safe to contact them now"
    NOT_REACHED = "not_reached", "We tried and could not reach them"
    NO_CONTACT = "no_contact", "We have no safe way to contact them"
    OTHERWISE = "otherwise", "Another agency tells them"


# A person whom nobody can reach is told of nothing, so the manager decides this, after enough tries
# when there was a way to try.
UNREACHABLE = frozenset({NotToldReason.NOT_REACHED, NotToldReason.NO_CONTACT})


class Whose(TextChoices):
    """Whose detail a search word is."""

    AT_RISK = "at_risk", "A person at risk"
    PARTICIPANT = "participant", "The participant"


class WordKind(TextChoices):
    """The detail of which a search word is the hash; in words when two people share it."""

    NAME = "name", "same name"
    ONE_NAME = "one_name", "same first name"
    BORN = "born", "same date of birth"
    NAME_AND_BORN = "name_and_born", "same name and date of birth"
    PHONE = "phone", "same phone number"
    EMAIL = "email", "same email address"


# Two people with one of these are probably one person; the name alone may be a coincidence.
TELLING = frozenset({WordKind.NAME_AND_BORN, WordKind.PHONE, WordKind.EMAIL})


class Method(TextChoices):
    CALL = "call", "Phone call"
    TEXT = "text", "Text message"
    EMAIL = "email", "Email"
    POST = "post", "Post"
    IN_PERSON = "in_person", "In person"
    THIRD_PARTY = "third_party", "Through another person"


class Safety(TextChoices):
    SAFE = "safe", "Safe"
    NOT_SAFE = "not_safe", "Not safe"
    UNKNOWN = "unknown", "Not known yet"


class Source(TextChoices):
    LINK_WORKER = "link_worker", "Checked by a link worker"
    AGENCY = "agency", "From an agency, checked by phone"
    FORM = "form", "From a form, unverified"


class Result(TextChoices):
    SPOKE = "spoke", "Spoke to them"
    MESSAGE_LEFT = "message_left", "Left a message safely"
    NO_ANSWER = "no_answer", "No answer"
    UNSAFE = "unsafe", "Not safe to talk, so ended the contact"
    DECLINED = "declined", "Does not want support"
    NUMBER_DEAD = "number_dead", "Number or address no longer works"


# Ways of speaking with a person; a message, a text, a letter or another person is no conversation.
TWO_WAY = frozenset({Method.CALL, Method.IN_PERSON})
# Results of a try that did not reach the person. One who declines support may still want to know.
NOT_REACHED = frozenset({Result.MESSAGE_LEFT, Result.NO_ANSWER, Result.UNSAFE, Result.NUMBER_DEAD})


class AlertKind(TextChoices):
    TELL_FIRST = "tell_first", "Tell first"
    OVERTAKEN = "overtaken", "The participant may already know"
    CONCERN = "concern", "Concern"
    MISSING_MARK = "missing_mark", "Not yet marked as there"
    ABSENCE = "absence", "Did not attend"
    LEFT = "left", "Left early"
    CORRECTED = "corrected", "Register corrected"
    ENDING = "ending", "Ended"
    NEW_CASE = "new_case", "New case"
    UNTAKEN = "untaken", "No link worker"
    OPENED = "opened", "Access given to a colleague"
    ALSO_PARTICIPANT = "also_participant", "Also a participant"
    SAME_PARTICIPANT = "same_participant", "Same participant"
    DUPLICATE = "duplicate", "Closed as a duplicate"
    CHECK = "check", "Session check not answered"
    CHECK_LATE = "check_late", "Session check with the manager"


# The level of danger of a case whose signs have not been read; it comes before every other.
NOT_KNOWN = 0
# The rank of a new case without a sign of danger that the desk set aside with others of a burst.
AFTER_OTHERS = Level.NONE + 1
DANGER_WORDS = {NOT_KNOWN: "Danger not known yet", **LEVEL_WORDS}
# The same where nothing else says what the word is about.
DANGER_TAGS = DANGER_WORDS | {
    level: f"Danger: {LEVEL_WORDS[level].lower()}"
    for level in (Level.SAME_DAY, Level.SOON, Level.NOTED)
}
DANGER_COLOURS = {
    NOT_KNOWN: "red", Level.SAME_DAY: "red", Level.SOON: "orange", Level.NOTED: "yellow",
}  # fmt: skip


# They tell the link worker something; no person at risk is told of them.
FOR_LINK_WORKERS = frozenset(
    {
        AlertKind.CONCERN,
        AlertKind.OPENED,
        AlertKind.ALSO_PARTICIPANT,
        AlertKind.SAME_PARTICIPANT,
        AlertKind.DUPLICATE,
        AlertKind.CHECK,
        AlertKind.CHECK_LATE,
    }
)
# Their detail can have a level of danger of their own.
RANKED_THEMSELVES = frozenset({AlertKind.CONCERN, AlertKind.CHECK_LATE, AlertKind.MISSING_MARK})
# Answering the check closes them.
UNANSWERED = frozenset({AlertKind.CHECK, AlertKind.CHECK_LATE})
# Taking or giving the case closes them, and nothing else does.
TAKING = frozenset({AlertKind.NEW_CASE, AlertKind.UNTAKEN})
URGENCY = {
    AlertKind.CHECK_LATE: 5,
    AlertKind.CHECK: 10,
    AlertKind.TELL_FIRST: 10,
    AlertKind.OVERTAKEN: 10,
    AlertKind.OPENED: 15,
    AlertKind.UNTAKEN: 15,
    AlertKind.ALSO_PARTICIPANT: 15,
    AlertKind.SAME_PARTICIPANT: 25,
    AlertKind.DUPLICATE: 40,
    AlertKind.CONCERN: 20,
    AlertKind.MISSING_MARK: 5,
    AlertKind.ABSENCE: 30,
    AlertKind.LEFT: 30,
    AlertKind.CORRECTED: 30,
    AlertKind.ENDING: 40,
    AlertKind.NEW_CASE: 50,
}
# Each mark that raises an alert, and the kind of that alert.
ALERTING_MARKS = dict.fromkeys(ABSENCES, AlertKind.ABSENCE) | {
    Mark.LEFT_EARLY: AlertKind.LEFT,
    Mark.ASKED_TO_LEAVE: AlertKind.LEFT,
}


class AlertOutcome(TextChoices):
    TOLD = "told", "Told the person at risk"
    NOT_APPLICABLE = "not_applicable", "There is no person at risk to tell"
    COULD_NOT_REACH = "could_not_reach", "Could not reach the person at risk"
    DONE = "done", "Done"
    TAKEN = "taken", "Case taken"
    OVERTAKEN = "overtaken", "The message stopped waiting without a release"
    OVERRIDDEN = "overridden", "The manager released the message before everyone was told"
    WITHDRAWN = "withdrawn", "No longer needed"
    PASSED_ON = "passed_on", "Passed to the manager"


def outcomes_of(kind: AlertKind) -> tuple[AlertOutcome, ...]:
    """Return the outcomes that a link worker may choose for an alert of `kind`."""
    if kind in FOR_LINK_WORKERS:
        return (AlertOutcome.DONE,)
    return (AlertOutcome.TOLD, AlertOutcome.NOT_APPLICABLE, AlertOutcome.COULD_NOT_REACH)


class ConcernStepKind(TextChoices):
    """What a link worker did about a concern; never leaves this side."""

    HANDLED = "handled", "Is handling it"
    ASKED = "asked", "Asked to close it"
    AGREED = "agreed", "Agreed to close it"
    KEPT_OPEN = "kept_open", "Did not agree: it stays open"
    CLOSED = "closed", "Closed it"


CONCERN_LEVELS = {
    ConcernLevel.IMMINENT: "Level 0: imminent",
    ConcernLevel.HIGH: "Level 1: high",
    ConcernLevel.MEDIUM: "Level 2: medium",
    ConcernLevel.INFORMATION: "Level 3: information",
    None: "Level not known: treat it as high",
}
CONCERN_COLOURS = {
    ConcernLevel.IMMINENT: "red",
    ConcernLevel.HIGH: "red",
    ConcernLevel.MEDIUM: "orange",
    ConcernLevel.INFORMATION: "yellow",
    None: "red",
}


class Basis(TextChoices):
    """Why decision messages may be sent."""

    TOLD = "told", "Everyone who must be told has been, or the reason is recorded"
    NOT_APPLICABLE = "not_applicable", "There is no person at risk to tell"
    # For the manager; the portal receives the same as for the others.
    OVERRIDE = "override", "As the manager, I decide that they are sent before everyone is told"


class HandbackKind(TextChoices):
    CARD = "referrals.ReleasedCard", "Card"
    KEEP_APART = "referrals.KeepApart", "Keep apart"
    CHECK = "cohorts.SessionCheck", "Session check"
    RECEIPT = "cohorts.ConcernReceipt", "Receipt of a concern"
    RELEASE = "outbox.MessageRelease", "Release of a message"


class Cause(TextChoices):
    """How a session check was decided; never leaves this side."""

    ANSWER = "answer", "Decided by a link worker"
    ROUTINE = "routine", "Decided with all the others of a page"
    RANDOM = "random", "Random routine check"


class FailureReason(TextChoices):
    UNREADABLE = "unreadable", "The envelope cannot be opened"
    MISMATCH = "mismatch", "The content belongs to another referral"
    UNKNOWN_KIND = "unknown_kind", "This kind of envelope is unknown"


class Shown(TextChoices):
    """What a link worker looked at."""

    WORKLIST = "worklist", "Worklist"
    CASES = "cases", "List of cases"
    CHECKS = "checks", "Session checks"
    CASE = "case", "Case"
    FORM = "form", "Form of a case"
    CHANGE = "change", "Change to a case"
    LOOKS = "looks", "Access history"
    SEARCH = "search", "Search"
    REFUSED = "refused", "Refused"


# What has stopped while a process is silent.
SILENT = {
    Process.OPENER: "new forms, notes and concerns are not being opened",
    Process.COPIER: "your decisions are not reaching the programme",
    Process.PULLER: "what happens in the programme is not reaching the worklist",
    Process.CHECKS: "unanswered session checks are not being followed up",
}
