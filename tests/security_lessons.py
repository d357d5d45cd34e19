"""Defaults that look safe but are not, and mistakes that a similar system has made: the tests for each.

As in security_checklist.py, and on the same page of docs/.
"""

from tests.security_checklist import BASE, GUARDED, MATRIX, POINTS_, ROLES, Point

DEFAULTS = {
    1: Point("The admin lets users filter by columns that it hides.",
             f"{BASE}::test_only_declared_filters_are_looked_up"),
    2: Point("The admin's history page reveals whether a row exists.",
             f"{BASE}::test_view_on_site_autocomplete_history_and_delete_are_absent"),
    3: Point("“View on site” puts a row's address, and its name, into a header.",
             f"{BASE}::test_pages_that_answer_for_any_row_are_not_in_the_resolver"),
    4: Point("The page that confirms a deletion lists related rows.",
             f"{BASE}::test_every_registered_page_is_hardened_and_none_can_delete"),
    5: Point("guardian's admin lets staff give rights to one another.",
             f"{BASE}::test_pages_that_answer_for_any_row_are_not_in_the_resolver"),
    6: Point("A rule for each row answers 403 if the row exists and 302 if not.",
             f"{BASE}::test_absent_and_forbidden_rows_get_the_same_answer"),
    7: Point("SQLite ignores row locks and exclusion constraints.",
             "cohorts/test_enrolment_race.py::test_exactly_one_of_64_gets_the_last_place_every_round"
             " cohorts/test_planning.py::"
             "test_the_database_itself_refuses_a_facilitator_in_two_places"),
    8: Point("A task is lost with its worker.",
             "outbox/test_drain.py::test_a_worker_that_dies_while_sending"
             " safeguarding/crossing/test_under_fire.py::test_copiers_really_killed_while_another_copies"),
    9: Point("Arguments and errors of tasks can be read in Redis.",
             f"{POINTS_}::test_05_no_task_acts_for_somebody_or_carries_anything"),
    10: Point("“no-store” alone leaves typed answers in the browser's files.",
              "common/test_forms.py::test_everything_typed_stays_out_of_the_browsers_memory"
              " referrals/views/test_flow.py::"
              "test_an_error_is_shown_after_a_redirect_with_what_was_typed"),
}  # fmt: skip
DEFECTS = {
    "R2-3957": Point("Another record's row was accepted or revoked under one's own record.",
                     f"{POINTS_}::test_defect_of_accepting_anothers_row_under_ones_own"),
    "R2-3930": Point("Many records at once were assigned by users who had no access to them.",
                     f"{POINTS_}::test_defect_of_answering_many_rows_out_of_scope_at_once"
                     f" {POINTS_}::test_defect_of_marking_and_correcting_rows_out_of_scope"),
    "R2-3923 to 3926": Point("Addresses for flags, closing and approving checked too little.",
                             f"{ROLES} {GUARDED}::test_every_address_is_in_the_table"),
    "R2-3591": Point("Attached papers were served to anyone.",
                     f"{ROLES} common/test_pdf.py::"
                     "test_a_letter_is_never_kept_and_a_public_paper_is_drawn_once"),
    "R2-3558": Point("Users changed their own groups.",
                     "accounts/admin/test_people.py::"
                     "test_an_administrator_gives_others_a_role_and_never_themselves"),
    "R2-3562": Point("Users set which rules they had agreed to.",
                     f"{POINTS_}::test_10_fields_that_a_form_does_not_ask_for_change_nothing"
                     " referrals/test_submission.py::"
                     "test_another_list_of_partners_asks_for_the_agreement_again"),
    "R2-3138": Point("An account raised its own rights.",
                     f"{BASE}::test_is_staff_and_is_superuser_open_nothing"
                     f" {POINTS_}::test_10_fields_that_a_form_does_not_ask_for_change_nothing"),
    "R2-3182": Point("A session could be taken over.",
                     "accounts/test_sessions.py::"
                     "test_21_the_session_key_changes_at_every_step_and_the_old_cookie_is_dead"),
    "R2-3601": Point("Values that no list offered were accepted.",
                     f"{POINTS_}::test_defect_of_a_choice_that_was_not_offered"
                     " referrals/views/test_call_backs.py::"
                     "test_a_district_that_is_not_offered_is_refused"),
    "R2-3757": Point("A copied form showed hidden fields.",
                     f"{MATRIX}::test_no_page_shows_more_than_it_says"),
}  # fmt: skip
