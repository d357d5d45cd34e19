"""The forms by which the desk asks a question and records an answer that reached it."""

from django.utils import timezone

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import Choice, TextArea
from referrals.admin.forms import WORDS_LENGTH, DecisionForm
from referrals.enums import AnswerCame
from referrals.questions import latest_answer_day, usual_answer_day


class AskForm(DecisionForm):
    """Ask which question to put to the sender, and until when the answer is needed."""

    question = TextArea(
        label="What do you need to know?",
        help_text="An agency reads it on its own page. Do not write about a person at risk. The message "
        "only asks them to get in touch.",
        missing="Write the question you need answered",
        max_length=WORDS_LENGTH,
        label_size="m",
    )
    due_on = GovukDateField(
        label="Answer needed by",
        subject="The day for the answer",
        must_be="future",
        required=False,
    )

    def __init__(self, *args, is_agency=False, **kwargs):
        """Say who is to answer; the usual day is filled in."""
        super().__init__(*args, **kwargs)
        now, due = timezone.now(), self.fields["due_on"]
        due.latest, due.initial = latest_answer_day(now), usual_answer_day(now)
        who = (
            "The referrer answers on the agency’s page."
            if is_agency
            else "The participant answers."
        )
        due.help_text = (
            f"{who} The clock stands still until then. No later than {due.latest:%-d %B %Y}."
        )


class AnswerForm(DecisionForm):
    """Ask what the sender answered, and how the answer came."""

    answer = TextArea(
        label="What is the answer?",
        help_text="For the file.",
        missing="Write down the answer",
        max_length=WORDS_LENGTH,
        label_size="m",
    )
    came_by = Choice(
        label="How did the answer come?",
        choices=[one for one in AnswerCame.choices if one[0] != AnswerCame.PAGE],
        missing="Select how the answer came",
        label_size="m",
    )
