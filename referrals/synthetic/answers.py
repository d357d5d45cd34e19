"""The invented answers of the synthetic referral, page by page, as a browser sends them.

Every name says that it is invented, and every number and address belongs to nobody.
"""

TOPIC = "domestic-abuse"
ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "now": {"in_danger": "no"},
    "place": {"is_private": "yes"},
    "who": {"who_for": "me"},
    "you": {"own_safety": "no"},
    "birth": {"born_on-day": "1", "born_on-month": "1", "born_on-year": "1980"},
    "responsibility": {"accepts": "yes"},
    "drink-drugs": {"drink": "no"},
    "health": {"mind": "no"},
    "sentence": {"sentence": ["none"], "sentence_expected": "no"},
    "dates": {"pending": ["none"]},
    "family-court": {"family_court": "no"},
    "before": {"earlier": "no"},
    "required": {"attendance_basis": "voluntary"},
    "partner": {"woman_partner": "yes"},
    "group": {"in_group": "yes"},
    "sharing": {"agrees_sharing": "yes"},
    "understand": {"understands_contact": "on", "understands_limits": "on"},
    "name": {"name": "Synthetic Invented", "known_as": "", "pronouns": ""},
    "home": {"address": "1 Example Street", "postcode": "ME14 1XX", "lives_with": ["nobody"]},
    "contact": {
        "phone": "07700 900000",
        "may_leave_message": "no",
        "phone_is_shared": "no",
        "best_time": "",
        "email": "",
    },
    "why-now": {"why_now": "own"},
    "in-your-words": {
        "told": "write",
        "own_words": "This is a synthetic referral. No person sent it.",
    },
    "what": {"behaviours": ["damaged"]},
    "thinking": {"thinking": "no"},
    "relationship": {"relationship": "ex_partner"},
    "together": {"in_relationship": "no"},
    "effect": {"effect": "Invented."},
    "weapons": {"weapons": ["none"]},
    "work": {"work": ["none"]},
    "them": {
        "their_first_name": "Invented",
        "their_contact": "07700 900001",
        "live_together": "no",
        "contact_often": "weekly",
        "contact_why": ["other"],
    },
    "family": {"former_partners": "0", "cares_for": "Invented"},
    "children": {"has_children": "no", "expecting": "no"},
    "orders": {"civil_order": "no"},
    "record": {"convictions": "no"},
    "needs": {"needs": ["none"]},
    "taking-part": {
        "meeting": "either",
        "alone_on_video": "yes",
        "available": ["evenings"],
        "travel": "yes",
    },
    "equality": {},
}
CHECK = {"declares": "on"}
