"""The actions on accounts and agencies, and on the audit, in words."""

from referral_portal.audit.words import name_actions

name_actions(
    "Accounts and agencies",
    {
        "account.create": "added {account}",
        "account.change": "changed {account}",
        "account.invite": "made a link for {account} to set up signing in",
        "account.join": "used a link and chose a password",
        "account.sign_in": "signed in",
        "account.refused": "gave a wrong password for {account}",
        "account.code": "gave a code from an authenticator app",
        "account.recovery_code": "gave a recovery code",
        "account.confirmed": "gave the password again",
        "account.own_password": "changed their own password",
        "account.second_factor": "set up an authenticator app",
        "account.recovery_codes": "replaced their recovery codes",
        "account.second_factor_removed": "removed the second factor of {account}",
        "account.end_sessions": "ended every session of {account}",
        "agency.create": "added {agency}",
        "agency.change": "changed {agency}",
    },
)
name_actions(
    "The audit",
    {
        "audit.search": "looked up {row} in the audit",
        "audit.export": "exported a part of the audit",
    },
)
