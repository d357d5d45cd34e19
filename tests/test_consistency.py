"""Things that are written in two places and must agree, and things that nobody uses any more."""

import re
from functools import cache

import pytest
from django.apps import apps
from django.db import models

from tests import source
from tests.data_classes import checking

# Templates that Django or a package asks for by a name of its own.
ASKED_FOR_BY_NAME = [
    r"^(400|403|404|500|csrf_failure)\.html$",
    r"^admin/",
    r"^govuk/",
    r"^components/fields/",
]


def _models() -> list[type[models.Model]]:
    labels = [app.label for app in apps.get_app_configs() if app.name.startswith(source.PACKAGES)]
    return [model for label in labels for model in apps.get_app_config(label).get_models()]


@cache
def _everything() -> str:
    """All the text in which a template can be named."""
    files = [*source.python_files(), *source.template_files(), *source.template_files(".txt")]
    return "\n".join(file.read_text() for file in files)


def _name(file) -> str:
    """The name by which Django knows a template."""
    return file.as_posix().rsplit("/templates/", 1)[1]


def test_every_page_template_is_used():
    unused = []
    for file in source.template_files():
        name = _name(file)
        if any(re.search(pattern, name) for pattern in ASKED_FOR_BY_NAME):
            continue
        # Some views build the name from a step or a kind: f"help/{name}".
        folder = re.escape(file.parent.name)
        built = re.search(rf"""f["'][^"'\n]*\b{folder}/[^"'\n]*\{{""", _everything())
        if not built and f'"{name}"' not in _everything():
            unused.append(name)
    assert unused == []


def test_every_message_has_a_subject_and_a_body_and_is_sent():
    found: dict[str, set[str]] = {}
    for file in source.template_files(".txt"):
        event, _, part = file.stem.rpartition("_")
        app = file.parent.parent.name
        found.setdefault(f"{app}/{event}", set()).add(part)
    assert found
    assert {name: parts for name, parts in found.items() if parts != {"subject", "body"}} == {}
    for name in found:
        event = name.split("/")[1]
        # An event's name ends with its audience, which the code may add: "declined_" + audience.
        stem = event.rsplit("_", 1)[0]
        assert re.search(rf"""["'/]({event}|{stem})["'_{{]""", _everything()), (
            f"{name} is never sent"
        )


@pytest.mark.parametrize("model", _models(), ids=lambda model: model._meta.label)
def test_every_model_names_itself_and_its_times(model):
    assert model.__str__ is not models.Model.__str__, "a row needs words of its own"
    for field in model._meta.local_fields:
        if isinstance(field, models.DateTimeField):
            assert re.search(r"(^at|_at|_until|_before|last_login|date_joined)$", field.name), (
                f"{field.name} is a moment: call it …_at"
            )
        elif isinstance(field, models.DateField):
            assert field.name.endswith(("_on", "_month")) or "date" in field.name, field.name


def test_everything_kept_has_a_class_of_data():
    models = list(apps.get_models(include_auto_created=True))
    assert checking.of_models(models) == []
    assert checking.leftovers(models) == []


def test_everything_sent_has_a_class_of_data():
    assert checking.of_messages(checking.all_messages()) == []
    assert checking.of_gaps() == []


def test_example_environment_lists_what_the_settings_read():
    parts = (source.ROOT / "referral_portal").glob("settings*.py")
    settings = "".join(part.read_text() for part in parts)
    reads = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings))
    reads |= set(re.findall(r"database\(\"([A-Z_]+)\"", settings))
    example = (source.ROOT / ".env.example").read_text()
    listed = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert listed == reads


def test_both_requirement_files_agree():
    def pins(name: str) -> dict[str, str]:
        text = (source.ROOT / name).read_text()
        return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE))

    product, tools = pins("requirements.txt"), pins("requirements-dev.txt")
    assert product.items() <= tools.items()
    assert "pytest-django" in product


def test_every_direct_dependency_has_its_reason():
    for path in source.ROOT.glob("requirements*.in"):
        lines = [line for line in path.read_text().splitlines() if re.match(r"[A-Za-z]", line)]
        assert lines
        assert [line for line in lines if "#" not in line] == []


def test_templates_obey_the_content_security_policy():
    found = [
        f"{source.short(file)}: {match.group()}"
        for file in source.template_files()
        for match in re.finditer(
            r"<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:|\|safe\b",
            file.read_text().replace(" once=True", ""),  # an argument of the button tag
        )
    ]
    assert found == []
