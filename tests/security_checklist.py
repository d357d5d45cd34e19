"""The points of the security checklist (ASVS 5.0, chosen points), each with its tests or its reason.

docs/security-checklist.md is made from this table; a test asks whether every test that is named is
there. A point with a reason and no test does not apply yet; with both, the reason says what is left.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """One point: what must hold, the tests that hold it, and why not (all of it), if so."""

    words: str
    tests: str = ""
    reason: str = ""


GUARDED = "test_every_url_is_guarded.py"
BASE = "accounts/test_admin_base.py"
FACTOR = "accounts/test_second_factor.py"
THROTTLE = "common/test_throttle.py"
SESSIONS = "accounts/test_sessions.py"
MATRIX = "authorisation/test_matrix.py"
POINTS_ = "authorisation/test_points.py"
LOOKED = f"{POINTS_}::test_29_31_32_33_every_page_that_is_looked_at"
HEADERS = "common/test_middleware.py::test_every_response_carries_the_protecting_headers"
ROLES = f"{GUARDED}::test_a_role_opens_its_pages_and_the_others_are_not_there"
STACK = "deployment/test_stack.py::test_the_stack_is_what_the_file_says"
PROXIED = "deployment/test_proxy_pages.py"
COMPOSED = "deployment/test_composition_file.py::test_it_keeps_its_promises"

POINTS = {
    1: Point("Every address is in a table of who may open it; a new one fails the build.",
             f"{GUARDED}::test_every_address_is_in_the_table"),
    2: Point("Visitors and users with the wrong role cannot tell a page that exists from one that does not.",
             f"{ROLES} {GUARDED}::test_nobody_signed_in_sees_the_sign_in_page_and_nothing_else"),
    3: Point("A page shows no data beyond what is declared for it.",
             f"{MATRIX}::test_no_page_shows_more_than_it_says"),
    4: Point("A role that is taken away no longer works at the next request.",
             f"{POINTS_}::test_04_a_role_taken_away_is_gone_at_the_next_page"),
    5: Point("Background work never acts for a user with rights that the user has lost.",
             f"{POINTS_}::test_05_no_task_acts_for_somebody_or_carries_anything"),
    6: Point("An agency cannot see, count or reach another agency's referrals.",
             "referrals/views/test_your_referrals.py::test_it_lists_the_agencys_own_and_no_others"
             " referrals/views/test_your_referrals.py::test_another_agencys_row_is_no_place_to_go_on_from"),
    7: Point("The admin asks for a second factor and is closed to most roles.",
             f"{FACTOR}::test_13_no_role_gets_in_with_a_password_alone"
             f" {BASE}::test_every_other_role_meets_a_page_that_is_not_there",
             "A list of allowed networks, and a host name for the admin, are for the proxy to set."),
    8: Point("The page about authorisation is made from the table that is tested.",
             f"{MATRIX}::test_the_page_in_the_docs_is_this_matrix"),
    9: Point("A colleague's case is opened by two people with a reason, and the link worker who has it is told.",
             "safeguarding/access/test_break_glass.py::test_asking_alone_opens_nothing"
             " safeguarding/access/test_break_glass.py::"
             "test_whose_case_it_is_is_told_and_everything_is_on_record"),
    10: Point("Fields that a form does not ask for change nothing.",
              f"{POINTS_}::test_10_fields_that_a_form_does_not_ask_for_change_nothing"),
    11: Point("Forms and lists name their fields.",
              f"{POINTS_}::test_11_and_46_forms_and_lists_name_their_fields_and_take_no_files"),
    12: Point("The portal's database role reads nothing sealed and owns nothing.", STACK),
    13: Point("No page of staff opens with a password alone.",
              f"{FACTOR}::test_13_no_role_gets_in_with_a_password_alone"
              f" {FACTOR}::test_13_the_second_factor_cannot_be_switched_off_in_production",
              "This version uses codes from an app, not hardware keys."),
    14: Point("A known and an unknown name get the same answer in the same time.",
              "accounts/test_timing.py::test_14_a_refusal_hashes_as_much_for_a_name_that_does_not_exist"
              " accounts/test_views.py::test_a_wrong_password_and_an_unknown_name_get_the_same_answer"),
    15: Point("Guessing is slowed down and locks nobody out.",
              f"{THROTTLE}::test_15_too_many_tries_are_refused_and_the_right_password_from_elsewhere_works"
              f" {THROTTLE}::test_15_a_network_that_tries_many_names_is_refused"
              f" {THROTTLE}::test_15_wrong_tries_from_a_station_refuse_no_browser_that_is_known"
              f" {THROTTLE}::test_15_wrong_codes_from_elsewhere_refuse_no_browser_that_is_known"
              f" {THROTTLE}::test_15_guesses_from_everywhere_make_a_new_browser_answer_a_question"
              " safeguarding/sign_in/test_known_browser.py::"
              "test_15_wrong_tries_from_a_station_refuse_no_browser_that_is_known"
              f" {THROTTLE}::test_15_a_name_tried_from_everywhere_leaves_each_network_one_try"
              " common/test_hashing.py::test_sign_ins_at_once_take_the_memory_of_one"),
    16: Point("Short and common passwords are refused; long ones are taken whole.",
              f"{FACTOR}::test_16_short_common_and_cut_passwords_are_refused"),
    17: Point("A new installation has no account.",
              f"{POINTS_}::test_17_a_new_installation_has_no_account"
              " accounts/commands/test_invite.py::test_the_first_administrator_comes_by_a_link_from_the_machine"),
    18: Point("An invitation works once, within a day; no user sets another's password.",
              "accounts/test_invitations.py::test_18_a_link_works_once_for_a_day_and_until_the_next"
              " accounts/test_once.py::test_a_link_lets_one_request_choose_the_password"
              " accounts/test_once.py::test_a_link_of_the_far_side_lets_one_request_choose_the_password"
              " safeguarding/sign_in/test_invitations.py::"
              "test_18_a_link_works_once_for_a_day_and_until_the_next"
              " accounts/test_invitations.py::test_18_nobody_chooses_a_password_for_somebody_else"),
    19: Point("A code counts once; a new password keeps the second factor.",
              f"{FACTOR}::test_19_a_code_counts_once accounts/test_invitations.py::"
              "test_19_a_link_for_a_forgotten_password_asks_for_the_code_and_ends_every_session"),
    20: Point("The owner of an account is told about a new browser and changed credentials.",
              "accounts/test_notices.py::test_20_a_browser_that_was_not_used_before_is_told_of_once"
              " accounts/test_notices.py::test_20_a_changed_second_factor_is_told_of"),
    21: Point("The session's key changes at each step of signing in.", f"{SESSIONS}::"
              "test_21_the_session_key_changes_at_every_step_and_the_old_cookie_is_dead"),
    22: Point("Sessions end when idle, and after a fixed time at the latest.",
              f"{SESSIONS}::test_22_a_session_ends_in_the_end_however_busy"
              " accounts/test_middleware.py::test_an_idle_session_ends safeguarding/sign_in/test_sessions.py::"
              "test_a_session_ends_when_idle_and_in_any_case_after_a_day"),
    23: Point("Sessions end at once when an account is switched off, a password changes or an"
              " administrator ends them.",
              f"{SESSIONS}::test_23_a_new_password_ends_the_other_sessions_and_not_this_one"
              f" {SESSIONS}::test_23_the_administrator_ends_the_sessions_of_an_account accounts/"
              "test_views.py::test_an_account_that_is_switched_off_is_out_at_the_next_page"),
    24: Point("A case opens only after a recent code, and each look is recorded.",
              "safeguarding/views/test_sign_in.py::"
              "test_24_a_case_asks_for_a_code_again_and_then_opens"
              " safeguarding/access/test_guard.py::test_every_look_is_recorded"),
    25: Point("Cookies are bound to their host and unreadable to scripts.",
              "portal/test_cookies.py::test_25_every_cookie_is_bound_to_its_host"
              f" {SESSIONS}::test_25_the_cookie_is_http_only_and_lax"),
    26: Point("Every response carries the protecting headers, the pages of the proxy included.",
              f"{HEADERS} {PROXIED}::test_a_zone_that_is_down_has_a_page_with_words_and_numbers"
              f" {PROXIED}::test_a_request_that_no_zone_hears_of_is_answered_with_its_reason"
              f" {PROXIED}::test_both_pages_have_the_style_that_the_policy_names",
              "Strict transport security is a setting of the zones, checked by ./dev check."),
    27: Point("A strict content security policy, without inline script or style.",
              f"{HEADERS} test_consistency.py::test_templates_obey_the_content_security_policy",
              "Browsers' reports of violations are not collected."),
    28: Point("The Referer header is sent to our own pages only.", HEADERS),
    29: Point("A form without its token is refused; reading a page changes nothing.",
              f"{LOOKED} referrals/admin/test_decisions.py::"
              "test_the_token_against_forged_requests_is_asked_for"
              " safeguarding/views/test_sign_in.py::test_forms_need_their_token"),
    30: Point("The zones share no cookie and no host.",
              "portal/test_cookies.py::test_25_the_two_zones_share_no_name deployment/"
              "test_composition_file.py::test_both_pairs_of_hosts_and_databases_are_told_apart"),
    31: Point("Pages load nothing from elsewhere.", LOOKED),
    32: Point("No page is kept in a cache; leaving clears the browser.",
              f"{LOOKED} portal/test_views.py::test_leaving_clears_the_browser_and_goes_away_at_once"),
    33: Point("No address holds a person's data or a token.", LOOKED,
              "A link for setting a password holds a token that works once, within a day."),
    34: Point("No page redirects to another host.",
              f"{SESSIONS}::test_34_the_next_page_is_one_of_ours"),
    35: Point("Other methods are refused; a forged forwarding header changes nothing.",
              f"{POINTS_}::test_35_only_the_methods_of_a_browser_are_answered_whoever_asks"
              f" {THROTTLE}::test_15_and_35_an_invented_forwarding_address_changes_nothing"),
    36: Point("What is typed is text, on pages and on paper.",
              "common/test_rendering.py::test_nothing_typed_or_named_reaches_the_page_raw"
              " common/test_pdf.py::test_what_a_person_typed_is_text"),
    37: Point("A cell of a spreadsheet is never a formula.",
              "common/test_spreadsheets.py::test_37_a_cell_with_a_sign_of_a_formula_is_text"),
    38: Point("A line break cannot be smuggled into a line.",
              "common/test_fields.py::test_line_break_cannot_be_smuggled_into_a_line"),
    39: Point("Drawing a letter opens nothing that is not ours.",
              "common/test_pdf.py::test_anything_that_is_not_ours_stops_the_drawing"),
    40: Point("Invisible and control characters are dropped or refused.",
              "common/test_fields.py::test_line_is_tidied_and_invisible_characters_dropped"
              " common/test_middleware.py::test_a_nul_in_an_address_is_refused_and_not_passed_on"),
    41: Point("No regular expression is chosen by a user.",
              f"{POINTS_}::test_11_and_46_forms_and_lists_name_their_fields_and_take_no_files",
              "How long ours take on a megabyte of text is not measured: fields accept far less."),
    42: Point("Impossible dates, postcodes and numbers are errors beside their field.",
              "common/test_fields.py::test_phone_that_cannot_be_rung_is_refused"
              " common/test_fields.py::test_postcode_that_is_not_one_is_refused"),
    43: Point("A form is answered in its order.", "referrals/views/test_flow.py::"
              "test_jumping_ahead_leads_to_the_first_page_without_an_answer"),
    44: Point("A flood of forms is slowed down.",
              "deployment/test_proxy.py::test_one_address_cannot_hold_more_than_its_share"
              " deployment/test_proxy.py::test_pages_and_forms_of_one_address_have_a_rate_and_styles_do_not"
              " deployment/test_proxy.py::test_slow_forms_at_the_portal_leave_the_far_side_and_other_visitors_alone"
              " referrals/test_floods.py::test_of_many_at_once_exactly_the_limit_is_let_through"
              " referrals/test_flood_questions.py::test_the_answer_lets_one_form_through_once"
              " referrals/views/test_floods.py::test_a_script_that_goes_on_posting_makes_no_more_call_backs"
              " referrals/views/test_floods.py::"
              "test_a_form_above_the_limit_stays_ticked_and_is_sent_after_the_answer"
              " referrals/views/test_floods.py::test_an_account_above_the_limit_is_asked_and_its_colleague_is_not"
              " referrals/test_setting_aside.py::test_aside_and_back_in_any_order_gives_exactly_what_was",
              "A program written for this service can answer the question; the desk sets its forms aside by hand."),
    45: Point("A request with two lengths is refused.",
              "deployment/test_proxy.py::test_a_request_with_two_lengths_is_refused"
              f" {PROXIED}::test_a_request_that_no_zone_hears_of_is_answered_with_its_reason",
              "By the proxy; none of our code reads a request's length."),
    46: Point("Nothing can be uploaded.",
              f"{POINTS_}::test_11_and_46_forms_and_lists_name_their_fields_and_take_no_files"),
    47: Point("Drawing a letter cannot be made slow.",
              "common/test_pdf.py::test_two_pages_take_a_bounded_amount_of_work"
              " common/test_fields.py::test_lengths_are_counted_after_tidying_and_said_in_figures"),
    48: Point("A changed bit closes an envelope; keys can be changed without loss.",
              "sealing/test_boxes.py::test_one_changed_bit_closes_the_envelope_for_good"
              " safeguarding/test_keys.py::test_a_change_of_key_moves_every_row_and_loses_none"),
    49: Point("Only a digest of a draft's token is kept.",
              "referrals/test_drafts.py::test_neither_token_nor_answers_stand_in_the_database"),
    50: Point("The portal's process has no private key.",
              "safeguarding/test_wall.py::test_the_portal_zone_knows_nothing"
              " deployment/test_image.py::test_no_secret_is_built_in"),
    51: Point("Error pages reveal nothing.",
              "portal/test_views.py::test_an_unknown_page_shows_no_detail portal/test_errors.py::"
              "test_the_error_page_comes_without_a_database_and_names_nobody"),
    52: Point("The health page says yes or no.",
              "portal/test_views.py::test_health_says_ok_and_nothing_else portal/test_readiness.py"
              "::test_a_service_that_can_work_says_yes_to_each_check_and_nothing_else"),
    53: Point("Every field has a class of data; a new one fails the build.",
              "test_consistency.py::test_everything_kept_has_a_class_of_data"
              " test_data_classes.py::test_a_new_table_fails_with_a_sentence_for_each_field"),
    54: Point("Data kept for a limited time is deleted when it ends.",
              "referrals/test_drafts.py::test_drafts_are_forgotten_when_their_time_is_over"
              " referrals/test_call_backs.py::"
              "test_who_was_never_reached_is_forgotten_after_ninety_days_and_not_a_day_sooner",
              "Closed cases are kept: no period has been agreed."),
    55: Point("Connections between machines are encrypted.",
              f"{COMPOSED} deployment/test_proxy.py::test_another_name_gets_no_answer_on_either_port"
              f" {PROXIED}::test_an_address_without_encryption_leads_to_the_one_with_it"
              " outbox/test_smtp.py::test_each_fault_has_its_outcome_and_nothing_is_lost_or_sent_twice"
              " metrics/test_certificate.py::"
              "test_the_end_is_read_once_an_hour_under_the_name_of_the_host",
              "Certificates belong to the deployment; traffic inside the composition is not encrypted."),
    56: Point("Nothing that is typed reaches a log or a report of an error.", "portal/test_errors.py::"
              "test_no_word_that_was_typed_is_in_the_log_or_on_a_page_about_an_error"
              " audit/test_reports.py::test_no_secret_is_in_a_report_an_email_or_the_log"),
    57: Point("No record, no page.", "safeguarding/access/test_guard.py::"
              "test_a_record_that_cannot_be_written_shows_nothing"),
    58: Point("The record cannot be changed, and a change would show.",
              "safeguarding/access/test_chains.py::test_a_changed_record_shows"
              " audit/test_recorder.py::test_events_cannot_be_changed_or_deleted"),
    59: Point("One event is one line of the log.",
              "portal/test_logging.py::test_a_line_break_in_a_value_stays_inside_one_line"),
    60: Point("An error shows a plain page and leaves nothing half written.",
              "portal/test_errors.py::test_the_error_page_comes_without_a_database_and_names_nobody"
              " referrals/test_submission.py::test_a_failure_half_way_leaves_no_row_and_the_answers"),
    61: Point("Forms are accepted without Redis; without a database they come back with the page.",
              "outbox/test_wake.py::test_a_form_is_accepted_while_redis_is_stopped"
              " pages/test_unavailable.py::test_the_form_comes_back_and_can_be_sent_as_it_was"
              " pages/test_full_disk.py::"
              "test_a_form_is_kept_while_the_disk_is_full_and_sent_when_there_is_space"
              " common/test_database_silence.py::test_a_page_whose_database_stops_is_503_with_its_form"
              " portal/test_readiness.py::test_a_redis_that_is_not_there"
              " proofs/test_faults.py::test_61_no_form_is_lost_or_doubled_when_the_web_process_is_killed"
              " proofs/test_faults.py::test_every_control_is_caught"),
    62: Point("Dependencies are pinned, have their reason and stand in a bill of materials.",
              "test_consistency.py::test_both_requirement_files_agree"
              " test_consistency.py::test_every_direct_dependency_has_its_reason"
              " test_bill.py::test_62_the_bill_names_every_pinned_package_and_no_other"
              " test_bill.py::test_62_the_bill_of_the_pages_names_what_they_are_built_from"
              " test_bill.py::test_62_every_package_has_a_licence_and_the_table_shows_it"
              " test_bill.py::test_what_was_not_checked_is_said",
              "Images are pinned by version; their digests are for the deployment to fill in."),
    63: Point("Places and bookings hold when many users act at once.",
              "cohorts/test_enrolment_race.py::test_exactly_one_of_64_gets_the_last_place_every_round"
              " cohorts/test_one_person_race.py::"
              "test_64_racers_for_two_places_get_one_for_one_person_every_round"
              " cohorts/test_planning.py::"
              "test_the_database_itself_refuses_a_facilitator_in_two_places"),
}  # fmt: skip
