"""The main job, end to end: a man refers himself, she is told first, he completes twelve sessions.

He misses one of them: the link worker's worklist shows it within a minute, and he catches it up. The
sessions between are like the first, and take the verb's way.
"""

import datetime as dt

import pytest

from cohorts.enums import Mark
from cohorts.models import Enrolment, Session
from cohorts.register import mark
from referral_portal.accounts.models import User
from referral_portal.common.dates import at_local
from tests.journeys.main_job import GROUP, HIS_MAIL, SHE, from_the_form_to_a_place
from tests.journeys.staff import Facilitator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]

TUESDAY = dt.date(2027, 1, 19)
EVENING = dt.time(18, 30)
MISSED = 5  # the session he does not come to, and catches up alone two days later
BY_HAND = {1, MISSED, 12}  # registers taken on their page


def test_from_the_first_form_to_the_last_session(stage):
    link_worker, reference = from_the_form_to_a_place(stage, first=TUESDAY)
    facilitator = Facilitator(stage, "facilitator")

    for number in range(1, 13):
        stage.travel(at_local(TUESDAY + dt.timedelta(weeks=number - 1), EVENING))
        if number not in BY_HAND:
            hold(number)
            continue
        said = "Absent, no contact" if number == MISSED else "Attended"
        facilitator.takes_the_register(GROUP, number, said)
        if number == MISSED:
            link_worker.sign_in()
            link_worker.waits_for(reference, "Did not attend")
            link_worker.opens(reference)
            link_worker.sees("Absent, no contact")
            catches_up(stage, facilitator, link_worker, reference)
    facilitator.completes(GROUP)
    facilitator.does_not_see("Canarina")

    link_worker.sign_in()
    link_worker.waits_for(reference, "Ended")
    assert len(stage.mails_to(HIS_MAIL)) == 4, "He was told before she was."
    link_worker.opens(reference)
    link_worker.notes_that_she_was_told(SHE)
    link_worker.releases(reference)
    stage.wait_for_mail(HIS_MAIL, 5)
    for mail in stage.mails_to(HIS_MAIL):
        text = (mail["Subject"] + mail.get_content()).lower()
        assert reference.lower() in text
        assert not any(word in text for word in ("canar", "abuse", "victim", "elan inv"))


def hold(number: int) -> None:
    """Take the register of a session he comes to, as it begins."""
    session = Session.objects.get(plan_number=number, enrolment=None)
    marks = {Enrolment.objects.get().pk: Mark.ATTENDED}
    by = User.objects.get(username="facilitator")
    mark(session_id=session.pk, marks=marks, by=by, now=session.starts_at)


def catches_up(stage, facilitator, link_worker, reference):
    """Book the session he missed for him alone; she is told of the time, then he, and he comes."""
    day = TUESDAY + dt.timedelta(weeks=MISSED - 1, days=2)
    facilitator.books(GROUP, f"catch-up of session {MISSED}", on=day, minutes=60)
    facilitator.sees(f"Session {MISSED} is booked")
    link_worker.waits_for(reference, "Tell first")
    link_worker.opens(reference)
    link_worker.notes_that_she_was_told(SHE)
    link_worker.releases(reference)
    stage.wait_for_mail(HIS_MAIL, 4)
    stage.travel(at_local(day, dt.time(14, 30)))
    facilitator.takes_the_register(GROUP, 13)
