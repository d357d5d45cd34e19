"""Tokens, and which of them a field can carry. A field nobody thought of stops the proof.

Any twelve letters of a token hold the whole MARK, so a search that finds neither it nor one of the
exact values has found no part of a token. Tokens are letters and digits: no encoder of text
changes them.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from django import forms
from django.db import models

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import EmailField, PostcodeField, UKPhoneField
from referrals.steps.answers import to_post
from safeguarding.columns import SealedField

MARK = "qzjxq"
LETTERS = "abcdefghikmnoprstuvwy2345679"  # none of the mark's rarer ones
LENGTH, AFTER, PART = 24, 3, 12
FIRST_DATE = dt.date(1931, 1, 1)  # nobody else was born then
NUMERIC = (
    models.BooleanField, models.IntegerField, models.DateTimeField, models.DateField, models.UUIDField,
)  # fmt: skip


class Uncovered(Exception):
    """A field carries nothing that could be searched for; the text says what to do."""


@dataclass
class Tokens:
    """Every token there is: what it reads, and which field holds it."""

    of: dict[str, str] = field(default_factory=dict)
    # Values that are no letters: how they are written → the field.
    exact: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, longest: int | None = None) -> str:
        """Return the token of a field, cut to `longest` characters. Raises Uncovered."""
        digits = hashlib.sha256(name.encode()).digest()
        token = "".join(
            MARK + "".join(LETTERS[byte % len(LETTERS)] for byte in digits[start : start + AFTER])
            for start in range(0, LENGTH, len(MARK) + AFTER)
        )[: longest or LENGTH]
        if len(token) <= len(MARK) + 1:
            raise Uncovered(
                f"{name} is too short for a token: say in tests/proofs/canaries/tokens.py how"
                f" what it holds is recognised."
            )
        if self.of.setdefault(token, name) != name:
            raise Uncovered(f"{name} and {self.of[token]} have one token; make {name} longer.")
        return token

    def phone(self, name: str) -> str:
        """Return a number that nobody else has."""
        digits = f"1632960{700 + self._number(name)}"
        self.exact |= {digits: name, f"{digits[:4]} {digits[4:]}": name}
        return f"0{digits}"

    def date(self, name: str) -> dt.date:
        """Return a day that is nobody else's."""
        day = FIRST_DATE + dt.timedelta(days=37 * self._number(name))
        self.exact |= {day.isoformat(): name, f"{day.day} {day:%B %Y}".lower(): name}
        return day

    def _number(self, name: str) -> int:
        return list(dict.fromkeys([*self.exact.values(), name])).index(name)

    @property
    def names(self) -> set[str]:
        """Every field that holds something to be found."""
        return {*self.of.values(), *self.exact.values()}


def answers_for(form_class: type[forms.Form], given: dict, tokens: Tokens) -> dict:
    """Return answers to every question of a sealed page, a token wherever there can be one.

    `given`: the choices made; otherwise the first choice is taken. Raises Uncovered.
    """
    found = {}
    for name, asked in form_class.base_fields.items():
        label = f"{form_class.__name__}.{name}"
        match asked:
            case forms.MultipleChoiceField():
                found[name] = given.get(name) or [_first(asked)]
            case forms.ChoiceField():
                found[name] = given[name] if name in given else _first(asked)
            case forms.BooleanField():
                found[name] = True
            case GovukDateField():
                found[name] = tokens.date(label).isoformat()
            case UKPhoneField():
                found[name] = tokens.phone(label)
            case EmailField():
                found[name] = f"{tokens.text(label)}@example.org"
            case forms.CharField() if not isinstance(asked, PostcodeField):
                found[name] = tokens.text(label, asked.max_length)
            case _:
                raise Uncovered(
                    f"{label} is of a kind the canaries do not know: say in"
                    f" tests/proofs/canaries/tokens.py what it carries."
                )
    return found


def _first(asked: forms.ChoiceField) -> str:
    return next((str(value) for value, _ in asked.choices if value), "")


def posted(form_class: type[forms.Form], answers: dict) -> dict[str, list[str]]:
    """Return answers as a browser sends them."""
    sent = to_post(form_class, answers).lists()
    return {name: [value for value in values if value is not None] for name, values in sent}


def overlong(data: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the same tokens in a form that no page takes: choices gone, texts far too long."""
    return {
        name: [value * (400 if MARK in value else 1) for value in values]
        for name, values in data.items()
        if MARK in "".join(values) or any(character.isdigit() for character in "".join(values))
    }


def page_of(token: str) -> dict:
    """Return the content of an envelope with one page, with `token` in it."""
    return {"page": {"page": token, "answers": [{"name": "n", "label": token, "value": token}]}}


def values_for(model: type[models.Model], rows: dict, tokens: Tokens, now: dt.datetime) -> dict:
    """Return the values of a row of `model` with a token in every field that can carry one.

    `rows`: the row to refer to, by model. Raises Uncovered.
    """
    found: dict = {}
    moments = {column.name for column in model._meta.local_fields if column.name.endswith("_at")}
    for number, column in enumerate(model._meta.local_concrete_fields):
        name = f"{model.__name__}.{column.name}"
        own_default = column.has_default() and not isinstance(column, models.JSONField)
        if isinstance(column, SealedField):
            token = tokens.text(name)
            found[column.name] = page_of(token) if column.name == "contents" else token
        elif isinstance(column, models.JSONField):
            token = tokens.text(name)
            found[column.name] = [token] if column.get_default() == [] else page_of(token)
        elif column.null and column.name.replace("_by", "_at") in moments - {column.name}:
            continue  # who did it is filled with when, which is left empty
        elif isinstance(column, models.ForeignKey):
            if column.related_model not in rows:
                raise Uncovered(
                    f"{name} refers to {column.related_model.__name__}: plant one first."
                )
            found[column.name] = rows[column.related_model]
        elif column.choices:
            if not (column.null or own_default):
                found[column.name] = column.choices[-1][0]
        elif isinstance(column, models.CharField | models.TextField):
            found[column.name] = tokens.text(name, column.max_length)
        elif isinstance(column, models.BinaryField):
            found[column.name] = tokens.text(name).encode()
        elif not isinstance(column, NUMERIC):
            raise Uncovered(f"{name} is of a kind the canaries do not know: say in tokens.py what.")
        elif not (column.null or own_default or isinstance(column, models.AutoField)):
            found[column.name] = _plain(column, number, now)
    return found


def _plain(column: models.Field, number: int, now: dt.datetime):
    """Return a value that says nothing; later fields of a row are later."""
    if isinstance(column, models.DateTimeField):
        return now + dt.timedelta(hours=number)
    if isinstance(column, models.UUIDField):
        seed = hashlib.sha256(str(column).encode()).hexdigest()
        return f"{seed[:8]}-{seed[8:12]}-4{seed[13:16]}-8{seed[17:20]}-{seed[20:32]}"
    if isinstance(column, models.BooleanField):
        return True
    return now.date() if isinstance(column, models.DateField) else 9_876
