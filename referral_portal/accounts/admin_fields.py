"""The fields of the admin's own forms, drawn, cleaned and refused as on our other pages."""

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models

from referral_portal.accounts.admin_words import in_words
from referral_portal.common.contact_checks import phone_fault, postcode_fault, tidy_phone
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.normal_forms import postcode_form
from referral_portal.common.text import clean_line, clean_text, has_letter


class Line(forms.CharField):
    """One line of text without invisible characters."""

    def to_python(self, value):
        value = super().to_python(value)
        return value if value in self.empty_values else clean_line(value)


class Paragraphs(forms.CharField):
    """Several lines of text without invisible characters."""

    def to_python(self, value):
        value = super().to_python(value)
        return value if value in self.empty_values else clean_text(value)


class Name(Line):
    """A name with at least one letter."""

    def validate(self, value):
        super().validate(value)
        if value and not has_letter(value):
            raise ValidationError("Enter a name with letters", code="invalid")


class Phone(Line):
    """A telephone number, stored as on the other pages."""

    def to_python(self, value):
        value = super().to_python(value)
        return value if value in self.empty_values or phone_fault(value) else tidy_phone(value)

    def validate(self, value):
        super().validate(value)
        if value and (fault := phone_fault(value)):
            raise ValidationError(fault, code="invalid")


class Postcode(Line):
    """A British postcode, stored in capitals with one space."""

    def to_python(self, value):
        value = super().to_python(value)
        return postcode_form(value) or value

    def validate(self, value):
        super().validate(value)
        if value and (fault := postcode_fault(value)):
            raise ValidationError(fault, code="invalid")


BY_NAME = {"phone": Phone, "postcode": Postcode}


def form_class_for(field: models.Field) -> type[forms.Field] | None:
    """Return the form field for a column of text, or None for any other column."""
    if field.choices:
        return None
    by_kind = {models.CharField: Line, models.TextField: Paragraphs}.get(type(field))
    return BY_NAME.get(field.name, by_kind)


class Codes(forms.MultipleChoiceField):
    """A list of codes that a column of JSON holds, as checkboxes."""

    widget = forms.CheckboxSelectMultiple


class Roles(forms.ModelMultipleChoiceField):
    """The roles of an account, as checkboxes in words."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        return in_words(None, group)


def date_field(column: models.DateField) -> GovukDateField:
    """Return three boxes for a column with a day."""
    words = str(column.verbose_name)
    return GovukDateField(
        label=f"{words[:1].upper()}{words[1:]}",
        subject=f"The {words}",
        required=not column.blank,
        help_text=column.help_text,
    )


def as_ours(field: forms.Field | None) -> forms.Field | None:
    """Return a field without the links and dashes that Django's admin puts around a list."""
    if field is None:
        return None
    if isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget = field.widget.widget
    if isinstance(field, forms.ModelChoiceField) and field.empty_label:
        field.empty_label = "Choose one" if field.required else "None"
    elif isinstance(field, forms.TypedChoiceField):
        field.choices = [
            (code, words if code != "" else "Choose one") for code, words in field.choices
        ]
    return field
