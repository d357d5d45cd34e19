"""Our field templates against the fixtures that GOV.UK Frontend ships, and what must be escaped.

Upgrading govuk-frontend makes these fail where its markup changed. How a form cleans is in test_fields.
"""

import json
import re
from pathlib import Path

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test.html import parse_html

from referral_portal.common import parts
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import Agreement, Choice, MultiChoice, TextArea, TextLine, YesNo
from referral_portal.common.forms import PortalForm
from referral_portal.common.rendering import GovukRenderer, Presentation

ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
# (component, fixture): every case that our fields can be asked for.
FIELD_CASES = [
    ("input", "default"),
    ("input", "with hint text"),
    ("input", "with error and hint"),
    ("input", "with width-10 class"),
    ("input", "with label as page heading"),
    ("input", "with prefix and suffix"),
    ("input", "with prefix and suffix and error"),
    ("textarea", "default"),
    ("textarea", "with hint and error message"),
    ("character-count", "default"),
    ("character-count", "with hint and error"),
    ("select", "default"),
    ("select", "with hint text and error message"),
    ("radios", "default"),
    ("radios", "with hint"),
    ("radios", "inline"),
    ("radios", "with hints on parent and items"),
    ("radios", "with fieldset and error message"),
    ("checkboxes", "default"),
    ("checkboxes", "with legend as a page heading"),
    ("checkboxes", "with error message"),
    ("checkboxes", "with divider and None"),
    ("date-input", "default"),
    ("date-input", "with values"),
    ("date-input", "with error message and hint"),
    ("date-input", "with error on day input"),
]


def fixture(component: str, name: str) -> dict:
    path = COMPONENTS / component / "fixtures.json"
    if not path.is_file():
        pytest.fail("node_modules is missing: ./dev test (or npm ci --ignore-scripts) fetches it.")
    return next(one for one in json.loads(path.read_text())["fixtures"] if one["name"] == name)


def text_of(part: dict | None) -> str:
    return (part or {}).get("text", "")


def looks_of(options: dict) -> dict:
    """The keyword arguments that all our fields share, from a fixture's options."""
    title = options.get("label") or options.get("fieldset", {}).get("legend", {})
    size = re.search(r"--([smlx]+)$", title.get("classes", ""))
    return {
        "label": title.get("text", ""),
        "help_text": text_of(options.get("hint")),
        "heading": title.get("isPageHeading", False),
        "label_size": size.group(1) if size else "",
        "required": False,
    }


def choice_looks(options: dict) -> dict:
    items = [item for item in options["items"] if "divider" not in item]
    return looks_of(options) | {
        "choices": [(item["value"], item["text"]) for item in items],
        "hints": {i["value"]: text_of(i["hint"]) for i in items if i.get("hint")},
        "exclusive": next((i["value"] for i in items if i.get("behaviour") == "exclusive"), ""),
        "inline": "--inline" in (options.get("classes") or ""),
    }


def field_of(component: str, options: dict) -> forms.Field:
    """Our field that should draw what the fixture's options ask for."""
    if component == "input":
        width = re.search(r"width-(\d+)", options.get("classes") or "")
        return TextLine(
            prefix=text_of(options.get("prefix")),
            suffix=text_of(options.get("suffix")),
            width=width.group(1) if width else "",
            **looks_of(options),
        )
    if component == "textarea":
        return TextArea(counted=None, **looks_of(options))
    if component == "character-count":
        return TextArea(max_length=options["maxlength"], **looks_of(options))
    if component == "select":
        looks = choice_looks(options)
        shown = {name: looks.pop(name) for name in ("label_size", "heading")}
        for name in ("hints", "exclusive", "inline"):
            looks.pop(name)
        # A select that Django made, as in a model form.
        field = forms.ChoiceField(**looks)
        field.presentation = Presentation(**shown)
        return field
    if component == "radios":
        return Choice(**choice_looks(options))
    if component == "checkboxes":
        return MultiChoice(**choice_looks(options))
    return GovukDateField(**looks_of(options))


