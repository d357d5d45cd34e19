"""The actions on outgoing messages in words."""

from referral_portal.audit.words import name_actions

name_actions(
    "Messages",
    {
        "message.cancel": "cancelled {message}",
        "message.override_release": "released {message} early",
        "message.rewrite": "wrote {message} again",
        "message.send_again": "had {message} sent again",
        "message.arrived": "recorded that {message} had arrived",
        "message.close": "closed {message} without sending it",
    },
)
