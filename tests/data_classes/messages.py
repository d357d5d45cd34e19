"""The class of everything that can stand in a message: each message, and each of its gaps.

What leaves by email never carries a name, an answer or a topic, so a gap is of no person's class.
"""

GAPS = {
    "reference": "PLUMBING",
    "phone": "CATALOGUE",  # ours
    "service_name": "CATALOGUE",
    "call_days": "CATALOGUE",
    "when": "P4",
    "at": "PLUMBING",  # when an account was used or changed
}
# A person's data that leaves all the same, and why.
LEAVES = {"when": "a day and an hour; where it is and what for is told on the telephone"}
ENDS = "phone reference service_name"
# Message: its gaps. Who it is for is the last part of its name.
MESSAGES = {
    "referrals/receipt_participant": f"{ENDS} call_days",
    "referrals/receipt_referrer": ENDS,
    "referrals/accepted_participant": ENDS,
    "referrals/accepted_referrer": ENDS,
    "referrals/declined_participant": ENDS,
    "referrals/declined_referrer": ENDS,
    "referrals/question_participant": ENDS,
    "referrals/question_referrer": ENDS,
    "referrals/ended_participant": ENDS,
    "referrals/ended_referrer": ENDS,
    "referrals/paused_participant": ENDS,
    "referrals/paused_referrer": ENDS,
    "referrals/restarted_participant": ENDS,
    "referrals/restarted_referrer": ENDS,
    "referrals/cancelled_participant": ENDS,
    "referrals/cancelled_referrer": ENDS,
    "referrals/meeting_participant": ENDS,
    "referrals/place_participant": ENDS,
    "referrals/appointment_participant": f"{ENDS} when",
    "referrals/appointment_staff": "reference when",
    "referrals/moved_participant": f"{ENDS} when",
    "referrals/alert_staff": "reference",
    "referrals/letter_staff": "reference",
    "referrals/callback_staff": "",
    "accounts/changed_staff": "at",
    "accounts/device_staff": "at",
}
AUDIENCES = {"participant", "referrer", "staff"}
