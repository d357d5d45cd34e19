"""The addresses of the safeguarding side; without a session, each redirects to the sign-in page."""

from django.urls import path

from safeguarding.views import (
    account,
    break_glass,
    case,
    checks,
    contacts,
    decisions,
    disclosures,
    lists,
    looks,
    people,
    search,
    sign_in,
    staying,
)

CASE = "cases/<uuid:case_id>/"
app_name = "safeguarding"
urlpatterns = [
    path("", lists.worklist, name="worklist"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/set-up/", sign_in.sign_in_set_up, name="sign_in_set_up"),
    path("join/<str:token>/", sign_in.join, name="join"),
    path("confirm/", sign_in.confirm, name="confirm"),
    path("account/", account.account, name="account"),
    path("account/stay/", staying.stay, name="stay"),
    path("account/typed/", staying.typed, name="typed"),
    path("account/end-sessions/", account.end_own_sessions, name="end_own_sessions"),
    path("account/<int:worker_id>/end-sessions/", account.end_sessions, name="end_sessions"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("cases/", lists.cases, name="cases"),
    path("openings/", break_glass.access, name="openings"),
    path("openings/<int:opening_id>/", break_glass.decide, name="decide_opening"),
    path("search/", search.search, name="search"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<int:session_id>/<uuid:enrolment_id>/", checks.check, name="check"),
    path(CASE, case.case, name="case"),
    path(f"{CASE}looks/", looks.looks, name="looks"),
    path(f"{CASE}exclude/", break_glass.exclude_worker, name="exclude"),
    path(f"{CASE}exclude/<int:exclusion_id>/end/", break_glass.end_exclude, name="end_exclusion"),
    path(f"{CASE}take/", case.take, name="take"),
    path(f"{CASE}give/", case.give, name="give"),
    path(f"{CASE}people/add/", people.add, name="add_person"),
    path(f"{CASE}people/add/<slug:key>/", people.add_from_form, name="add_named"),
    path(f"{CASE}people/<uuid:person_id>/", people.person, name="person"),
    path(f"{CASE}people/<uuid:person_id>/link/", people.link, name="link_person"),
    path(f"{CASE}people/<uuid:person_id>/verify/", people.verify, name="verify_person"),
    path(f"{CASE}people/<uuid:person_id>/not-told/", people.not_told, name="not_told"),
    path(f"{CASE}people/<uuid:person_id>/join/<uuid:other_id>/", people.join, name="join_people"),
    path(f"{CASE}joins/<int:join_id>/undo/", people.part, name="part_people"),
    path(f"{CASE}contacts/add/", contacts.add_contact, name="add_contact"),
    path(
        f"{CASE}contacts/<int:contact_id>/confirm/",
        contacts.confirm_contact,
        name="confirm_contact",
    ),
    path(
        f"{CASE}contacts/<int:contact_id>/retire/", contacts.retire_contact, name="retire_contact"
    ),
    path(f"{CASE}contacts/<int:contact_id>/whose/", contacts.whose_contact, name="whose_contact"),
    path(f"{CASE}notes/add/", contacts.add_note, name="add_note"),
    path(f"{CASE}notes/<int:note_id>/whose/", contacts.whose_note, name="whose_note"),
    path(f"{CASE}release/", decisions.release_messages, name="release"),
    path(f"{CASE}alerts/<int:alert_id>/", decisions.alert, name="alert"),
    path(f"{CASE}concerns/<uuid:concern_id>/", decisions.concern, name="concern"),
    path(f"{CASE}card/", disclosures.card, name="card"),
    path(f"{CASE}keep-apart/", disclosures.apart, name="apart"),
    path(f"{CASE}keep-apart/<uuid:handback_id>/end/", disclosures.end_apart, name="end_apart"),
]
