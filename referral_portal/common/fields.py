"""The form fields of the portal: text, choices with hints, and UK contact details.

Each field holds how it is drawn (`Presentation`), cleans what was typed and words its errors as
GOV.UK does; `missing` is the sentence for an empty answer.
"""

import re
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from referral_portal.common.rendering import Presentation
from referral_portal.common.text import clean_line, clean_text

LINE_LENGTH = 100
TEXT_LENGTH = 4000
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
PHONE_IGNORED = re.compile(r"[\s().\-\u2010-\u2015]")


class PresentedField:
    """Take the words and looks of a question out of a field's keyword arguments."""

    def __init__(
        self,
        *,
        missing: str = "Enter an answer",
        autocomplete: str = "off",
        width: str = "",
        presentation: Presentation | None = None,
        **kwargs,
    ):
        """`missing`: error for no answer; `width`: GOV.UK's width suffix, such as "10"."""
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
        refuse_longer(value, self.max_length)


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
        refuse_longer(value, self.max_length)


def refuse_longer(value: str, most: int) -> None:
    """Raise ValidationError, with the figure, if `value` has more than `most` characters."""
    if len(value) > most:
        raise ValidationError(
            f"Your answer must be {most:,} characters or fewer. It has {len(value):,}.",
            code="max_length",
        )


class EmailField(TextLine):
    """An email address."""

    widget = forms.EmailInput

    def __init__(self, *, max_length: int = 254, **kwargs):
        kwargs.setdefault("missing", "Enter an email address")
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs["spellcheck"] = "false"

    def validate(self, value):
        super().validate(value)
        if value:
            try:
                validate_email(value)
            except ValidationError as error:
                raise ValidationError(
                    "Enter an email address in the correct format, like name@example.org",
                    code="invalid",
                ) from error


class UKPhoneField(TextLine):
    """A telephone number, cleaned to digits: "07700900123", or "+353…" for another country."""

    widget = forms.TextInput(attrs={"type": "tel"})

    def __init__(self, *, width: str = "20", **kwargs):
        kwargs.setdefault("missing", "Enter a phone number")
        super().__init__(max_length=40, width=width, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        digits = PHONE_IGNORED.sub("", value)
        for prefix in ("+44", "0044"):
            if digits.startswith(prefix):
                return "0" + digits.removeprefix(prefix).removeprefix("0")
        return "+" + digits.removeprefix("00") if digits.startswith("00") else digits

    def validate(self, value):
        super().validate(value)
        if value and not re.fullmatch(r"0[1-9][0-9]{8,9}|\+[1-9][0-9]{6,14}", value, re.ASCII):
            raise ValidationError(
                "Enter a phone number, like 01632 960001 or 07700 900982", code="invalid"
            )


class PostcodeField(TextLine):
    """A UK postcode, cleaned to capitals with one space: "ME14 1XX"."""

    def __init__(self, *, width: str = "10", **kwargs):
        kwargs.setdefault("missing", "Enter a postcode")
        super().__init__(max_length=12, width=width, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        letters = re.sub(r"[^A-Z0-9]", "", value.upper())
        return f"{letters[:-3]} {letters[-3:]}"

    def validate(self, value):
        super().validate(value)
        if value and not POSTCODE.fullmatch(value.replace(" ", "")):
            raise ValidationError("Enter a full UK postcode, like ME14 1XX", code="invalid")


class ChoiceLooks(PresentedField):
    """Set the options that all fields with choices share."""

    def __init__(self, *, missing: str = "Select an answer", **kwargs):
        kwargs["error_messages"] = {
            "invalid_choice": "Select one of the answers offered",
            **kwargs.get("error_messages", {}),
        }
        if exclusive := kwargs.get("exclusive"):
            kwargs.setdefault("divider_before", exclusive)
        super().__init__(missing=missing, **kwargs)


class Choice(ChoiceLooks, forms.ChoiceField):
    """One of several answers as radio buttons, with `hints` and `reveals` by value."""

    widget = forms.RadioSelect


class DropDown(ChoiceLooks, forms.ChoiceField):
    """One of many answers as a select; give it a first choice ("", "Choose one")."""


class MultiChoice(ChoiceLooks, forms.MultipleChoiceField):
    """Any of several answers as checkboxes; `exclusive` ("None of these") stands alone."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value):
        super().validate(value)
        alone = self.presentation.exclusive
        if alone and alone in value and len(value) > 1:
            label = dict(self.choices)[alone]
            raise ValidationError(
                f"Select answers that apply, or select “{label}”", code="exclusive"
            )


class YesNo(ChoiceLooks, forms.TypedChoiceField):
    """Yes or no, cleaned to True, False or (optional and unanswered) None."""

    widget = forms.RadioSelect

    def __init__(self, *, yes: str = "Yes", no: str = "No", **kwargs):
        super().__init__(
            choices=[("yes", yes), ("no", no)],
            coerce=lambda value: value == "yes",
            empty_value=None,
            **{"missing": "Select yes or no", "inline": "reveals" not in kwargs, **kwargs},
        )

    def prepare_value(self, value):
        """Return the option to mark for a stored True or False."""
        return {True: "yes", False: "no"}.get(value, value)

    def to_python(self, value):
        return super().to_python(self.prepare_value(value))


class Agreement(PresentedField, forms.BooleanField):
    """A single box to tick, required by default."""

    def __init__(self, *, missing: str = "Tick the box to agree", **kwargs):
        super().__init__(missing=missing, **kwargs)
