"""The base of every form outside the admin.

A question that one answer reveals counts only when that answer is chosen. Otherwise its own answer
is dropped and its errors are not reported.
"""

from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError

from referral_portal.common.rendering import ASKED, revealed_names


class RevealMixin:
    """Drop the answers to questions whose revealing option was not chosen."""

    # Our own words for errors, and our summary at the top, replace the browser's messages.
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        """Raise ImproperlyConfigured when an option reveals a field that the form lacks."""
        super().__init__(*args, **kwargs)
        # Checked here, because a template would swallow the exception.
        if unknown := revealed_names(self) - set(self.fields):
            names = ", ".join(sorted(unknown))
            raise ImproperlyConfigured(f"Revealed but not in the form: {names}")

    def is_asked(self, name: str) -> bool:
        """Return whether the question `name` is shown, given what was submitted."""
        if name not in revealed_names(self):
            return True
        for parent, field in self.fields.items():
            presentation = getattr(field, "presentation", None)
            for option, names in presentation.reveals.items() if presentation else ():
                if name in names:
                    typed = self[parent].data
                    chosen = typed if isinstance(typed, (list, tuple)) else [typed]
                    if option in map(str, chosen) and self.is_asked(parent):
                        return True
        return False

    def _clean_fields(self):
        super()._clean_fields()
        self.asked = {}
        for name, field in self.fields.items():
            if hasattr(field, "question") and name in self.cleaned_data:
                self.ask(name, field.question(self.cleaned_data[name]))
        for name in revealed_names(self):
            if not self.is_asked(name):
                self._errors.pop(name, None)
                self.cleaned_data[name] = self.empty_answer(name)

    def ask(self, name: str, question: str) -> None:
        """Ask about an answer that is probably a slip, once: the same answer sent again is accepted.

        The page carries what was asked about, so that nothing has to be remembered.
        """
        if not question:
            return
        answer = self.asked[name] = str(self.cleaned_data[name])
        if self.data.get(f"{self.add_prefix(name)}{ASKED}") != answer:
            self.add_error(name, ValidationError(question, code="question"))

    def empty_answer(self, name: str):
        """Return the cleaned value of the question `name` without an answer."""
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            return []
        if isinstance(field, forms.ChoiceField):
            return getattr(field, "empty_value", "")
        return getattr(field, "empty_value", None)


class PortalForm(RevealMixin, forms.Form):
    """A form with revealed questions."""
