"""What a coordinator records about reading the agreement out to a caller.

Who read it out, when, and in which words stands on the referral already.
"""

from referral_portal.common.fields import Agreement, TextLine, YesNo
from referrals.forms.base import StepForm


class ReadOutForm(StepForm):
    read_out = Agreement(
        label="I read the agreement out word for word, and the caller answered each question.",
        missing="Tick to say that you read the agreement out",
    )
    interpreter = YesNo(
        label="Was there an interpreter on the call?",
        missing="Select yes if there was an interpreter on the call",
        reveals={"yes": ("spoken_language",)},
    )
    spoken_language = TextLine(
        label="Which language did the caller speak?",
        missing="Enter the language that the caller spoke",
        max_length=60,
    )
    intro = (
        "This page is for you, not for the caller. Go back if you have not read the three pages "
        "before it out.",
    )
