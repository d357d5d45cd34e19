"""Statuses of cohorts and sessions, and the marks of a register.

A mark must not reveal why a link worker asked to rearrange a session: "cancelled by us" covers
every reason of ours.
"""

from django.db.models import IntegerChoices, TextChoices


class CohortStatus(TextChoices):
    PLANNED = "planned", "Planned"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    CANCELLED = "cancelled", "Cancelled"


CURRENT = (CohortStatus.PLANNED, CohortStatus.RUNNING)
OVER = (CohortStatus.FINISHED, CohortStatus.CANCELLED)


class SessionStatus(TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Register taken"
    CANCELLED = "cancelled", "Cancelled"


class ResourceKind(TextChoices):
    FACILITATOR = "facilitator", "Facilitator"
    VENUE = "venue", "Venue"


class StaffingRole(TextChoices):
    LEAD = "lead", "Facilitator"
    CO_FACILITATOR = "co-facilitator", "Co-facilitator"
    COVER = "cover", "Cover"


class Mark(TextChoices):
    ATTENDED = "attended", "Attended"
    LATE = "late", "Late, 15 minutes or less"
    TOO_LATE = "too_late", "Too late to count"
    LEFT_EARLY = "left_early", "Left early"
    ASKED_TO_LEAVE = "asked_to_leave", "Asked to leave"
    ABSENT_AGREED = "absent_agreed", "Absent, agreed with us"
    ABSENT = "absent", "Absent, no contact"
    CANCELLED_BY_US = "cancelled_by_us", "Cancelled by us"


COUNTS = frozenset({Mark.ATTENDED, Mark.LATE})  # the marks that count as attended
# Every absence reaches the link workers: an agreed absence can be dangerous too.
ABSENCES = frozenset({Mark.ABSENT, Mark.ABSENT_AGREED, Mark.TOO_LATE})


class CheckState(TextChoices):
    GREEN = "green", "Go ahead"
    SPEAK_FIRST = "speak_first", "Speak to your supervisor first"
    HOLD = "hold", "Rearrange"


class ConcernState(TextChoices):
    RECEIVED = "received", "Received"
    BEING_HANDLED = "being_handled", "Being handled"
    CLOSED = "closed", "Closed"


class Weekday(IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"
