"""The actions on cohorts, sessions and places in words."""

from referral_portal.audit.words import name_actions

name_actions(
    "Cohorts and sessions",
    {
        "cohort.create": "planned {cohort}",
        "cohort.status": "changed the status of {cohort}",
        "cohort.announce": "put {cohort} on the public page",
        "cohort.take_announcement_back": "removed {cohort} from the public page",
        "cohort.grant_access": "gave a colleague access to {cohort}",
        "cohort.end_access": "ended a colleague’s access to {cohort}",
        "session.book": "booked {session}",
        "session.move": "moved {session}",
        "session.cancel": "cancelled {session}",
        "attendance.mark": "recorded {attendance}",
        "attendance.correct": "corrected {attendance}",
        "concern.raise": "raised {concern}",
        "place.refused": "could not give {referral} a place",
        "enrolment.allocate": "added {enrolment} to a cohort",
        "enrolment.note_plan": "wrote a note on the plan of {enrolment}",
        "enrolment.end": "ended {enrolment}",
        "enrolment.suspend": "suspended {enrolment}",
        "enrolment.resume": "lifted the suspension of {enrolment}",
        "enrolment.letter": "created a letter about {enrolment}",
    },
)
