"""The base of every form a person fills in outside the admin.

A question shown only under one answer counts only when that answer is given: otherwise whatever it
holds is dropped and none of its errors are reported. No fields and no saving live here.
"""

from django import forms
from django.core.exceptions import ImproperlyConfigured

from referral_portal.common.rendering import revealed_names


class RevealMixin:
    """Drops answers to questions whose revealing option was not chosen."""

    # Errors are ours to word and to summarise, in one place at the top of the page.
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        """Raise ImproperlyConfigured when an option reveals a field that the form lacks."""
        super().__init__(*args, **kwargs)
        # Here, because a template would take the exception for a plain "no".
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
        for name in revealed_names(self):
            if not self.is_asked(name):
                self._errors.pop(name, None)
                self.cleaned_data[name] = self.empty_answer(name)

    def empty_answer(self, name: str):
        """Return what `name` cleans to when nobody answered it."""
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            return []
        if isinstance(field, forms.ChoiceField):
            return getattr(field, "empty_value", "")
        return getattr(field, "empty_value", None)


class PortalForm(RevealMixin, forms.Form):
    """A form with revealed questions."""


class PortalModelForm(RevealMixin, forms.ModelForm):
    """A model form with revealed questions."""
