"""COBI, from a man's own form about stalking to the last of twelve sessions, one to one.

The sessions are booked one by one; he misses the second and catches it up. Each time is released by
the link worker before he reads it. The later sessions are like the first, and take the verbs' way.
"""

import datetime as dt

import pytest
from django.utils import timezone

from cohorts.enums import Mark
from cohorts.models import Enrolment
from cohorts.register import mark
from cohorts.single_sessions import book_session
from referral_portal.accounts.models import User
from referral_portal.common.dates import at_local
from tests.factories.referrals import STALKING, STALKING_SELF_PAGES
from tests.journeys.actors import Coordinator, LinkWorker, SelfReferrer
from tests.journeys.staff import Facilitator, Manager

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
HIS_MAIL = "elan@example.org"
SHE = "Cara Invented"
COURSE = "Maidstone alone"
TUESDAY = dt.date(2027, 1, 19)
THURSDAY_AFTER_THE_SECOND = dt.date(2027, 1, 28)
WEEK = dt.timedelta(weeks=1)
AFTERNOON = dt.time(14, 0)
LONGEST = 150


def test_cobi_from_his_own_form_to_the_last_session(stage):
    man, coordinator = SelfReferrer(stage), Coordinator(stage, "coordinator")
    link_worker, manager = LinkWorker(stage, "link-worker"), Manager(stage, "manager")
    facilitator = Facilitator(stage, "facilitator")
    facilitator.page = stage.open_page(phone=True, javascript=False)

    def told_first(reference, mails):
        """She reads what waits and speaks to whom it concerns; only then does it leave."""
        link_worker.waits_for(reference, "Tell first")
        link_worker.opens(reference)
        link_worker.notes_that_she_was_told(SHE)
        link_worker.releases(reference)
        stage.wait_for_mail(HIS_MAIL, mails)

    reference = man.sends_a_form(STALKING, STALKING_SELF_PAGES)
    coordinator.accepts(reference, "A Stalking Intervention")
    link_worker.takes_the_case(reference)
    link_worker.adds_a_person(SHE, "Former partner", "A link worker")
    told_first(reference, 2)

    manager.plans_one_to_one(
        name=COURSE,
        programme="COBI \N{EN DASH} A Stalking Intervention",
        venue="Maidstone: Orchard House",
        first=TUESDAY,
    )
    coordinator.gives_a_place(reference, COURSE)

    # Two and a half hours are the limit; the refusal stands on the page, and nothing is booked.
    facilitator.books(COURSE, "Book session 1", on=TUESDAY, minutes=LONGEST + 1)
    facilitator.sees("150 minutes at most")
    facilitator.page.get_by_label("Length in minutes").fill(str(LONGEST))
    facilitator.finds_it_accessible()
    facilitator.press("Book this session")
    facilitator.sees("Session 1 is booked")
    facilitator.books(COURSE, "Book session 2", on=TUESDAY + WEEK, minutes=LONGEST)
    told_first(reference, 5)
    assert "Tuesday 19 January 2027, 14:00 to 16:30" in mails_in_one(stage)

    stage.travel(at_local(TUESDAY, dt.time(14, 30)))
    facilitator.takes_the_register(COURSE, 1)
    stage.travel(at_local(TUESDAY + WEEK, dt.time(14, 30)))
    facilitator.takes_the_register(COURSE, 2, "Absent, agreed with us")
    facilitator.books(
        COURSE, "catch-up of session 2", on=THURSDAY_AFTER_THE_SECOND, minutes=LONGEST
    )
    facilitator.sees("Session 2 is booked")
    assert "28 January" not in mails_in_one(stage), "He was told before she was."
    link_worker.sign_in()
    told_first(reference, 6)
    stage.travel(at_local(THURSDAY_AFTER_THE_SECOND, dt.time(14, 30)))
    facilitator.takes_the_register(COURSE, 3)

    sessions = book_the_others()
    link_worker.sign_in()
    told_first(reference, 16)
    stage.travel(sessions[-1].ends_at)
    for session in sessions:
        hold(session)

    facilitator.completes(COURSE)
    link_worker.sign_in()
    told_first(reference, 17)
    facilitator.go("/cohorts/?show=past")
    facilitator.follow(COURSE)
    facilitator.sees("Finished")
    text = mails_in_one(stage).lower()
    assert not any(word in text for word in ("stalk", "cobi", "victim", "elan inv"))


def mails_in_one(stage) -> str:
    """Everything he was sent so far."""
    return " ".join(mail["Subject"] + mail.get_content() for mail in stage.mails_to(HIS_MAIL))


def book_the_others() -> list:
    """Book sessions 3 to 12, a week apart."""
    enrolment = Enrolment.objects.get()
    by = User.objects.get(username="facilitator")
    return [
        book_session(
            enrolment_id=enrolment.pk,
            plan_number=number,
            on=TUESDAY + WEEK * (number - 1),
            start=AFTERNOON,
            minutes=LONGEST,
            facilitator=by,
            by=by,
            now=timezone.now(),
        )
        for number in range(3, 13)
    ]


def hold(session) -> None:
    """Take the register of a session at its end."""
    mark(
        session_id=session.pk,
        marks={session.enrolment_id: Mark.ATTENDED},
        by=User.objects.get(username="facilitator"),
        now=session.ends_at,
    )
