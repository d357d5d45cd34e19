"""The auditor's desk: the audit as sentences, with filters and a file; nothing here can be changed."""

from referral_portal.accounts.admin.audit import registration

__all__ = ["registration"]