def draw(field: forms.Field, *, name: str, value=None, error="", parts=None) -> str:
    """The field's markup with ids as in GOV.UK Frontend: the name itself."""

    class OneField(PortalForm):
        pass

    OneField.base_fields = {name: field}
    if not error:
        return OneField(auto_id="%s", initial={name: value})[name].as_field_group()
    form = OneField({}, auto_id="%s")
    params = {"parts": parts} if parts else None
    form.add_error(name, forms.ValidationError(error, params=params))
    return form[name].as_field_group()


def dom(html: str, *, without: tuple[str, ...] = ()) -> object:
    """Markup to compare: attributes in any order, without those that are ours by decision."""
    for attribute in ("autocomplete", *without):
        html = re.sub(rf'\s{attribute}="[^"]*"', "", html)
    return parse_html(re.sub(r">\s+", ">", re.sub(r"\s+<", "<", html)))


@pytest.mark.parametrize(("component", "name"), FIELD_CASES)
def test_field_is_drawn_as_govuk_frontend_draws_it(component: str, name: str) -> None:
    theirs = fixture(component, name)
    options = theirs["options"]
    key = options.get("name") or options.get("idPrefix") or options["id"]
    value = options.get("value")
    if component == "select":
        value = next((i["value"] for i in options["items"] if i.get("selected")), None)
    parts = None
    if component == "date-input":
        key = options["id"]
        value = options.get("values")
        parts = [p for p in ("day", "month", "year") if "error" in str(options.get(p))] or None
    html = draw(
        field_of(component, options),
        name=key,
        value=value,
        error=text_of(options.get("errorMessage")),
        parts=parts,
    )

    expected = theirs["html"]
    if options.get("id"):
        # Theirs may have an id that is not the name; ours are the same word.
        html = html.replace(f'"{key}', f'"{options["id"]}')
    without = ("name", "checked") if component != "date-input" else ("name",)
    expected = re.sub(r"\schecked(?=[\s>])|\sdisabled(?=[\s>])|\sselected(?=[\s>])", "", expected)
    html = re.sub(r"\sselected(?=[\s>])", "", html)
    assert dom(html, without=without) == dom(expected, without=without)


@pytest.mark.parametrize("component", ["radios", "checkboxes"])
def test_revealing_options_match_govuk_frontend(component: str) -> None:
    theirs = fixture(component, "with conditional items")
    options = theirs["options"]
    looks = choice_looks(options)
    revealing = [item["value"] for item in options["items"] if item.get("conditional")]
    looks["reveals"] = {value: (f"about_{value}",) for value in revealing}
    name = options.get("idPrefix") or options["name"]

    class Form(PortalForm):
        pass

    Form.base_fields = {
        name: (Choice if component == "radios" else MultiChoice)(**looks),
        **{f"about_{value}": TextLine(label="More") for value in revealing},
    }
    ours = dom(Form(auto_id="%s")[name].as_field_group(), without=("name",))
    expected = dom(theirs["html"], without=("name",))
    for tree in (ours, expected):
        empty_revealed(tree)
    assert ours == expected


def empty_revealed(element) -> None:
    """Drop what an option reveals: only the frame around it is GOV.UK Frontend's."""
    for child in getattr(element, "children", ()):
        if "conditional" in str(dict(getattr(child, "attributes", ())).get("class", "")):
            child.children = []
        empty_revealed(child)


def test_error_summary_matches_govuk_frontend() -> None:
    theirs = fixture("error-summary", "default")
    errors = [
        {"text": one["text"], "target": one["href"].removeprefix("#")}
        for one in theirs["options"]["errorList"]
    ]
    html = parts.draw("error_summary", errors=errors)
    assert dom(html) == dom(theirs["html"])


