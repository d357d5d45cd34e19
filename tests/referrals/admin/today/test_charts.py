"""The charts pass the Content-Security-Policy, and say every number in words."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from referrals.admin.today.charts import arrivals_chart, standing_chart
from referrals.enums import Status
from referrals.team_figures import Standing, Week

MONDAY = dt.date(2026, 11, 30)
WEEKS = [Week(MONDAY - dt.timedelta(weeks=1), own=3, agency=5), Week(MONDAY, own=0, agency=0)]
ROWS = [Standing(Status.AWAITING_TRIAGE, 12, 1), Standing(Status.ON_HOLD, 0, None)]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("chart", [arrivals_chart(WEEKS), standing_chart(ROWS)])
def test_a_chart_has_no_style_no_script_and_nothing_from_elsewhere(chart):
    root = ElementTree.fromstring(chart)
    parts = list(root.iter())
    assert {part.tag.removeprefix(SVG) for part in parts} <= {
        "svg", "defs", "pattern", "rect", "path", "text",
    }  # fmt: skip
    names = {name for part in parts for name in part.attrib}
    assert not {name for name in names if name.startswith("on")} | (names & {"style", "href"})
    assert set(re.findall(r"url\((.)", chart)) <= {"#"}
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"]


def texts(chart: str) -> list[str]:
    return [part.text for part in ElementTree.fromstring(chart).iter(f"{SVG}text")]


def test_each_week_has_its_number_its_day_and_two_patterns():
    chart = arrivals_chart(WEEKS)

    assert texts(chart) == [
        "8", "23 Nov", "0", "30 Nov", "Self-referrals", "Agency referrals",
    ]  # fmt: skip
    bars = [part.attrib for part in ElementTree.fromstring(chart).iter(f"{SVG}rect")]
    own, agency = [bar for bar in bars if bar["class"] != "today-chart__ground"][:2]
    assert own["class"] == "today-chart__bar"
    assert agency["fill"].startswith("url(#today-a")
    # In proportion, one on top of the other.
    assert float(agency["height"]) / float(own["height"]) == pytest.approx(5 / 3, rel=0.01)
    assert float(agency["y"]) + float(agency["height"]) == pytest.approx(float(own["y"]), abs=0.2)


def test_each_status_has_its_number_and_the_age_of_its_oldest():
    assert texts(standing_chart(ROWS)) == [
        "Awaiting triage", "12, oldest 1 day", "On hold", "0",
    ]  # fmt: skip
