"""The figures of the service: how long, how many, what share. A line each, with its unit.

[D] marks a figure that the agencies still have to agree; each can be changed in the environment.
"""

from referral_portal import env
from referral_portal.settings_zone import DEMO

# -- Accounts ----------------------------------------------------------------------------------
SIGN_IN_WINDOW_MINUTES = env.whole("SIGN_IN_WINDOW_MINUTES", 15)  # [D]
SIGN_IN_TRIES = env.whole("SIGN_IN_TRIES", 10)  # for one name from one network [D]
SIGN_IN_TRIES_NAME = env.whole("SIGN_IN_TRIES_NAME", 50)  # for one name from everywhere [D]
SIGN_IN_TRIES_NETWORK = env.whole("SIGN_IN_TRIES_NETWORK", 100)  # for all names [D]
INVITE_HOURS = env.whole("INVITE_HOURS", 24)  # how long a link to set a sign-in up works [D]
SIGN_IN_STEP_MINUTES = env.whole("SIGN_IN_STEP_MINUTES", 10)  # from password to code
CONFIRM_MINUTES = env.whole("CONFIRM_MINUTES", 10)  # how long a given password, or code, counts [D]
SESSION_IDLE_MINUTES = env.whole("SESSION_IDLE_MINUTES", 30)  # [D]
SESSION_HOURS = env.whole("SESSION_HOURS", 12)  # absolute limit [D]
# Roles with limits of their own, as role=idle minutes/hours; an account has its strictest. [D]
SESSION_LIMITS = env.limits("SESSION_LIMITS", "administrator=15/8,agency=30/10")

# -- Outgoing messages -------------------------------------------------------------------------
MESSAGE_LEASE_SECONDS = env.whole("MESSAGE_LEASE_SECONDS", 300)
MESSAGE_MAX_ATTEMPTS = env.whole("MESSAGE_MAX_ATTEMPTS", 8)
# Released decisions leave together at these minutes of the clock, so that the moment of one
# letter says nothing about the answer to one question. [D]
DECISION_BATCH_MINUTES = env.whole("DECISION_BATCH_MINUTES", 0 if DEMO else 30)
RELEASE_OVERRIDE_HOURS = env.whole("RELEASE_OVERRIDE_HOURS", 24)  # [D]
# A share of messages and checks is held for no reason, so that a hold is not a signal. [D]
RANDOM_HOLD_SHARE = env.share("RANDOM_HOLD_SHARE", 0.0 if DEMO else 0.03)
RANDOM_HOLD_HOURS = env.whole("RANDOM_HOLD_HOURS", 4)  # [D]

# -- Referrals ---------------------------------------------------------------------------------
DRAFT_DAYS = env.whole("DRAFT_DAYS", 7)  # [D]
TRIAGE_WORKING_DAYS = env.whole("TRIAGE_WORKING_DAYS", 2)  # [D]
FIRST_CALL_WORKING_DAYS = env.whole("FIRST_CALL_WORKING_DAYS", 2)  # [D]
ORDER_WEEKS = env.whole("ORDER_WEEKS", 12)  # the 12-week rule of the referral criteria
# Somebody who asked to be called and was never reached is deleted after so many days. [D]
CALLBACK_DAYS = env.whole("CALLBACK_DAYS", 90)
HOLD_REVIEW_DAYS = env.whole("HOLD_REVIEW_DAYS", 28)  # the longest a hold stays unreviewed [D]
SUSPENSION_REVIEW_WORKING_DAYS = env.whole("SUSPENSION_REVIEW_WORKING_DAYS", 5)  # [D]
QUEUE_PAGE_SIZE = env.whole("QUEUE_PAGE_SIZE", 25)

# -- Programmes and cohorts --------------------------------------------------------------------
SESSION_MINUTES_DEFAULT = env.whole("SESSION_MINUTES_DEFAULT", 120)  # [D]
CHECK_HOURS_BEFORE_SESSION = env.whole("CHECK_HOURS_BEFORE_SESSION", 24)  # [D]
SMALL_NUMBER_LIMIT = env.whole("SMALL_NUMBER_LIMIT", 5)  # [D]
# The share of a group's sessions attended to complete without a manager's reason. [D]
COMPLETION_MIN_SHARE = env.share("COMPLETION_MIN_SHARE", 0.8)
# How many more than half of the places either kind may take where a programme is an equal mix. [D]
MIX_TOLERANCE = env.whole("MIX_TOLERANCE", 0)
# The share attended or caught up; one to one there is no other. [D]
COMPLETION_DELIVERED_SHARE = env.share("COMPLETION_DELIVERED_SHARE", 1.0)
# A missed session is caught up within so many days, in a group before the next but one session. [D]
REBOOK_DAYS = env.whole("REBOOK_DAYS", 7)
CATCH_UP_SESSIONS = env.whole("CATCH_UP_SESSIONS", 2)
SESSION_MINUTES_MIN = env.whole("SESSION_MINUTES_MIN", 30)  # the shortest booked one [D]
COHORT_PAGE_SIZE = env.whole("COHORT_PAGE_SIZE", 25)

# -- Safeguarding ------------------------------------------------------------------------------
WORKER_SESSION_MINUTES = env.whole("WORKER_SESSION_MINUTES", 15)  # idle [D]
WORKER_SESSION_HOURS = env.whole("WORKER_SESSION_HOURS", 12)  # absolute [D]
SAFE_CONTACT_DAYS = env.whole("SAFE_CONTACT_DAYS", 30)  # [D]
HEARTBEAT_SILENCE_MINUTES = env.whole("HEARTBEAT_SILENCE_MINUTES", 5)  # [D]
PULL_SECONDS = env.whole("PULL_SECONDS", 30)
# Rows of the portal written this recently are read again: their transaction may have been late.
PULL_OVERLAP_MINUTES = env.whole("PULL_OVERLAP_MINUTES", 15)
WORKLIST_PAGE_SIZE = env.whole("WORKLIST_PAGE_SIZE", 25)
CHECK_DAYS_AHEAD = env.whole("CHECK_DAYS_AHEAD", 7)  # [D]
BREAK_GLASS_HOURS = env.whole("BREAK_GLASS_HOURS", 4)  # a case that is not one's own [D]
CARD_DAYS = env.whole("CARD_DAYS", 28)  # the longest a card is shown [D]

# -- Readiness: when /readyz says no ----------------------------------------------------------
READY_REDIS_SECONDS = 1.0  # for one answer of Redis, in all
READY_MESSAGE_MINUTES = env.whole("READY_MESSAGE_MINUTES", 15)  # the oldest unsent message [D]
READY_BEAT_SECONDS = env.whole("READY_BEAT_SECONDS", 120)  # the last sign of background work [D]
