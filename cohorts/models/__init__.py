"""The rows of a cohort."""

from cohorts.models.booking import Booking
from cohorts.models.cohort import MOST_PLACES, Cohort, Place, Session
from cohorts.models.enrolment import Attendance, Enrolment
from cohorts.models.handbacks import ConcernReceipt, RaisedConcern, SessionCheck
from cohorts.models.staffing import CohortUserObjectPermission, Staffing

__all__ = [
    "MOST_PLACES",
    "Attendance",
    "Booking",
    "Cohort",
    "CohortUserObjectPermission",
    "ConcernReceipt",
    "Enrolment",
    "Place",
    "RaisedConcern",
    "Session",
    "SessionCheck",
    "Staffing",
]
