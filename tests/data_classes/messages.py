"""The class of everything that can stand in a message: each message, and each of its gaps.

What leaves by email never carries a name, an answer or a topic, so a gap is of no person's class.
"""

GAPS = {
    "reference": "PLUMBING",
    "phone": "CATALOGUE",  # ours
    "sender_name": "CATALOGUE",
    "call_days": "CATALOGUE",
    "when": "P4",
    "instead": "P4",
    "words": "P4",
    # What was given and how far it came decide the words; none of these is printed.
    "by_desk": "P4",
    "can_call": "P4",
    "can_write": "P4",
    "chose_times": "P4",
    "has_started": "P4",
    "minutes": "PLUMBING",  # a setting
    # How many errors or referrals, and the names of the errors' types.
    "count": "PLUMBING",
    "kinds": "PLUMBING",
    "more": "PLUMBING",
    "at": "PLUMBING",  # when an account was used or changed
}
# A person's data that leaves all the same, and why.
A_TIME = "a day and an hour; where it is and what for is told on the telephone"
DECIDES = "decides between two sentences and is not printed"
LEAVES = {
    "when": A_TIME,
    "instead": A_TIME,
    "words": "what others read by email, for our own staff to pass on",
    "by_desk": DECIDES,
    "can_call": DECIDES,
    "can_write": DECIDES,
    "chose_times": DECIDES,
    "has_started": DECIDES,
}
ENDS = "phone reference sender_name"
# Message: its gaps. Who it is for is the last part of its name.
MESSAGES = {
    "referrals/receipt_participant": f"{ENDS} call_days can_call chose_times",
    "referrals/receipt_referrer": ENDS,
    "referrals/accepted_participant": f"{ENDS} by_desk can_write",
    "referrals/accepted_referrer": ENDS,
    "referrals/declined_participant": f"{ENDS} by_desk can_call",
    "referrals/declined_referrer": ENDS,
    "referrals/overturned_participant": f"{ENDS} by_desk can_call",
    "referrals/overturned_referrer": ENDS,
    "referrals/complaint_participant": f"{ENDS} when",
    "referrals/complaint_referrer": f"{ENDS} when",
    "referrals/answered_participant": f"{ENDS} by_desk can_call",
    "referrals/answered_referrer": ENDS,
    "referrals/upheld_participant": f"{ENDS} by_desk can_call",
    "referrals/upheld_referrer": ENDS,
    "referrals/question_participant": f"{ENDS} can_call",
    "referrals/question_referrer": ENDS,
    "referrals/progress_referrer": ENDS,
    "referrals/ended_participant": f"{ENDS} has_started",
    "referrals/ended_referrer": f"{ENDS} has_started",
    "referrals/paused_participant": f"{ENDS} by_desk can_call",
    "referrals/paused_referrer": ENDS,
    "referrals/restarted_participant": f"{ENDS} by_desk can_call",
    "referrals/restarted_referrer": ENDS,
    "referrals/cancelled_participant": f"{ENDS} by_desk can_call",
    "referrals/cancelled_referrer": ENDS,
    "referrals/meeting_participant": f"{ENDS} when instead by_desk can_call",
    "referrals/place_participant": f"{ENDS} by_desk can_call",
    "referrals/appointment_participant": f"{ENDS} when",
    "referrals/moved_participant": f"{ENDS} when",
    "referrals/alert_staff": "reference",
    "referrals/restricted_staff": "reference",
    "referrals/by_desk_staff": "reference words can_call",
    "referrals/callback_staff": "",
    "referrals/handed_staff": "count",
    "outbox/silence_staff": "minutes",
    "outbox/errors_staff": "count kinds more",
    "cohorts/refusals_staff": "reference",
    "accounts/changed_staff": "at",
    "accounts/device_staff": "at",
}
AUDIENCES = {"participant", "referrer", "staff"}
