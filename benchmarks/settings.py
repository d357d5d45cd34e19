"""The settings of the portal with two more addresses: an empty view and a stock admin.

Only the benchmark uses them. A setting that makes a page faster belongs in referral_portal.
"""

from referral_portal import settings

globals().update({name: value for name, value in vars(settings).items() if name.isupper()})
ROOT_URLCONF = "benchmarks.urls"
