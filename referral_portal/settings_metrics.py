"""Monitoring: who may read the figures, and how many errors are reported and told of."""

from referral_portal import env
from referral_portal.settings_zone import VAR_DIR

# Monitoring sends it with each request; without one, no address answers with figures.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
# A count goes no further than this, so that a scrape costs the same with many rows.
METRICS_MOST = env.whole("METRICS_MOST", 10_000)
# Of one kind at one place in the code; more are counted by monitoring and stand in the log.
ERROR_REPORTS_AN_HOUR = env.whole("ERROR_REPORTS_AN_HOUR", 20)
ERROR_DAYS = env.whole("ERROR_DAYS", 30)  # for which a report is kept
# The duty mailbox is told of errors at once, but not again before so many minutes have passed.
ERROR_MAIL_MINUTES = env.whole("ERROR_MAIL_MINUTES", 60)
ERROR_MAIL_LINES = env.whole("ERROR_MAIL_LINES", 10)
# What the backup service measures of the disks, in a file that it shares with the web process.
MEASURES_FILE = env.path("MEASURES_FILE", VAR_DIR / "measures.json")
# host:port of the proxy whose certificate is watched, and the name to ask for; empty to watch none.
CERTIFICATE_ADDRESS = env.text("CERTIFICATE_ADDRESS", "")
CERTIFICATE_HOST = env.text("CERTIFICATE_HOST", None if CERTIFICATE_ADDRESS else "")
CERTIFICATE_LOOK_MINUTES = env.whole("CERTIFICATE_LOOK_MINUTES", 60)
