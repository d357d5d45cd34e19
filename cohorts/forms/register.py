"""Forms of the register: a mark for each participant, and the correction of one mark.

One field for each participant, named after the enrolment.
"""

from cohorts.enums import Mark
from referral_portal.common.fields import Choice, TextLine
from referral_portal.common.forms import PortalForm


class RegisterForm(PortalForm):
    """One question for each participant; marks that are missing can follow later."""

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

    def clean(self):
        """Ask for one mark at least, so that no participant waits for another's mark.

        There is no question when a colleague has marked everyone since the page was opened.
        """
        for name in self.fields:
            if self.has_error(name, code="required"):
                del self.errors[name]
        is_empty = not any(self.cleaned_data.get(name) for name in self.fields)
        if self.fields and not self.errors and is_empty:
            self.add_error(next(iter(self.fields)), "Select a mark for at least one participant")

    def marks(self) -> dict:
        """Return the marks that were given, by enrolment."""
        given = ((key, self.cleaned_data.get(f"mark-{key}")) for key in self.enrolments)
        return {key: Mark(mark) for key, mark in given if mark}


class CorrectForm(PortalForm):
    """A corrected mark, with the reason."""

    mark = Choice(label="What is the correct mark?", choices=Mark.choices, missing="Select a mark")
    reason = TextLine(
        label="Why are you correcting it?",
        help_text="The first mark stays on record.",
        max_length=300,
        missing="Say why you are correcting the mark",
    )
