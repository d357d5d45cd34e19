"""Conversions of answers: to JSON, back to what a browser would send, and to words.

Before a referral is sent, each stored page is cleaned again by its form, as if a browser had sent
it. The answers of sealed pages are only ever turned into words, which are then sealed.
"""

import datetime as dt

from django import forms
from django.utils.datastructures import MultiValueDict

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.rendering import ASKED
from referrals.forms.base import LENGTH, StepForm

# The most characters kept of one answer on a page with errors; its real length is kept beside it.
LONGEST_TYPED = 100_000


def to_json(cleaned: dict) -> dict:
    """Return cleaned answers in a form that JSON can hold."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in cleaned.items()
    }


def to_post(form_class: type[StepForm], stored: dict) -> MultiValueDict:
    """Return stored answers as the browser would have sent them."""
    data = MultiValueDict()
    for name, field in form_class.base_fields.items():
        value = stored.get(name)
        if value and hasattr(field, "question"):
            # It was asked about when it was stored, if need be.
            data[f"{name}{ASKED}"] = value
        if isinstance(field, GovukDateField):
            for part, typed in field.widget.parts(value).items():
                data[f"{name}-{part}"] = typed
        elif isinstance(value, list):
            data.setlist(name, value)
        elif isinstance(field, forms.TypedChoiceField):
            data[name] = field.prepare_value(value)
        elif value is True:
            data[name] = "on"
        elif value not in (None, False):
            data[name] = value
    return data


def typed(form_class: type[StepForm], post) -> dict[str, list[str]]:
    """Return the text typed into the form's fields, to show it again with the errors."""
    names = tuple(form_class.base_fields)
    given = {key: post.getlist(key) for key in post
             if key in names or key.rpartition("-")[0] in names}  # fmt: skip
    kept = {key: [value[:LONGEST_TYPED] for value in values] for key, values in given.items()}
    for name in names:
        longest = max(map(len, given.get(name, [""])), default=0)
        if longest > LONGEST_TYPED:
            kept[f"{name}{LENGTH}"] = [str(longest)]
    return kept


def in_words(field: forms.Field, value) -> str:
    """Return one stored or cleaned answer in words, or an empty string if there is none."""
    if value in (None, "", []):
        return ""
    if isinstance(value, str) and isinstance(field, GovukDateField):
        value = dt.date.fromisoformat(value)
    if isinstance(value, dt.date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): label for key, label in field.choices}
        chosen = value if isinstance(value, list) else [value]
        words = [labels.get({True: "yes", False: "no"}.get(one, one), str(one)) for one in chosen]
        return "\n".join(words)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)


def questions(form: StepForm) -> list[tuple[str, str, str]]:
    """Return (name, question, answer in words) for every question that a valid form asked."""
    return [
        (
            name,
            field.label.removesuffix(" (optional)"),
            in_words(field, form.cleaned_data.get(name)),
        )
        for name, field in form.fields.items()
        if form.is_asked(name)
    ]


def page_in_words(slug: str, title: str, asked: list[tuple[str, str]]) -> dict:
    """Return one page in words: its title, and each question that has an answer."""
    rows = [{"key": question, "value": words} for question, words in asked if words]
    return {"slug": slug, "title": title, "rows": rows}


def part_of(title: str, form: StepForm) -> dict:
    """Return the content of the sealed part of one valid page."""
    return {
        "page": title,
        "answers": [
            {"name": name, "label": label, "value": words}
            for name, label, words in questions(form)
            if words
        ],
    }


def longest_answer(form: StepForm) -> str:
    """Return the name of the question with the longest typed answer."""
    lengths = {name: len(str(value)) for name, value in form.cleaned_data.items()}
    return max(lengths, key=lengths.get)
