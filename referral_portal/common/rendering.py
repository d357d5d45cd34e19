"""Draw Django's form fields as GOV.UK Frontend components, from our own small templates.

The looks of a field are data (`Presentation`). The parts in templates/parts/fields/ turn them into
markup, which a test compares with the fixtures of GOV.UK Frontend. Nothing here marks a value as safe.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import Jinja2, TemplatesSetting
from django.forms.widgets import Input
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from referral_portal.common.parts import draw, draw_from

# The first class that matches the widget names the part, so subclasses come first.
KINDS = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.MultiWidget, ""),
    (forms.FileInput, ""),
    (Input, "input"),
)
DATE_PARTS = ("day", "month", "year")
WIDGETS = "django/forms/widgets/"  # where Django keeps their templates, for both engines
ASKED = "-asked"  # the end of the name of the input that says what was asked about


@dataclass(frozen=True, kw_only=True)
class Presentation:
    """How one question is drawn.

    `heading`: the label is the page's h1 (pages with one question). `hints` and `reveals` go by
    option value; `reveals` names the fields shown under an option. `exclusive` is the option, or
    the options, that each stand alone. `counted` is the number of characters the counter allows.
    """

    heading: bool = False
    label_size: str = "s"
    prefix: str = ""
    suffix: str = ""
    hints: dict[str, str] = field(default_factory=dict)
    reveals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exclusive: str | tuple[str, ...] = ""
    divider_before: str = ""
    inline: bool = False
    counted: int | None = None

    @property
    def alone(self) -> tuple[str, ...]:
        """The options that each stand alone."""
        one = self.exclusive
        return one if isinstance(one, tuple) else (one,) * bool(one)


class Option(NamedTuple):
    """One radio button or checkbox as the part needs it."""

    id: str
    value: str
    label: str
    checked: bool
    disabled: bool
    hint: str
    exclusive: bool
    divider: bool
    reveals: tuple["GovukBoundField", ...]


class GovukBoundField(BoundField):
    """A bound field that knows its GOV.UK ids, classes and options."""

    @property
    def presentation(self) -> Presentation:
        """The field's own presentation, or the default for Django's own fields."""
        return getattr(self.field, "presentation", None) or Presentation()

    @property
    def kind(self) -> str:
        """The name of our part for this widget, or "" for Django's own template."""
        widget = self.field.widget
        if kind := getattr(widget, "govuk_kind", ""):
            return kind
        return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "")

    def as_field_group(self) -> SafeString:
        """Return the question with its hint, its errors and its control."""
        return draw(f"fields/{self.kind}", field=self) if self.kind else super().as_field_group()

    @property
    def base_id(self) -> str:
        return self.field.widget.attrs.get("id") or self.auto_id

    @property
    def hint_id(self) -> str:
        return f"{self.base_id}-hint" if self.help_text else ""

    @property
    def error_id(self) -> str:
        return f"{self.base_id}-error" if self.errors else ""

    @property
    def info_id(self) -> str:
        return f"{self.base_id}-info" if self.presentation.counted else ""

    @property
    def described_by(self) -> str:
        return " ".join(filter(None, (self.info_id, self.hint_id, self.error_id)))

    @property
    def size(self) -> str:
        """The size letter of the label, which is "l" for the heading of a page."""
        return "l" if self.presentation.heading else self.presentation.label_size

    @property
    def asked(self) -> dict[str, str]:
        """The name and value of the hidden input for an answer that was asked about, if any."""
        answer = getattr(self.form, "asked", {}).get(self.name)
        return {"name": f"{self.html_name}{ASKED}", "value": answer} if answer else {}

    @property
    def first_id(self) -> str:
        """The id that the error summary links to: a date's first wrong box, otherwise the control."""
        if self.kind == "date":
            part = next((part for part in DATE_PARTS if part in self.wrong_parts), DATE_PARTS[0])
            return f"{self.base_id}-{part}"
        return self.base_id

    @property
    def wrong_parts(self) -> frozenset[str]:
        """The boxes of a date to mark; an error that names none is about all three."""
        named = set()
        for error in self.form.errors.as_data().get(self.name, ()):
            named |= set((error.params or {}).get("parts", DATE_PARTS))
        return frozenset(named)

    @property
    def date_parts(self) -> list[dict]:
        """The three boxes of a date, each with its value and whether it is marked wrong."""
        values = self.field.widget.parts(self.value())
        return [
            {
                "part": part,
                "label": part.capitalize(),
                "id": f"{self.base_id}-{part}",
                "name": f"{self.html_name}-{part}",
                "value": values[part],
                "wrong": part in self.wrong_parts,
                "width": 4 if part == "year" else 2,
            }
            for part in DATE_PARTS
        ]

    @cached_property
    def options(self) -> list[Option]:
        """The radio buttons or checkboxes, numbered as GOV.UK Frontend numbers them."""
        return list(self._options())

    def _options(self) -> Iterator[Option]:
        shown = self.presentation
        number = 0
        for widget in self.subwidgets:
            data = widget.data
            value = str(data["value"])
            divider = value == shown.divider_before
            # Count the divider, as GOV.UK Frontend does, so that our ids are the same.
            number += 2 if divider else 1
            yield Option(
                id=self.base_id if number == 1 else f"{self.base_id}-{number}",
                value=value,
                label=data["label"],
                checked=data["selected"],
                disabled=bool(data["attrs"].get("disabled")),
                hint=shown.hints.get(value, ""),
                exclusive=value in shown.alone,
                divider=divider,
                reveals=tuple(self.form[name] for name in shown.reveals.get(value, ())),
            )

    @property
    def is_checked(self) -> bool:
        """Whether a single checkbox is ticked."""
        return bool(self.field.widget.check_test(self.value()))

    @property
    def is_revealed(self) -> bool:
        """Whether another question draws this one under one of its options."""
        return self.name in revealed_names(self.form)

    def control(self) -> str:
        """Return the input, textarea or select, drawn by its Django widget."""
        widget = self.field.widget
        base = f"govuk-{self.kind}"
        classes = [base, widget.attrs.get("class", "")]
        if self.errors:
            classes.append(f"{base}--error")
        attrs = {
            "id": self.base_id,
            "class": " ".join(filter(None, classes)),
            # The device may be shared, so the browser must not offer this answer to the next person.
            "autocomplete": widget.attrs.get("autocomplete", "off"),
        }
        if self.described_by:
            attrs["aria-describedby"] = self.described_by
        if self.field.disabled:
            attrs["disabled"] = True
        if self.kind == "textarea":
            attrs["cols"] = False
            if self.presentation.counted:
                attrs["class"] += " govuk-js-character-count"
        return widget.render(
            name=self.html_name, value=self.value(), attrs=attrs, renderer=self.form.renderer
        )


def revealed_names(form: forms.BaseForm) -> frozenset[str]:
    """Return the names of the form's fields that are drawn under an option of another field."""
    names = set()
    for form_field in form.fields.values():
        if presentation := getattr(form_field, "presentation", None):
            names.update(name for group in presentation.reveals.values() for name in group)
    return frozenset(names)


class GovukRenderer(TemplatesSetting):
    """Django's FORM_RENDERER for the whole project.

    Widgets keep Django's own templates, of which Jinja draws those for it about ten times faster.
    """

    form_template_name = "form"
    bound_field_class = GovukBoundField
    _widgets = Jinja2()

    def render(self, template_name: str, context: dict, request=None) -> str:
        """Draw a form as a part, and other things with their templates."""
        if template_name == self.form_template_name:
            return draw_from(template_name, context)
        return super().render(template_name, context, request)

    def get_template(self, template_name: str):
        """Return a template of the project, or of a widget of Django's forms."""
        if template_name.startswith(WIDGETS):
            return self._widgets.get_template(template_name)
        return super().get_template(template_name)
