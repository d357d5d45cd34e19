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
# What the desk takes for a burst: so many forms within so many minutes. [D]
# Of the newest forms at most so many are looked at, and a page shows so many texts. After so many
# days a warning asks the desk to look again at what it set aside. [D]
BURSTS = {
    "forms": env.whole("BURST_FORMS", 20),
    "minutes": env.whole("BURST_MINUTES", 60),
    "most": env.whole("BURST_MOST", 1000),
    "page_size": env.whole("BURST_PAGE_SIZE", 20),
    "aside_days": env.whole("SET_ASIDE_DAYS", 7),
}
# So many receipts go to one address in a day that its owner has not confirmed. [D]
RECEIPTS_A_DAY = env.whole("RECEIPTS_A_DAY", 3)
