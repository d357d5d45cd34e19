"""The limits of the templates, so that a person can change them: short lines, nesting, components."""

import re

import pytest

from tests.source import ROOT
from tooling import template_layout

FOLDERS = [ROOT / folder for folder in template_layout.FOLDERS]
COMPONENTS = {ROOT / "templates" / "components", ROOT / "templates" / "parts"}


def _files(ending: str) -> list:
    return [path for folder in FOLDERS for path in sorted(folder.rglob(f"*.{ending}"))]


PAGES = _files("html")
# What a component draws, and the component.
BY_HAND = {
    r'class="[^"]*\bgovuk-button(?![\w-])': "button or action_link",
    r"\bgovuk-summary-list__row\b": "summary_row",
    r'<table class="[^"]*\bgovuk-table\b': "table",
    r'class="[^"]*\bgovuk-tag(?![\w-])': "tag",
}


def name(path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_layout(path):
    assert template_layout.faults(path.read_text()) == []


@pytest.mark.parametrize(
    "path", [path for path in PAGES if not COMPONENTS.intersection(path.parents)], ids=name
)
def test_components_are_used(path):
    text = path.read_text()
    assert [tag for pattern, tag in BY_HAND.items() if re.search(pattern, text)] == []


def test_no_line_of_a_message_is_too_long():
    long = {
        name(path): len(line)
        for path in _files("txt")
        for line in path.read_text().splitlines()
        if len(line) > template_layout.LONGEST
    }
    assert long == {}


def test_no_text_of_more_than_one_line_is_written_twice():
    """One of two that say the same extends the other, so that a change reaches both."""
    where = {}
    for path in [*PAGES, *_files("txt")]:
        if len((text := path.read_text().strip()).splitlines()) > 1:
            where.setdefault(text, []).append(name(path))
    assert [names for names in where.values() if len(names) > 1] == []


def test_indentation_follows_elements_and_block_tags():
    flat = """{% block content %}
<ul class="{% if a > b %}x{% endif %}">
{% for one in many %}
{# <div> {% if %} #}
<li
class="one"
>{{ one }}</li>
{% empty %}
<li><br>None</li>
{% endfor %}
</ul>
{% if wide %}<div>{% endif %}
<p title="a > b">A line
and another</p>
{% if wide %}</div>{% endif %}
<pre>
 as typed
</pre>
{% endblock %}
"""
    nested = """{% block content %}
  <ul class="{% if a > b %}x{% endif %}">
    {% for one in many %}
      {# <div> {% if %} #}
      <li
        class="one"
      >{{ one }}</li>
    {% empty %}
      <li><br>None</li>
    {% endfor %}
  </ul>
  {% if wide %}<div>{% endif %}
  <p title="a > b">A line
    and another</p>
  {% if wide %}</div>{% endif %}
  <pre>
 as typed
</pre>
{% endblock %}
"""
    assert template_layout.indented(flat) == nested
    assert template_layout.indented(nested) == nested
    assert template_layout.faults(nested) == []
    assert template_layout.faults(flat)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<p>\nText\n</p>\n", "2: not indented by its nesting (./dev fix)"),
        ("<p>" + "x" * 154 + "</p>\n", "1: 161 columns"),
        ("<ul><li>\n    One\n  </li>\n</ul>\n", "1: opens more than one level: ul li"),
        ("<ul>\n  <li>\n    One\n</li></ul>\n", "4: ends more than one level: ul li"),
        ("<p>Text\n", "never ended: p"),
    ],
)
def test_faults_are_found(text, fault):
    assert template_layout.faults(text) == [fault]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('<a class="govuk-button govuk-button--warning">', 1),
        ('<a class="x govuk-button">', 1),
        ('<div class="govuk-button-group">', 0),
        ('<strong class="govuk-tag{% if x %} y{% endif %}">', 1),
        ('<table class="govuk-table desk-table">', 1),
        ('<div class="govuk-summary-list__row">', 1),
        ('<dl class="govuk-summary-list">', 0),
    ],
)
def test_markup_by_hand_is_found(text, count):
    assert sum(bool(re.search(pattern, text)) for pattern in BY_HAND) == count
