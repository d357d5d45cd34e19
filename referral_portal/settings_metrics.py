"""Who may read the figures for monitoring, and how many rows one of them counts at most."""

from referral_portal import env

# Monitoring sends it with each request; without one, no address answers with figures.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
# A count goes no further than this, so that a scrape costs the same with many rows.
METRICS_MOST = env.whole("METRICS_MOST", 10_000)
