"""The classes of data, in the words of the documentation."""

# About the participant, about people at risk, and about who looked.
PEOPLE = {
    "P1": "who the participant is and how to reach them",
    "P2": "the referral: what the form says, and what the criteria say about it",
    "P3": "police checks and intelligence",
    "P4": "status, places and attendance",
    "P5": "notes about sessions",
    "P6": "the participant's needs: what is tailored for them",
    "C1": "that a concern was raised, by whom, and its progress",
    "C2": "what a concern says and what is done about it",
    "V0": "that there is a person at risk who is kept safe and told",
    "V1": "who the person at risk is",
    "V2": "safe ways to reach the person at risk",
    "V3": "the needs and safety plan of the person at risk",
    "V4": "how great the risk to the person at risk is",
    "V6": "attempts to reach the person at risk, and what they were told",
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
    "SEALED": "encrypted, and unreadable to a process that holds the row",
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
