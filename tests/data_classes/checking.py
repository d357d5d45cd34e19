"""Finds what has no class, and says in one sentence each what to do about it."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.db.models import Model

from tests import source
from tests.data_classes import far_side, messages, portal
from tests.data_classes.classes import CLASSES, NOT_KEPT, PEOPLE

FIELDS = portal.FIELDS | far_side.FIELDS
GAP = re.compile(r"{{\s*(\w+)|{%\s*(?:if|for \w+ in)\s+(\w+)")
WHERE = {"safeguarding": "tests/data_classes/far_side.py"}


def classes_of(label: str, field: str) -> set[str]:
    """Return the declared classes of one field, none when it has none."""
    if label in portal.PACKAGES:
        return {portal.PACKAGES[label]}
    declared = FIELDS.get(label, {})
    return {
        code
        for codes, names in declared.items()
        if field in names.split()
        for code in codes.split()
    }


def of_models(models: Iterable[type[Model]]) -> list[str]:
    """Return a sentence for each field without a class."""
    found = []
    for model in models:
        label = model._meta.label
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if not classes_of(label, field.name):
                where = WHERE.get(model._meta.app_label, "tests/data_classes/portal.py")
                found.append(
                    f"{label}.{field.name} has no class of data: say in {where} whose it is"
                    f" ({', '.join(CLASSES)}), and only then show it to anybody."
                )
    return found


def leftovers(models: Iterable[type[Model]]) -> list[str]:
    """Return a sentence for each declared field that is gone, unknown class, or class not kept."""
    there = {
        model._meta.label: {
            field.name for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        }
        for model in models
    }
    found = [
        f"{label} is gone: take it out of tests/data_classes."
        for label in [*FIELDS, *portal.PACKAGES]
        if label not in there
    ]
    for label, declared in FIELDS.items():
        for codes, names in declared.items():
            gone = set(names.split()) - there.get(label, set())
            found += [f"{label}.{name} is gone: take it out." for name in sorted(gone)]
            found += [
                f"{label}: {code} is no class; they stand in tests/data_classes/classes.py."
                for code in codes.split()
                if code not in CLASSES
            ]
            found += [
                f"{label} keeps {code} now: say in the matrix who may see it, then take it out of"
                f" NOT_KEPT in tests/data_classes/classes.py."
                for code in codes.split()
                if code in NOT_KEPT
            ]
    return found


def of_messages(files: Iterable[Path]) -> list[str]:
    """Return a sentence for each message, or gap in one, without a class."""
    found = []
    for file in files:
        event = file.stem.rpartition("_")[0]
        name = f"{file.parent.parent.name}/{event}"
        if name not in messages.MESSAGES:
            found.append(
                f"The message {name} has no class of data: say in tests/data_classes/messages.py"
                f" what may stand in it."
            )
            continue
        gaps = {one or other for one, other in GAP.findall(file.read_text())}
        found += [
            f"The message {name} says {gap}: say in tests/data_classes/messages.py that it may,"
            f" and whose data it is."
            for gap in sorted(gaps - set(messages.MESSAGES[name].split()))
        ]
        if event.rpartition("_")[2] not in messages.AUDIENCES:
            found.append(f"The message {name} does not end with who it is for.")
    return found


def of_gaps() -> list[str]:
    """Return a sentence for each gap that would carry a person's data out of the house."""
    return [
        f"{gap} is {code}, {PEOPLE[code]}: that never stands in a message."
        for gap, code in messages.GAPS.items()
        if code in PEOPLE and gap not in messages.LEAVES
    ] + [
        f"{gap} of {name} has no class: add it to GAPS in tests/data_classes/messages.py."
        for name, gaps in messages.MESSAGES.items()
        for gap in gaps.split()
        if gap not in messages.GAPS
    ]


def all_messages() -> list[Path]:
    """Return the files of every message of both sides."""
    return [file for file in source.template_files(".txt") if file.parent.name == "messages"]
