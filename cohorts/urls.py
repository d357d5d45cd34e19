"""The addresses of cohorts, below /cohorts/."""

from django.urls import path

from cohorts.views import (
    access,
    cancelling,
    cohorts,
    grid,
    letters,
    people,
    register,
    single_sessions,
)

app_name = "cohorts"
urlpatterns = [
    path("", cohorts.list_cohorts, name="list"),
    path("new/", cohorts.new, name="new"),
    path("<uuid:cohort_id>/", cohorts.detail, name="detail"),
    path("<uuid:cohort_id>/attendance/", grid.grid, name="grid"),
    path("<uuid:cohort_id>/access/", access.access, name="access"),
    path("<uuid:cohort_id>/access/<int:user_id>/end/", access.end_access, name="end_access"),
    path("<uuid:cohort_id>/announce/", access.announce, name="announce"),
    path("<uuid:cohort_id>/allocate/", cohorts.allocate, name="allocate"),
    path("<uuid:cohort_id>/allocate/<uuid:referral_id>/", cohorts.place, name="place"),
    path("<uuid:cohort_id>/sessions/<int:number>/register/", register.register, name="register"),
    path(
        "<uuid:cohort_id>/sessions/<int:number>/register/<uuid:enrolment_id>/correct/",
        register.correct_mark,
        name="correct_mark",
    ),
    path(
        "<uuid:cohort_id>/sessions/<int:number>/move/",
        single_sessions.move_session,
        name="move_session",
    ),
    path(
        "enrolments/<uuid:enrolment_id>/sessions/<int:number>/book/",
        single_sessions.book,
        name="book",
    ),
    path("<uuid:cohort_id>/cancel/", cancelling.cancel, name="cancel"),
    path(
        "<uuid:cohort_id>/sessions/<int:number>/cancel/",
        cancelling.cancel_session,
        name="cancel_session",
    ),
    path("enrolments/<uuid:enrolment_id>/suspend/", people.suspend, name="suspend"),
    path("enrolments/<uuid:enrolment_id>/resume/", people.resume, name="resume"),
    path("enrolments/<uuid:enrolment_id>/complete/", people.complete, name="complete"),
    path("enrolments/<uuid:enrolment_id>/remove/", people.remove, name="remove"),
    path("enrolments/<uuid:enrolment_id>/give-up/", people.give_up, name="give_up"),
    path("enrolments/<uuid:enrolment_id>/concern/", people.concern, name="concern"),
    path("enrolments/<uuid:enrolment_id>/note/", people.note, name="note"),
    path("enrolments/<uuid:enrolment_id>/letter/", letters.appointment, name="letter"),
    path("enrolments/<uuid:enrolment_id>/plan/", people.plan_note, name="plan_note"),
]
