"""Forms of the register: a mark for each participant, and the correction of one mark.

One field for each participant, named after the enrolment.
"""

from cohorts.enums import Mark
from referral_portal.common.fields import Choice, TextLine
from referral_portal.common.forms import PortalForm


class RegisterForm(PortalForm):
    """One question for each participant."""

    def __init__(self, *args, people, **kwargs):
        """Add a question for each of `people`: pairs of an enrolment's id and the name to show."""
        super().__init__(*args, **kwargs)
        for enrolment_id, name in people:
            self.fields[f"mark-{enrolment_id}"] = Choice(
                label=f"Mark for {name}",
                choices=Mark.choices,
                missing=f"Select a mark for {name}",
            )
        self.enrolments = [enrolment_id for enrolment_id, _ in people]

    def marks(self) -> dict:
        """Return the marks by enrolment."""
        return {key: Mark(self.cleaned_data[f"mark-{key}"]) for key in self.enrolments}


class CorrectForm(PortalForm):
    """A corrected mark, with the reason."""

    mark = Choice(label="What is the correct mark?", choices=Mark.choices, missing="Select a mark")
    reason = TextLine(
        label="Why are you correcting it?",
        help_text="The first mark stays on record.",
        max_length=300,
        missing="Say why you are correcting the mark",
    )
