"""The form fields of the portal: text, choices with hints, and UK contact details.

Each field holds how it is drawn (`Presentation`), cleans what was typed and words its errors as
GOV.UK does; `missing` is the sentence for an empty answer. A field with a method `question` asks
about an answer that is probably a slip: the form accepts it when it is sent a second time.
"""

from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError

from referral_portal.common.contact_checks import (
    email_fault,
    email_question,
    phone_fault,
    postcode_fault,
    tidy_phone,
)
from referral_portal.common.normal_forms import postcode_form
from referral_portal.common.rendering import Presentation
from referral_portal.common.text import clean_line, clean_text, has_letter

# The answer of a worker who does not know. It never counts as safe.
NOT_KNOWN = "maybe"
LINE_LENGTH = 100
TEXT_LENGTH = 4000


class PresentedField:
    """Take the words and looks of a question out of a field's keyword arguments."""

    unanswered, unknown_answer = "Enter an answer to", ""

    def __init__(
        self,
        *,
        missing: str = "",
        autocomplete: str = "off",
        width: str = "",
        presentation: Presentation | None = None,
        **kwargs,
    ):
        """`missing`: error for no answer; `width`: GOV.UK's width suffix, such as "10".

        Without `missing`, the error names the question by its label.
        """
        looks = {name: kwargs.pop(name) for name in LOOKS if name in kwargs}
        self.presentation = replace(presentation or Presentation(), **looks)
        kwargs["error_messages"] = {"required": missing, **kwargs.get("error_messages", {})}
        super().__init__(**kwargs)
        attrs = self.widget.attrs
        # Browsers cut off at maxlength without a warning; our own check says what is wrong.
        attrs.pop("maxlength", None)
        attrs.setdefault("autocomplete", autocomplete)
        if width:
            attrs["class"] = f"govuk-input--width-{width}"

    def clean(self, value):
        # The label is known only now: a form may have changed it.
        for code, words in (("required", self.unanswered), ("invalid_choice", self.unknown_answer)):
            if words and not self.error_messages.get(code):
                question = question_of(self.label)
                self.error_messages[code] = (
                    f"{words} “{question}”" if question else words.rpartition(" ")[0]
                )
        return super().clean(value)


LOOKS = tuple(Presentation.__dataclass_fields__)


class TextLine(PresentedField, forms.CharField):
    """One line of text of at most `max_length` characters, without invisible ones."""

    def __init__(self, *, max_length: int = LINE_LENGTH, **kwargs):
        super().__init__(max_length=max_length, **kwargs)
        self.validators = [v for v in self.validators if v.code != "max_length"]

    def to_python(self, value):
        value = super().to_python(value)
        return value if value in self.empty_values else clean_line(value)

    def validate(self, value):
        super().validate(value)
        refuse_longer(value, self.max_length, self.label)


