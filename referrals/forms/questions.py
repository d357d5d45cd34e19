"""The question that is asked when very many forms come at once."""

import datetime as dt

from django.conf import settings

from referral_portal.common.fields import TextLine
from referral_portal.common.forms import PortalForm
from referrals.floods import Kind
from referrals.questions import ANSWER, Why, new_token, question_of


class QuestionForm(PortalForm):
    """One question above the button of a form that is there already."""

    def __init__(self, kind: Kind, why: Why, *, source: str, now: dt.datetime):
        super().__init__(data={})
        self.token = new_token(kind, source=source, now=now)
        question, _ = question_of(self.token)
        words = {
            Why.FIRST: "Answer one question first: very many forms are coming in",
            Why.SOON: f"Take at least {settings.QUESTION_SECONDS} seconds to answer this question",
            Why.WRONG: "That was not the answer. Answer this question instead",
        }
        self.fields[ANSWER] = TextLine(label=question, missing=words[why], width="10")
