"""The coordinator's desk: the work list, the queue, one referral, and the pages for decisions.

These replace the admin's stock pages, which count whole tables and do not call the verbs.
"""

from referrals.admin import audit_names, registration
from referrals.admin.reviews import work as review_work
from referrals.admin.team import work as team_work
from referrals.admin.today import panel, work

__all__ = ["audit_names", "panel", "registration", "review_work", "team_work", "work"]
