"""The life of a referral as a table: one row for each verb, and all that is said about it.

Pure data. `transitions` reads it and guards it, `workflow` moves referrals by it, and screens,
messages, letters, the link workers' words and docs/workflow.md take theirs from here.
"""

from referral_portal.accounts.roles import Role
from referrals.enums import (
    CANCELLED_CODES,
    COMPLETE_CODES,
    DECLINE_CODES,
    RANKED,
    REMOVE_CODES,
    WITHDRAW_CODES,
    MessageEvent,
    Status,
    Trigger,
)
from referrals.table_rows import Move, Step

COORDINATOR = (Role.COORDINATOR,)
MANAGER = (Role.MANAGER,)
AGENCY = (Role.AGENCY,)
DESK = (Role.COORDINATOR, Role.MANAGER)
DELIVERY = (Role.FACILITATOR, Role.MANAGER)
REGISTER = (Role.FACILITATOR, Role.CO_FACILITATOR, Role.MANAGER)
NO_PLACE = (*RANKED, Status.ON_HOLD, Status.AWAITING_ALLOCATION)
ASKED = (Status.INFORMATION_REQUESTED,)
HAS_PLACE = (Status.SCHEDULED, Status.ON_PROGRAMME, Status.SUSPENDED)


TABLE: tuple[Step, ...] = (
    Step(
        verb="request_information",
        moves=(Move((Status.AWAITING_TRIAGE,), Status.INFORMATION_REQUESTED, COORDINATOR),),
        label="Ask for information",
        history="Asked for information",
        news="Information requested",
        event=MessageEvent.QUESTION,
        tells_first=False,
        codes=(),
        help="Something is missing. The clock stands still until the answer arrives.",
    ),
    Step(
        verb="receive_information",
        moves=(Move(ASKED, Status.AWAITING_TRIAGE, COORDINATOR),),
        label="Record the answer",
        history="Answer recorded",
        news="Information received",
        event=None,
        tells_first=False,
        codes=(),
        help="The answer has arrived. The referral can be decided.",
    ),
    Step(
        verb="receive_answer",
        moves=(Move(ASKED, Status.AWAITING_TRIAGE, AGENCY, Trigger.AGENCY_ANSWERED),),
        label="Send the answer",
        history="Answered by the agency",
        news="Information received",
        event=None,
        tells_first=False,
        codes=(),
        help="The agency has answered on its page. The referral can be decided.",
    ),
    Step(
        verb="accept",
        moves=(Move((Status.AWAITING_TRIAGE,), Status.AWAITING_ALLOCATION, COORDINATOR),),
        label="Accept",
        history="Accepted",
        news="Accepted for a programme",
        event=MessageEvent.ACCEPTED,
        tells_first=True,
        codes=(),
        help="Accepted for a programme, and on the waiting list for a place.",
    ),
    Step(
        verb="take_off_hold",
        moves=(
            Move((Status.ON_HOLD,), Status.AWAITING_TRIAGE, COORDINATOR),
            Move((Status.ON_HOLD,), Status.INFORMATION_REQUESTED, COORDINATOR),
        ),
        label="Take off hold",
        history="Taken off hold",
        news="No longer on hold",
        event=None,
        tells_first=False,
        codes=(),
        help="Back to the status before the hold.",
    ),
    Step(
        verb="hold",
        moves=(
            Move(
                (Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED, Status.ON_HOLD),
                Status.ON_HOLD,
                COORDINATOR,
            ),
        ),
        label="Put on hold",
        history="Put on hold",
        news="On hold",
        event=None,
        tells_first=True,
        codes=(),
        help="Not decided until the review date. Taken again, it sets a new date.",
    ),
    Step(
        verb="decline",
        moves=(Move(NO_PLACE, Status.DECLINED, COORDINATOR),),
        label="Decline",
        history="Declined",
        news="Not accepted",
        event=MessageEvent.DECLINED,
        tells_first=True,
        codes=DECLINE_CODES,
        help="We do not accept the referral. It has no place yet.",
    ),
    Step(
        verb="allocate",
        moves=(
            Move((Status.AWAITING_ALLOCATION,), Status.SCHEDULED, DESK, Trigger.PLACE_GIVEN),
            Move((Status.AWAITING_ALLOCATION,), Status.ON_PROGRAMME, DESK, Trigger.PLACE_GIVEN),
        ),
        label="Give a place",
        history="Given a place",
        news="Has been given a place",
        event=MessageEvent.PLACE,
        tells_first=True,
        codes=(),
        help="The participant has a place in a cohort. With sessions attended on an earlier place, the "
        "programme continues at once.",
    ),
    Step(
        verb="start",
        moves=(Move((Status.SCHEDULED,), Status.ON_PROGRAMME, REGISTER, Trigger.FIRST_ATTENDANCE),),
        label="Save the register",
        history="Started",
        news="Has started",
        event=None,
        tells_first=False,
        codes=(),
        help="The participant attended the first session.",
    ),
    Step(
        verb="suspend",
        moves=(
            Move(
                (Status.ON_PROGRAMME, Status.SUSPENDED),
                Status.SUSPENDED,
                DELIVERY,
                Trigger.PLACE_SUSPENDED,
            ),
        ),
        label="Suspend",
        history="Suspended",
        news="Suspended",
        event=MessageEvent.PAUSED,
        tells_first=True,
        codes=(),
        help="No sessions until the reviewer decides. The place is kept. Taken again, it sets a new "
        "review date.",
    ),
    Step(
        verb="resume",
        moves=(
            Move((Status.SUSPENDED,), Status.ON_PROGRAMME, DELIVERY, Trigger.SUSPENSION_LIFTED),
        ),
        label="Lift suspension",
        history="Returned to sessions",
        news="Suspension lifted",
        event=MessageEvent.RESTARTED,
        tells_first=True,
        codes=(),
        help="The participant can attend sessions again.",
    ),
    Step(
        verb="complete",
        moves=(Move((Status.ON_PROGRAMME,), Status.COMPLETED, DELIVERY, Trigger.PLACE_ENDED),),
        label="Complete",
        history="Completed",
        news="Has ended",
        event=MessageEvent.ENDED,
        tells_first=True,
        codes=COMPLETE_CODES,
        help="The participant completed the sessions. This says nothing about risk.",
    ),
    Step(
        verb="withdraw",
        moves=(
            Move(NO_PLACE, Status.WITHDRAWN, COORDINATOR),
            Move(HAS_PLACE, Status.WITHDRAWN, DESK, Trigger.PLACE_ENDED),
        ),
        label="Withdraw",
        history="Withdrew",
        news="Has ended",
        event=MessageEvent.ENDED,
        tells_first=True,
        codes=WITHDRAW_CODES,
        help="The participant chose to leave.",
    ),
    Step(
        verb="remove",
        moves=(Move(HAS_PLACE, Status.REMOVED, DELIVERY, Trigger.PLACE_ENDED),),
        label="Remove",
        history="Removed",
        news="Has ended",
        event=MessageEvent.ENDED,
        tells_first=True,
        codes=REMOVE_CODES,
        help="We ended the referral after the participant had a place.",
    ),
    Step(
        verb="return_to_waiting_list",
        moves=(Move(HAS_PLACE, Status.AWAITING_ALLOCATION, DESK, Trigger.PLACE_ENDED),),
        label="Give up place",
        history="Returned to the waiting list",
        news="Back on the waiting list",
        event=None,
        tells_first=True,
        codes=(),
        help="The place was given up. The referral is back on the waiting list.",
    ),
    Step(
        verb="lose_cohort",
        moves=(Move(HAS_PLACE, Status.AWAITING_ALLOCATION, MANAGER, Trigger.COHORT_CANCELLED),),
        label="Cancel cohort",
        history="Cohort cancelled",
        news="The cohort is cancelled: back on the waiting list",
        event=MessageEvent.CANCELLED,
        tells_first=True,
        codes=CANCELLED_CODES,
        help="The cohort was cancelled. The referral is back on the waiting list.",
    ),
    Step(
        verb="correct",
        moves=(
            Move(
                (Status.AWAITING_ALLOCATION, Status.DECLINED, Status.WITHDRAWN),
                Status.AWAITING_TRIAGE,
                DESK,
            ),
            Move((Status.DECLINED, Status.WITHDRAWN), Status.INFORMATION_REQUESTED, DESK),
            Move((Status.DECLINED, Status.WITHDRAWN), Status.AWAITING_ALLOCATION, DESK),
            Move((Status.REMOVED, Status.COMPLETED), Status.AWAITING_ALLOCATION, MANAGER),
            Move((Status.ON_PROGRAMME,), Status.SCHEDULED, MANAGER),
        ),
        label="Undo last decision",
        history="Decision undone",
        news="A decision has been undone",
        event=None,
        tells_first=True,
        codes=(),
        help="Back to the status before a mistake. A coordinator undoes their own decision until it is "
        "released, a manager any. A place that an ending freed is not given back: the referral is on "
        "the waiting list again.",
    ),
    Step(
        verb="overturn",
        moves=(
            Move((Status.DECLINED, Status.WITHDRAWN), Status.AWAITING_TRIAGE, DESK, Trigger.REVIEW),
            Move(
                (Status.DECLINED, Status.WITHDRAWN, Status.REMOVED),
                Status.AWAITING_ALLOCATION,
                DESK,
                Trigger.REVIEW,
            ),
        ),
        label="Save result",
        history="Overturned by a review",
        news="A review has changed the decision",
        event=MessageEvent.OVERTURNED,
        tells_first=True,
        codes=(),
        help="A user who did not make the decision looked at it again. The referral is decided anew, "
        "or is on the waiting list. A place that an ending freed is not given back.",
    ),
)
