"""The settings of the portal with two more addresses: an empty view and a stock admin.

Imported by the benchmark alone. A setting that makes a page faster belongs in referral_portal.
"""

from referral_portal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
