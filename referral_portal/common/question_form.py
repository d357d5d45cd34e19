"""The question that is asked when very many forms, or tries to sign in, come at once."""

from django.conf import settings

from referral_portal.common.fields import TextLine
from referral_portal.common.forms import PortalForm
from referral_portal.common.questions import ANSWER, Why, new_token, question_of


class QuestionForm(PortalForm):
    """One question above the button of a form that is there already."""

    def __init__(self, purpose: str, why: Why, *, many: str):
        """Ask for `purpose`; `many` says what comes in very large numbers."""
        super().__init__(data={})
        self.token = new_token(purpose)
        question, _ = question_of(self.token)
        words = {
            Why.FIRST: f"Answer one question first: {many}",
            Why.SOON: f"Take at least {settings.QUESTION_SECONDS} seconds to answer this question",
            Why.WRONG: "That was not the answer. Answer this question instead",
        }
        self.fields[ANSWER] = TextLine(label=question, missing=words[why], width="10")
