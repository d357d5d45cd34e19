"""Admin pages of the low layers: accounts, the audit, errors, and messages waiting to leave."""

from referral_portal.accounts.admin import audit, errors, messages, people

__all__ = ["audit", "errors", "messages", "people"]
