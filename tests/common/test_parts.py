"""The parts of a page that Jinja draws: escaped, without white space around them, and never with a gap."""

import datetime as dt

import jinja2
import pytest
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString
from markupsafe import Markup, escape

from referral_portal.common.parts import (
    day,
    draw,
    draw_from,
    environment,
    escaped,
    hour,
    lines,
    moment,
)

EVIL = "<img src=x onerror=alert(1)>'\""


def test_a_value_is_escaped_and_safe_markup_is_not():
    drawn = draw("summary_row", key=EVIL, content=SafeString("<b>1 May</b>"))
    assert "<img" not in drawn
    assert "&lt;img src=x onerror=alert(1)&gt;&#39;&#34;" in drawn
    assert "<b>1 May</b>" in drawn
    assert isinstance(drawn, SafeString)
    assert drawn == drawn.strip()


@pytest.mark.parametrize(
    "value",
    ["", "Amal", EVIL, "&amp; <", 'é "“', 5, None, True, 1.5, SafeString("<b>"), Markup("<i>")],
)
def test_a_value_is_escaped_as_jinja_does(value):
    class Words(str):
        """A kind of text that does not say that it is safe."""

    assert str(escaped(value)) == str(escape(value))
    assert escaped(Words(EVIL)) == escape(EVIL)


def test_every_part_escapes_what_it_shows():
    source = environment().compile(
        "{{ a }}<p>{{ a|upper }}{% set b %}{{ a }}{% endset %}{{ b }}", raw=True
    )
    assert source.count("environment.escaped(") == 4

    assert environment().from_string("{{ a }}{{ a|upper }}").render(a="<") == "&lt;" * 2


def test_lines_of_a_value_are_kept_and_escaped():
    drawn = draw("summary_list", rows=[{"key": "Said", "value": f"One\n{EVIL}"}])
    assert "One<br>&lt;img" in drawn
    assert "Not answered" in draw("summary_list", rows=[{"key": "Said", "value": ""}])


@pytest.mark.parametrize("text", ["", "One", "One\nTwo", "One\r\nTwo\rThree", EVIL, f"{EVIL}\n", 5])
def test_lines_are_those_of_django(text):
    assert str(lines(text)).replace("&#39;", "&#x27;").replace("&#34;", "&quot;") == linebreaksbr(
        text
    )
    assert lines(SafeString("<b>\n</b>")) == "<b><br></b>"


def test_moments_are_shown_in_the_time_of_kent():
    late = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    assert day(late) == "2 July 2026"
    assert day(late.date()) == "1 July 2026"
    assert moment(late) == "2 July 2026, 00:30"
    assert hour(late) == "00:30"
    assert day(None) == moment(None) == ""


def test_a_part_takes_what_it_names_from_a_page():
    page = {"text": "Overdue", "colour": "red", "referral": object()}
    assert draw_from("tag", page) == draw("tag", text="Overdue", colour="red")
    with pytest.raises(jinja2.UndefinedError, match="text"):
        draw_from("tag", {"colour": "red"})


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(jinja2.UndefinedError, match="value"):
        draw("summary_list", rows=[{"key": "Said"}])
    with pytest.raises(TypeError):
        draw("tag", text="Overdue", color="red")


def test_every_part_is_a_macro_with_the_name_of_its_file():
    names = environment().list_templates()
    assert "queue/rows.html" in names
    for name in names:
        part = name.removesuffix(".html").rpartition("/")[2]
        assert hasattr(environment().get_template(name).module, part), name