class TextArea(PresentedField, forms.CharField):
    """Several lines of text with a counter; `max_length` counts a line end as one character."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = TEXT_LENGTH, rows: int = 5, **kwargs):
        kwargs.setdefault("counted", max_length)
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs["rows"] = rows
        self.validators = [v for v in self.validators if v.code != "max_length"]

    def to_python(self, value):
        value = super().to_python(value)
        return value if value in self.empty_values else clean_text(value)

    def validate(self, value):
        super().validate(value)
        refuse_longer(value, self.max_length, self.label)


def refuse_longer(value: str, most: int, label: str | None = None) -> None:
    """Raise ValidationError, with the figure, if `value` has more than `most` characters."""
    if len(value) > most:
        raise ValidationError(too_long(most, len(value), label), code="max_length")


def question_of(label: str | None) -> str:
    """Return the words of a label for an error sentence, without "(optional)"."""
    return str(label or "").removesuffix(" (optional)")


def too_long(most: int, length: int, label: str | None) -> str:
    """Return the sentence for an answer of `length` characters to the question `label`."""
    question = question_of(label)
    answer = f"Your answer to “{question}”" if question else "Your answer"
    return f"{answer} must be {most:,} characters or fewer. It has {length:,}."


class PersonName(TextLine):
    """The name of a person, which has at least one letter of any script."""

    def __init__(self, **kwargs):
        is_optional = not kwargs.get("required", True)
        kwargs.setdefault("missing", f"Enter a name{', or leave this empty' * is_optional}")
        super().__init__(**kwargs)

    def validate(self, value):
        super().validate(value)
        if value and not has_letter(value):
            raise ValidationError(self.error_messages["required"], code="invalid")


class EmailField(TextLine):
    """An email address."""

    widget = forms.EmailInput

    def __init__(self, *, max_length: int = 254, **kwargs):
        kwargs.setdefault("missing", "Enter an email address")
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs["spellcheck"] = "false"

    def validate(self, value):
        super().validate(value)
        if value and (fault := email_fault(value)):
            raise ValidationError(fault, code="invalid")

    def question(self, value: str) -> str:
        """Return the question whether another address was meant, or ""."""
        return email_question(value) if value else ""


class UKPhoneField(TextLine):
    """A telephone number, cleaned to "07700900123", "+353…" or "01632960123 ext 12"."""

    widget = forms.TextInput(attrs={"type": "tel"})

    def __init__(self, *, width: str = "20", **kwargs):
        kwargs.setdefault("missing", "Enter a phone number")
        super().__init__(max_length=60, width=width, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        return value if value in self.empty_values or phone_fault(value) else tidy_phone(value)

    def validate(self, value):
        super().validate(value)
        if value and (fault := phone_fault(value)):
            raise ValidationError(fault, code="invalid")


class PostcodeField(TextLine):
    """A UK postcode, cleaned to capitals with one space: "ME14 1XX"."""

    def __init__(self, *, width: str = "10", **kwargs):
        kwargs.setdefault("missing", "Enter a postcode")
        super().__init__(width=width, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        return postcode_form(value) or value

    def validate(self, value):
        super().validate(value)
        if value and (fault := postcode_fault(value)):
            raise ValidationError(fault, code="invalid")


class ChoiceLooks(PresentedField):
    """Set the options that all fields with choices share."""

    unanswered, unknown_answer = "Select an answer to", "Select one of the answers offered for"

    def __init__(self, **kwargs):
        kwargs["error_messages"] = {"invalid_choice": "", **kwargs.get("error_messages", {})}
        if exclusive := kwargs.get("exclusive"):
            first = exclusive[0] if isinstance(exclusive, tuple) else exclusive
            kwargs.setdefault("divider_before", first)
        super().__init__(**kwargs)


class Choice(ChoiceLooks, forms.ChoiceField):
    """One of several answers as radio buttons, with `hints` and `reveals` by value."""

    widget = forms.RadioSelect


class DropDown(ChoiceLooks, forms.ChoiceField):
    """One of many answers as a select; give it a first choice ("", "Choose one")."""


class MultiChoice(ChoiceLooks, forms.MultipleChoiceField):
    """Any of several answers as checkboxes; `exclusive` ("None of these") stands alone.

    Several such answers are a tuple: ("none", "not_known").
    """

    widget = forms.CheckboxSelectMultiple

    def validate(self, value):
        super().validate(value)
        alone = [one for one in self.presentation.alone if one in value]
        if alone and len(value) > 1:
            label = dict(self.choices)[alone[0]]
            raise ValidationError(
                f"Select answers that apply, or select “{label}”", code="exclusive"
            )


class YesNo(ChoiceLooks, forms.TypedChoiceField):
    """Yes or no, cleaned to True, False or (optional and unanswered) None."""

    widget = forms.RadioSelect
    unanswered = "Select yes or no for"

    def __init__(self, *, yes: str = "Yes", no: str = "No", **kwargs):
        super().__init__(
            choices=[("yes", yes), ("no", no)],
            coerce=lambda value: value == "yes",
            empty_value=None,
            **{"inline": "reveals" not in kwargs, **kwargs},
        )

    def prepare_value(self, value):
        """Return the option to mark for a stored True or False."""
        return {True: "yes", False: "no"}.get(value, value)

    def to_python(self, value):
        return super().to_python(self.prepare_value(value))


class YesNoNotKnown(YesNo):
    """Yes, no or not known, cleaned to True, False or NOT_KNOWN.

    NOT_KNOWN is a text and so counts as true: compare with `is True` and `is False`.
    """

    def __init__(self, *, not_known: str = "Not known", **kwargs):
        super().__init__(**kwargs)
        self.choices = [*self.choices, (NOT_KNOWN, not_known)]
        self.coerce = {"yes": True, "no": False, NOT_KNOWN: NOT_KNOWN}.__getitem__


class Agreement(PresentedField, forms.BooleanField):
    """A single box to tick, required by default."""

    def __init__(self, *, missing: str = "Tick the box to agree", **kwargs):
        super().__init__(missing=missing, **kwargs)
