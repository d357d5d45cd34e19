"""The synthetic referral: how often one is sent, where to, and how long its rows are kept.

`settings` takes them all.
"""

from referral_portal import env

# A synthetic referral is sent every so many minutes; 0 sends none and watches for none. [D]
SYNTHETIC_MINUTES = env.whole("SYNTHETIC_MINUTES", 0)
# Where the portal's worker opens the public form.
SYNTHETIC_URL = env.text("SYNTHETIC_URL", "")
SYNTHETIC_KEEP_HOURS = env.whole("SYNTHETIC_KEEP_HOURS", 24)
