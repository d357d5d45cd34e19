"""How long reviews, complaints and what follows a decline may take, and how the waiting list counts.

`settings` takes it. The agencies still have to agree these figures [D].
"""

from referral_portal import env
from referral_portal.settings_zone import DEMO

REVIEWS = {
    # A review of a decision is settled within so many working days after the day it was asked for.
    "working_days": env.whole("REVIEW_WORKING_DAYS", 10),
    # A complaint is settled within so many working days after the day it was made.
    "complaint_working_days": env.whole("COMPLAINT_WORKING_DAYS", 20),
    # After a decline without a referrer, the most days until the holder of the risk looks again.
    "risk_days": env.whole("RISK_REVIEW_DAYS", 28),
}
WAITING = {
    # A participant who waits for a place hears from us within so many days.
    "contact_days": env.whole("WAITING_CONTACT_DAYS", 14),
    # A participant whom an order requires to attend counts as waiting since so many weeks before the
    # order ends, or since the form came, whichever is earlier.
    "order_weeks": env.whole("WAITING_ORDER_WEEKS", 52),
    # This share of the groups with a free place is not offered, without a cause, so that a group that
    # is not offered tells nothing.
    "left_out_share": env.share("WAITING_LEFT_OUT_SHARE", 0.0 if DEMO else 0.05),
}
