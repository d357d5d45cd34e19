"""Things that are written in two places and must agree, and things that nobody uses any more."""

import re
from functools import cache

import pytest
from django.apps import apps
from django.db import models

from tests import prose, source
from tests.data_classes import checking

# Templates that Django or a package asks for by a name of its own.
ASKED_FOR_BY_NAME = [
    r"^(400|403|404|500|csrf_failure)\.html$",
    r"^admin/",
    r"^govuk/",
]
# Habits of phrase that make the reader stop, each with what to write. A space stands for any white space.
HABITS = {
    r"who(m|so)?ever\b": "name the person: the facilitator, a manager, the user",
    r"somebody|some one": "name the person: the participant, a colleague, the person at risk",
    r"everybody": "everyone",
    r"no more\b(?! than| [a-z]+s than)": "no longer",
    r"(waits?|exists?|counts?|needs?|comes?|stands?|holds?) no longer": "no longer waits",
    r"(is|are|was|were) another one": "has changed",
    r"also (when|without|if|while|where|for one|after|before)": "even when, even without, even if",
    r"lies (in|below|here|there|on|at)|(lies|lie)(?=[.,;])": "is in",
    r"(?<!thing\s)(?<!one[\s-])(?<!body\s)(?<!where\s)(?<!what\s)(?<!who\s)else(?!')": "otherwise",
    r"of (hers|theirs|his(?= (may|can|will|meanwhile)|[.,;)]))": "another of the participant's referrals",
    r"comes? again|come again": "returns, lift the suspension",
    r"on the strength of": "because of",
    r"the other one": "say which",
    r"counts for nobody": "does not affect attendance",
    r"wants? (a|an|no|the)\b": "needs",
    r"(that|which) (is|are|was) none": "that is not one",
    r"(of|about) it came|c(o|a)mes? of it": "what happened",
    r"take(s|n)? (back|down|up|off)? ?the last step|take one down": "undo, add",
    r"(give|gives|giving|given) ([a-z]+ ){1,6}free\b": "release",
    r"go(es)? on with": "continue",
    r"on what ground": "why",
    r"waits since": "waiting since",
    r"of (rules|rows|answers|two|several) alike": "where two rows are the same",
    r"\bReturn (who|what|whom|whose|where|which)\b": "Return the …",
}
# In docstrings and comments also these. A page may speak of a man when it knows that he is one.
IN_NOTES = {r"he|him|his|himself": "the participant, they"}
LONGEST_DOCSTRING = 8
LONGEST_FIRST_LINE = 100


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
        part = name.removeprefix("parts/")
        if part != name and f'"{part.removesuffix(".html")}"' in _everything():
            continue
        name = part  # as one part names another
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
    parts = [*(source.ROOT / "referral_portal").glob("settings*.py")]
    parts.append(source.ROOT / "deploy" / "backup" / "settings.py")
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
            # An argument of the button tag.
            file.read_text().replace(" once=True", "").replace(" once=False", ""),
        )
    ]
    assert found == []


@cache
def _habit(pattern: str) -> re.Pattern:
    return re.compile(rf"\b(?:{pattern})".replace(" ", r"\s+") + r"(?!\w)", re.IGNORECASE)


def _habits(path, patterns: dict[str, str], only_notes: bool = False) -> list[str]:
    """What a file says that it should say otherwise, with the line and what to write."""
    pieces = list(prose.of(path, only_notes))
    # A file is searched as a whole first, because nearly none has any; no habit has a zero byte.
    whole = "\0".join(words for _, words in pieces)
    return [
        f"{source.short(path)}:{line + words.count(chr(10), 0, match.start())}: "
        f"{' '.join(match.group().split())!r}: write {better!r}"
        for pattern, better in patterns.items()
        if _habit(pattern).search(whole)
        for line, words in pieces
        for match in _habit(pattern).finditer(words)
    ]


def _docstring_faults(path) -> list[str]:
    faults = []
    for line, words in prose.docstrings(path):
        first, *rest = words.splitlines()
        where = f"{source.short(path)}:{line}: "
        if len(words.splitlines()) > LONGEST_DOCSTRING:
            faults.append(f"{where}more than {LONGEST_DOCSTRING} lines")
        if len(first) > LONGEST_FIRST_LINE or not first.endswith((".", "?")) or any(rest[:1]):
            faults.append(f"{where}the first line is not one sentence with a full stop")
        if re.search(r"[.?!] [A-Z]", first):
            faults.append(f"{where}the first line is more than one sentence")
    return faults


def english_faults(path) -> list[str]:
    """Everything about a file's words that the tests below refuse."""
    return _habits(path, HABITS) + _habits(path, IN_NOTES, True) + _docstring_faults(path)


def test_words_are_plain_english():
    assert [fault for path in prose.files() for fault in english_faults(path)] == []


def test_the_notes_of_the_tests_are_plain_english():
    """Developers read them as they read the code. What a test types or looks for is data."""
    files = sorted((source.ROOT / "tests").rglob("*.py"))
    assert [fault for path in files for fault in _habits(path, HABITS, True)] == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Whoever comes", 1),
        ("Show it no\nmore.", 1),
        ("Show no more than two", 0),
        ("It would else differ", 1),
        ("nothing else and nobody else", 0),
        ("another referral of his may wait", 1),
        ("Let him come again", 1),
        ("Return what is due", 1),
        ("return whatever", 0),
    ],
)
def test_habits_are_found(said, found, monkeypatch):
    monkeypatch.setattr(prose, "of", lambda path, only_notes: [(1, said)])
    assert len(_habits(source.ROOT / "x.py", HABITS)) == found
