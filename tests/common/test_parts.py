"""The parts of a page that Jinja draws: escaped, without white space around them, and never with a gap."""

import jinja2
import pytest
from django.utils.safestring import SafeString

from referral_portal.common.parts import draw, environment

EVIL = "<img src=x onerror=alert(1)>'\""


def test_a_value_is_escaped_and_safe_markup_is_not():
    drawn = draw("summary_row", key=EVIL, content=SafeString("<b>1 May</b>"))
    assert "<img" not in drawn
    assert "&lt;img src=x onerror=alert(1)&gt;&#39;&#34;" in drawn
    assert "<b>1 May</b>" in drawn
    assert isinstance(drawn, SafeString)
    assert drawn == drawn.strip()


def test_lines_of_a_value_are_kept_and_escaped():
    drawn = draw("summary_list", rows=[{"key": "Said", "value": f"One\n{EVIL}"}])
    assert "One<br>&lt;img" in drawn
    assert "Not answered" in draw("summary_list", rows=[{"key": "Said", "value": ""}])


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
