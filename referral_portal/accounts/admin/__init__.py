"""Admin pages of the low layers: accounts, the audit, and messages waiting to leave."""

from referral_portal.accounts.admin import audit, messages, people

__all__ = ["audit", "messages", "people"]
