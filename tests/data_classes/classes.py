"""The classes of data, in the words of the documentation."""

# About the participant, about people at risk, and about who looked.
PEOPLE = {
    "P1": "who he is and how to reach him",
    "P2": "the referral: what the form says, and what the criteria say about it",
    "P3": "police checks and intelligence",
    "P4": "status, places and attendance",
    "P5": "notes about sessions",
    "P6": "his needs: what is tailored for him",
    "C1": "that a concern was raised, by whom, and how far it is",
    "C2": "what a concern says and what is done about it",
    "V0": "that somebody is kept safe and told",
    "V1": "who she is",
    "V2": "safe ways to reach her",
    "V3": "her needs and her safety plan",
    "V4": "how great the risk to her is",
    "V6": "attempts to reach her, and what she was told",
    "V9": "text released to a named audience",
    "V13": "a link worker's notes",
    "X1": "children",
    "AUD1": "who did what in the portal",
    "AUD2": "who looked at which case",
    "H": "equality answers",
    "CB": "who asked to be called",
}
# About nobody who is referred or at risk.
OTHERS = {
    "STAFF": "people who work here or refer others, as far as work goes",
    "SECRET": "password hashes, secrets of second factors, digests of tokens",
    "SEALED": "encrypted, and unreadable to whoever holds the row",
    "CATALOGUE": "public: programmes, districts, venues, stories",
    "PLUMBING": "ids, numbers, times and states that say nothing about a person",
}
CLASSES = PEOPLE | OTHERS
# Nothing of these is kept in this version; a field that says otherwise fails a test.
NOT_KEPT = {
    "P3": "the police keep their checks in their own systems",
    "P5": "facilitators mark attendance and write no notes about sessions yet",
    "V3": "link workers keep safety plans in their own systems for now",
}