def test_pagination_matches_govuk_frontend() -> None:
    theirs = fixture("pagination", "with prev and next only")
    options = theirs["options"]
    html = parts.draw(
        "pagination",
        previous_url=options["previous"]["href"],
        next_url=options["next"]["href"],
    )
    assert dom(html) == dom(theirs["html"])


EVIL = "<img src=x onerror=alert(1)>\"'"


def test_nothing_typed_or_named_reaches_the_page_raw() -> None:
    class Evil(PortalForm):
        line = TextLine(label=EVIL, help_text=EVIL, prefix=EVIL, suffix=EVIL, required=False)
        text = TextArea(label=EVIL, help_text=EVIL)
        one = Choice(label=EVIL, choices=[(EVIL, EVIL)], hints={EVIL: EVIL}, help_text=EVIL)
        many = MultiChoice(label=EVIL, choices=[(EVIL, EVIL)], help_text=EVIL)
        agreed = Agreement(label=EVIL, help_text=EVIL)
        day = GovukDateField(label=EVIL, help_text=EVIL)
        listed = forms.ChoiceField(label=EVIL, choices=[(EVIL, EVIL)])

    form = Evil(
        {"line": EVIL, "text": EVIL, "one": EVIL, "many": [EVIL], "day-day": EVIL, "listed": EVIL}
    )
    for name in form.fields:
        form.add_error(name, EVIL)
    rows = [{"key": EVIL, "value": EVIL, "change_url": EVIL, "change_text": EVIL}]
    pages = [
        str(form),
        Template("{% load portal %}{% error_summary form %}").render(Context({"form": form})),
        render_to_string("components/summary_list.html", {"rows": rows}),
        render_to_string("components/panel.html", {"title": EVIL, "lead": EVIL, "body": EVIL}),
        parts.draw("tag", text=EVIL, colour=EVIL),
    ]
    assert all("&lt;img" in page and "<img" not in page for page in pages)


class Small(PortalForm):
    living = YesNo(label="Do you live together?", reveals={"no": ("since",)})
    since = TextLine(label="Since when?")
    born = GovukDateField(label="Date of birth")


def test_crispy_draws_the_same_fields() -> None:
    form = Small()
    html = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))
    inner = html.split("novalidate")[1].split(">", 1)[1].rsplit("</form>", 1)[0]
    assert dom(inner) == dom(str(Small()))


def test_built_style_sheet_brings_nothing_that_belongs_to_gov_uk() -> None:
    css = (ROOT / "static" / "build" / "app.css").read_text()
    assert not re.search(r"GDS Transport|@font-face|crest|url\(", css)


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput(attrs={"maxlength": 5, "required": True, "hidden": False}), '<"1,000.5&'),
        (forms.NumberInput(), 1234567.5),
        (forms.HiddenInput(), None),
        (forms.PasswordInput(), "never drawn"),
        (forms.FileInput(), None),
        (forms.Textarea(attrs={"rows": 4}), "\n<b>two</b>\nlines"),
        (forms.CheckboxInput(), True),
        (forms.Select(choices=[("", "None"), ("More", [("a", "<A>"), ("b", "B&B")])]), "b"),
        (forms.SelectMultiple(choices=[(1, "One"), (2000, "Two")]), [1, 2000]),
        (forms.RadioSelect(choices=[("a", "<A>"), ("b", "B")], attrs={"id": "id_x"}), "b"),
        (forms.CheckboxSelectMultiple(choices=[("a", "<A>"), ("b", "B")]), ["a", "b"]),
        (forms.SplitDateTimeWidget(), None),
    ],
)
def test_jinja_draws_a_widget_as_django_draws_it(widget, value) -> None:
    attrs = {"id": 'x"<', "class": "a b"}
    drawn = widget.render("q", value, attrs, renderer=GovukRenderer())

    # The two engines write a quotation mark, and the space between two tags, differently.
    same = parse_html(drawn.replace("&#34;", "&quot;"))
    assert same == parse_html(widget.render("q", value, attrs, renderer=TemplatesSetting()))
