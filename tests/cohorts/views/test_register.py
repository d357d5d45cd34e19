"""The register on its page: checks and cards before, marks after."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.enrolment import give_up_place
from cohorts.enums import CheckState
from cohorts.models import (
    Attendance,
    SessionCheck,
)
from referrals.models import CardAudience, CardBasis, ReleasedCard
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    IN_FIRST_SESSION,
    PLANNED_AT,
    place_somebody,
    session_time,
)

pytestmark = pytest.mark.django_db


def register_of(cohort, number=1):
    return reverse("cohorts:register", args=[cohort.pk, number])


def answer(cohort, enrolment, state, sequence):
    SessionCheck.objects.create(
        session_id=cohort.sessions.get(number=1).pk,
        enrolment_id=enrolment.pk,
        state=state,
        sequence=sequence,
        released_at=PLANNED_AT,
    )


def test_the_register_shows_the_newest_answer_and_amber_for_none(
    client, travel, cohort, facilitator
):
    green, held, silent = (place_somebody(cohort) for _ in range(3))
    answer(cohort, green, CheckState.GREEN, 1)
    answer(cohort, held, CheckState.HOLD, 3)
    answer(cohort, held, CheckState.GREEN, 2)
    client.force_login(facilitator)

    shown = {
        person["enrolment"]: (person["check"], person["colour"])
        for person in client.get(register_of(cohort)).context["unmarked"]
    }

    assert shown == {
        green: ("Go ahead", "green"),
        held: ("Rearrange", "orange"),
        silent: ("Ask your supervisor", "yellow"),
    }


def test_answers_for_another_session_do_not_count(read, travel, cohort, facilitator):
    answer(cohort, place_somebody(cohort), CheckState.GREEN, 1)
    travel.move_to(session_time(cohort, 2))

    text = read(facilitator, register_of(cohort, 2))

    assert "Ask your supervisor" in text
    assert "Go ahead" not in text


def test_only_the_newest_card_for_facilitators_is_shown_and_not_once_it_has_expired(
    read, travel, cohort, facilitator
):
    referral_id = place_somebody(cohort).referral_id
    other_id = place_somebody(cohort).referral_id
    over = FIRST_DATE - dt.timedelta(days=1)
    for sequence, (referral, audience, text, ends) in enumerate(
        (
            (referral_id, CardAudience.FACILITATORS, "Replaced card", FIRST_DATE),
            (referral_id, CardAudience.FACILITATORS, "Seat him near the door", FIRST_DATE),
            (referral_id, CardAudience.COORDINATOR, "For the desk", FIRST_DATE),
            (other_id, CardAudience.FACILITATORS, "Taken back", FIRST_DATE),
            (other_id, CardAudience.FACILITATORS, "Old card", over),
        )
    ):
        ReleasedCard.objects.create(
            referral_id=referral,
            audience=audience,
            basis=CardBasis.AGREED,
            text=text,
            expires_on=ends,
            sequence=sequence,
            released_at=PLANNED_AT,
        )

    text = read(facilitator, register_of(cohort))

    assert "Seat him near the door" in text
    for hidden in ("Replaced card", "For the desk", "Taken back", "Old card"):
        assert hidden not in text


def test_who_delivered_his_last_cohort_reads_no_cards(read, travel, cohort, facilitator):
    enrolment = place_somebody(cohort)
    ReleasedCard.objects.create(
        referral_id=enrolment.referral_id,
        audience=CardAudience.FACILITATORS,
        basis=CardBasis.AGREED,
        text="Canary card",
        expires_on=FIRST_DATE,
        sequence=1,
        released_at=PLANNED_AT,
    )
    assert "Canary card" in read(facilitator, register_of(cohort))

    give_up_place(
        enrolment_id=enrolment.pk,
        words="x",
        by=UserFactory(coordinator=True),
        now=IN_FIRST_SESSION,
    )

    assert "Canary card" not in read(facilitator, register_of(cohort))


def test_taking_the_register(client, travel, cohort, facilitator):
    here, absent = place_somebody(cohort), place_somebody(cohort)
    client.force_login(facilitator)

    nothing = client.post(register_of(cohort), {})
    assert "Select a mark for at least one participant" in nothing.content.decode()
    assert not Attendance.objects.exists()
    client.post(register_of(cohort), {f"mark-{here.pk}": "attended", f"mark-{absent.pk}": "absent"})

    text = client.get(register_of(cohort)).content.decode()
    assert "Absent, no contact" in text
    assert reverse("cohorts:correct_mark", args=[cohort.pk, 1, absent.pk]) in text


def test_one_absence_does_not_wait_for_the_other_marks(client, travel, cohort, facilitator):
    absent, unsure = place_somebody(cohort), place_somebody(cohort)
    client.force_login(facilitator)

    saved = client.post(register_of(cohort), {f"mark-{absent.pk}": "absent"}, follow=True)

    assert "1 mark is saved. 1 participant has no mark yet." in saved.content.decode()
    assert [row.enrolment_id for row in Attendance.objects.all()] == [absent.pk]
    assert [one["enrolment"] for one in saved.context["unmarked"]] == [unsure]


def test_marks_for_a_register_that_a_colleague_has_taken_meanwhile_show_it(
    client, travel, cohort, facilitator
):
    enrolment = place_somebody(cohort)
    travel.move_to(IN_FIRST_SESSION)
    client.force_login(facilitator)
    marks = {f"mark-{enrolment.pk}": "attended"}
    client.post(register_of(cohort), marks)

    late = client.post(register_of(cohort), {f"mark-{enrolment.pk}": "absent"})

    assert late.status_code == 200
    assert [person["mark_words"] for person in late.context["marked"]] == ["Attended"]


def test_the_register_opens_with_the_session(read, travel, cohort, facilitator):
    place_somebody(cohort)
    travel.move_to(IN_FIRST_SESSION - dt.timedelta(hours=1))

    text = read(facilitator, register_of(cohort))

    assert "when the session begins" in text
    assert "Save the register" not in text


def test_the_register_costs_the_same_for_one_person_and_for_eight(
    client, travel, cohort, facilitator, django_assert_num_queries
):
    client.force_login(facilitator)
    answer(cohort, place_somebody(cohort), CheckState.GREEN, 1)
    client.get(register_of(cohort))
    for _ in range(2):
        with django_assert_num_queries(6):
            client.get(register_of(cohort))
        while cohort.places.filter(enrolments=None).exists():
            answer(cohort, place_somebody(cohort), CheckState.GREEN, 1)


def test_correcting_on_the_page(client, travel, cohort, facilitator):
    enrolment = place_somebody(cohort)
    client.force_login(facilitator)
    client.post(register_of(cohort), {f"mark-{enrolment.pk}": "absent"})
    url = reverse("cohorts:correct_mark", args=[cohort.pk, 1, enrolment.pk])

    assert "Say why" in client.post(url, {"mark": "late"}).content.decode()
    client.post(url, {"mark": "late", "reason": "Came at ten past"})

    text = client.get(url).content.decode()
    assert "Absent, no contact" in text
    assert "Came at ten past" in text
    assert "(corrected)" in client.get(register_of(cohort)).content.decode()
