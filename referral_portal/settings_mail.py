"""How mail leaves: the server, its limits, and how often and how long a message is tried again."""

from django.core.exceptions import ImproperlyConfigured

from referral_portal import env
from referral_portal.settings_zone import DEMO, SECURE, VAR_DIR

# In production a missing address must stop the start. Otherwise mail would be marked as sent and stay
# in a folder that nobody reads.
EMAIL_URL = env.text("EMAIL_URL", None if SECURE else f"file://{VAR_DIR / 'mail'}")
# Others see these two: the name of the sender of every message and letter, and its address.
SENDER_NAME = env.neutral("SENDER_NAME", "The KM Team")
DEFAULT_FROM_EMAIL = env.neutral("FROM_EMAIL", "no-reply@example.org")
# Whether the mail server takes letters such as ü before the @ (SMTPUTF8); most do not.
EMAIL_UTF8 = env.flag("EMAIL_UTF8")

# -- One session with the server ---------------------------------------------------------------
MAIL_SESSION_SECONDS = env.whole("MAIL_SESSION_SECONDS", 20)  # from the call to the last answer
MAIL_GOODBYE_SECONDS = env.whole("MAIL_GOODBYE_SECONDS", 2)
# Before the end of the text: long enough for the news that the server has gone to arrive.
MAIL_LOOK_MILLISECONDS = env.whole("MAIL_LOOK_MILLISECONDS", 50)
# A server that has failed so often in a row is left alone for a while, by each lane for itself.
MAIL_FAILURES_BEFORE_PAUSE = env.whole("MAIL_FAILURES_BEFORE_PAUSE", 3)
MAIL_PAUSE_SECONDS = env.whole("MAIL_PAUSE_SECONDS", 60)

# -- One message -------------------------------------------------------------------------------
MESSAGES_PER_RUN = env.whole("MESSAGES_PER_RUN", 200)
MESSAGE_LEASE_SECONDS = env.whole("MESSAGE_LEASE_SECONDS", 300)
# The wait after the first refusal, doubled after each, and the longest wait. Alerts are the messages
# to our staff.
MESSAGE_RETRY_MINUTES = env.whole("MESSAGE_RETRY_MINUTES", 2)
MESSAGE_RETRY_MOST_MINUTES = env.whole("MESSAGE_RETRY_MOST_MINUTES", 120)
MESSAGE_MAX_ATTEMPTS = env.whole("MESSAGE_MAX_ATTEMPTS", 8)
ALERT_RETRY_MOST_MINUTES = env.whole("ALERT_RETRY_MOST_MINUTES", 15)
ALERT_MAX_ATTEMPTS = env.whole("ALERT_MAX_ATTEMPTS", 24)

# -- When messages leave --------------------------------------------------------------------
# Messages to participants and referrers leave at these times of the day, in the time of Kent. One that
# waits for its release stays for so many hours at the least. Both hide how long it took to tell a
# person at risk. [D]
MESSAGE_MOMENTS = env.clocks("MESSAGE_MOMENTS", "09:00,16:30")
MESSAGE_LEAST_HOURS = env.whole("MESSAGE_LEAST_HOURS", 4)
# This share of messages leaves a moment later, and of routine checks says "speak first", at random, so
# that a hold is not a signal. The smaller share says "rearrange" for the same reason. [D]
RANDOM_HOLD_SHARE = env.share("RANDOM_HOLD_SHARE", 0.0 if DEMO else 0.03)
RANDOM_REARRANGE_SHARE = env.share("RANDOM_REARRANGE_SHARE", 0.0 if DEMO else 0.01)

if MAIL_SESSION_SECONDS + MAIL_GOODBYE_SECONDS > MESSAGE_LEASE_SECONDS / 2:
    # Otherwise a second worker could send a message that the first is still sending.
    raise ImproperlyConfigured(
        "MESSAGE_LEASE_SECONDS must be at least twice MAIL_SESSION_SECONDS and MAIL_GOODBYE_SECONDS."
    )
