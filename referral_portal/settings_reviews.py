"""How long the reviews of decisions, complaints and what follows a decline may take.

`settings` takes it. The agencies still have to agree these figures [D].
"""

from referral_portal import env

REVIEWS = {
    # A review of a decision is settled within so many working days after the day it was asked for.
    "working_days": env.whole("REVIEW_WORKING_DAYS", 10),
    # A complaint is settled within so many working days after the day it was made.
    "complaint_working_days": env.whole("COMPLAINT_WORKING_DAYS", 20),
    # After a decline without a referrer, the most days until the holder of the risk looks again.
    "risk_days": env.whole("RISK_REVIEW_DAYS", 28),
}
