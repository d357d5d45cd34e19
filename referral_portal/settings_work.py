"""Durations, hours and thresholds of the work with referrals, programmes and cohorts.

The agencies of the scheme agree those with [D]. `settings` takes them all.
"""

from referral_portal import env

# -- Referrals ---------------------------------------------------------------------------------
DRAFT_DAYS = env.whole("DRAFT_DAYS", 7)  # [D]
# The clocks of a referral, until the administrator enters others for a pathway. [D]
CLOCKS = {
    "contact_working_days": env.whole("CONTACT_WORKING_DAYS", 2),
    "decision_working_days": env.whole("TRIAGE_WORKING_DAYS", 10),
    "place_days": env.whole("PLACE_DAYS", 14),
    # From this hour on, a decision is counted as if the form had come on the next working day.
    "cutoff_hour": env.whole("CLOCK_CUTOFF_HOUR", 17),
    "pauses_for_answer": env.flag("CLOCK_PAUSES_FOR_ANSWER", default=True),
    "pauses_on_hold": env.flag("CLOCK_PAUSES_ON_HOLD", default=True),
}
# A form with a same-day danger sign is decided today, or if it comes from the first hour on, or not
# on a working day, by the second hour of the next working day. [D]
DANGER_CUTOFF_HOUR = env.whole("DANGER_CUTOFF_HOUR", 15)
DANGER_NOON_HOUR = env.whole("DANGER_NOON_HOUR", 12)
FIRST_CALL_WORKING_DAYS = env.whole("FIRST_CALL_WORKING_DAYS", 2)  # [D]
ORDER_WEEKS = env.whole("ORDER_WEEKS", 12)  # the 12-week rule of the referral criteria
# A call-back that never reached the person is deleted after so many days. [D]
CALLBACK_DAYS = env.whole("CALLBACK_DAYS", 90)
HOLD_REVIEW_DAYS = env.whole("HOLD_REVIEW_DAYS", 28)  # the longest a hold stays unreviewed [D]
ANSWER_WORKING_DAYS = env.whole("ANSWER_WORKING_DAYS", 5)  # for the answer to a question [D]
SUSPENSION_REVIEW_WORKING_DAYS = env.whole("SUSPENSION_REVIEW_WORKING_DAYS", 5)  # [D]
# What is the same for everyone, such as the districts, is read again after so many seconds.
KEPT_SECONDS = env.whole("KEPT_SECONDS", 5)
QUEUE_PAGE_SIZE = env.whole("QUEUE_PAGE_SIZE", 25)
# So many minutes after a user opened a referral, others still read that this user is reading it;
# at most so many referrals are handed over at once. A coordinator undoes a decision that sends no
# message within so many hours. One email counts what a coordinator is handed within so many minutes.
# The figures on the first page are counted again after so many seconds. [D]
TEAM = {
    "look_minutes": env.whole("LOOK_MINUTES", 5),
    "most_at_once": env.whole("HAND_OVER_MOST", 200),
    "undo_hours": env.whole("UNDO_HOURS", 24),
    "told_after_minutes": env.whole("HAND_OVER_MAIL_MINUTES", 10),
    "figures_seconds": env.whole("TEAM_FIGURES_SECONDS", 600),
}

# -- Programmes and cohorts --------------------------------------------------------------------
SESSION_MINUTES_DEFAULT = env.whole("SESSION_MINUTES_DEFAULT", 120)  # [D]
CHECK_HOURS_BEFORE_SESSION = env.whole("CHECK_HOURS_BEFORE_SESSION", 24)  # on the worklist [D]
CHECK_MANAGER_HOURS_BEFORE_SESSION = env.whole("CHECK_MANAGER_HOURS_BEFORE_SESSION", 4)  # [D]
# Without a mark so long after a session began, the link worker hears of a participant. [D]
MISSING_MARK_MINUTES = env.whole("MISSING_MARK_MINUTES", 15)
MISSING_MARK_WATCH_HOURS = env.whole("MISSING_MARK_WATCH_HOURS", 24)  # [D]
SMALL_NUMBER_LIMIT = env.whole("SMALL_NUMBER_LIMIT", 5)  # [D]
# The share of a group's sessions to attend, to complete without a manager's reason. [D]
COMPLETION_MIN_SHARE = env.share("COMPLETION_MIN_SHARE", 0.8)
MATCH_SCORE = env.whole("MATCH_SCORE", 60)  # of 100; from then on a coordinator is asked [D]
# So many of those that share one key are compared with a new form. [D]
MATCH_MOST = env.whole("MATCH_MOST", 1000)
# So many of them are kept as its possible matches: the most alike. [D]
MATCH_KEPT = env.whole("MATCH_KEPT", 20)
# In an equal mix, how many places more than half of them each kind may take. [D]
MIX_TOLERANCE = env.whole("MIX_TOLERANCE", 0)
# The share attended or caught up; the only rule for one-to-one work. [D]
COMPLETION_DELIVERED_SHARE = env.share("COMPLETION_DELIVERED_SHARE", 1.0)
# A missed session is caught up within so many days; in a group, before the next but one. [D]
REBOOK_DAYS = env.whole("REBOOK_DAYS", 7)
CATCH_UP_SESSIONS = env.whole("CATCH_UP_SESSIONS", 2)
# A referral that comes later than this after a place ended begins the programme anew. [D]
RUN_GAP_DAYS = env.whole("RUN_GAP_DAYS", 180)
SESSION_MINUTES_MIN = env.whole("SESSION_MINUTES_MIN", 30)  # the shortest booked one [D]
# After refusals in so many cohorts in so many hours, a manager is told and gives the next place. [D]
REFUSALS_BEFORE_A_WORD = env.whole("REFUSALS_BEFORE_A_WORD", 3)
REFUSAL_HOURS = env.whole("REFUSAL_HOURS", 24)
COHORT_PAGE_SIZE = env.whole("COHORT_PAGE_SIZE", 25)
