"""What a user answers about a task of a referral: what to do, by when, who does it, what was done."""

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import DropDown, TextLine
from referral_portal.common.forms import PortalForm

ANYONE = ("", "Anyone at the desk")
NO_RISK = "Write nothing about a person at risk here: write to the link worker."


class ChangeTaskForm(PortalForm):
    """By when a task is due, and who does it."""

    due_on = GovukDateField(
        label="When is it due?",
        subject="The day on which the task is due",
        must_be="today or future",
    )
    assignee = DropDown(label="Who does it? (optional)", required=False)

    def __init__(self, *args, users=(), **kwargs):
        """`users`: (id, words) of each user who may have the task."""
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = [ANYONE, *users]

    def answers(self) -> dict:
        """Return the answers as the verbs take them."""
        data = dict(self.cleaned_data)
        assignee = data.pop("assignee")
        return data | {"assignee_id": int(assignee) if assignee else None}


class TaskForm(ChangeTaskForm):
    """A new task."""

    words = TextLine(
        label="What is to be done?",
        help_text=NO_RISK,
        max_length=200,
        missing="Enter what is to be done",
    )
    field_order = ("words", "due_on", "assignee")


class FinishTaskForm(PortalForm):
    """What was done."""

    outcome = TextLine(
        label="What was done? (optional)",
        help_text=NO_RISK,
        required=False,
        max_length=500,
    )
