"""The actions on the catalogue in words."""

from referral_portal.audit.words import name_actions

name_actions(
    "The catalogue",
    {
        "programmes.add": "added {row} to the catalogue",
        "programmes.change": "changed {row} in the catalogue",
        "programmes.draft_version": "started {programme version} as a draft",
        "programmes.publish_version": "published {programme version}",
    },
)
