"""How many forms may come from one source and from all of them, before a question is asked.

`settings` takes them all. [D] marks a figure that the agencies still have to agree.
"""

from referral_portal import env

# kind=in an hour from one network, or from one account of an agency/in an hour from all of them. [D]
FLOOD_LIMITS = {
    "draft": (40, 600),
    "send": (20, 200),
    "call_back": (20, 200),
    "agency_draft": (60, 600),
    "agency_send": (30, 300),
} | env.limits("FLOOD_LIMITS", "")
# Of what comes above a limit, an answer counts after so many seconds and for so many minutes.
QUESTION_SECONDS = env.whole("QUESTION_SECONDS", 5)
QUESTION_MINUTES = env.whole("QUESTION_MINUTES", 60)
# So many receipts go to one address in a day that its owner has not confirmed. [D]
RECEIPTS_A_DAY = env.whole("RECEIPTS_A_DAY", 3)
