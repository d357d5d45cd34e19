"""The charts of the first page, as SVG that the Content-Security-Policy allows.

drawsvg writes attributes only; the style sheet has the colours. Each bar has its number beside it and
each kind of bar its own pattern, so that nothing depends on a colour. Pure.
"""

from collections.abc import Sequence

import drawsvg
from django.utils.html import escape
from django.utils.safestring import SafeString

from referrals.team_figures import Standing, Week

WIDTH = 640
LINE = 16  # the size of the letters
BAR, GAP = 30, 12
HATCH = 7  # between the lines of the pattern
CHART_HEIGHT, LEGEND_HEIGHT = 190, 34


def arrivals_chart(weeks: Sequence[Week]) -> SafeString:
    """Return a column for each week: self-referrals below, hatched agency referrals on top."""
    chart = _chart("a", CHART_HEIGHT + LEGEND_HEIGHT + 2 * LINE, "Referrals received by week")
    hatch = _hatch()
    highest = max([week.both for week in weeks] + [1])
    step = WIDTH / len(weeks)
    floor = LEGEND_HEIGHT + CHART_HEIGHT
    for number, week in enumerate(weeks):
        left, width = number * step + step / 6, step * 2 / 3
        own, agency = (
            (CHART_HEIGHT - LINE - 4) * count / highest for count in (week.own, week.agency)
        )
        chart.append(_bar(left, floor - own, width, own))
        chart.append(_bar(left, floor - own - agency, width, agency, fill=hatch))
        middle = left + width / 2
        chart.append(_text(week.both, middle, floor - own - agency - LINE / 2 - 2))
        chart.append(_text(f"{week.monday:%-d %b}", middle, floor + LINE))
    chart.append(drawsvg.Line(0, floor, WIDTH, floor, class_="today-chart__axis"))
    chart.append(_bar(0, 4, LINE, LINE))
    chart.append(_text("Self-referrals", LINE + 6, 4 + LINE / 2, anchor="start"))
    chart.append(_bar(170, 4, LINE, LINE, fill=hatch))
    chart.append(_text("Agency referrals", 170 + LINE + 6, 4 + LINE / 2, anchor="start"))
    return _markup(chart)


def standing_chart(rows: Sequence[Standing]) -> SafeString:
    """Return a bar for each status with its number, and the age of its oldest referral."""
    chart = _chart("s", len(rows) * (BAR + GAP), "Open referrals by status")
    highest = max([row.number for row in rows] + [1])
    left, most = 195, WIDTH - 195 - 200
    for number, row in enumerate(rows):
        top = number * (BAR + GAP)
        length = most * row.number / highest
        chart.append(_text(row.status.label, 0, top + BAR / 2, anchor="start"))
        chart.append(_bar(left, top, length, BAR))
        words = f"{row.number}" if row.oldest_days is None else f"{row.number}, {oldest_words(row)}"
        chart.append(_text(words, left + length + 8, top + BAR / 2, anchor="start"))
    chart.append(
        drawsvg.Line(left, 0, left, len(rows) * (BAR + GAP) - GAP, class_="today-chart__axis")
    )
    return _markup(chart)


def oldest_words(row: Standing) -> str:
    """Return how old the oldest referral of a status is."""
    return f"oldest {row.oldest_days} day{'' if row.oldest_days == 1 else 's'}"


def _chart(prefix: str, height: float, label: str) -> drawsvg.Drawing:
    # The library does not escape attributes.
    return drawsvg.Drawing(
        WIDTH, height, id_prefix=f"today-{prefix}", class_="today-chart", role="img",
        aria_label=escape(label), focusable="false",
    )  # fmt: skip


def _hatch() -> drawsvg.Pattern:
    pattern = drawsvg.Pattern(HATCH, HATCH)
    pattern.append(drawsvg.Rectangle(0, 0, HATCH, HATCH, class_="today-chart__ground"))
    pattern.append(drawsvg.Line(0, HATCH, HATCH, 0, class_="today-chart__line"))
    return pattern


def _bar(left: float, top: float, width: float, height: float, **how) -> drawsvg.Rectangle:
    name = "today-chart__hatched" if how else "today-chart__bar"
    numbers = (round(number, 1) for number in (left, top, width, height))
    return drawsvg.Rectangle(*numbers, class_=name, **how)


def _text(words: object, left: float, top: float, *, anchor: str = "middle") -> drawsvg.Text:
    return drawsvg.Text(
        str(words), LINE, round(left, 1), round(top, 1), text_anchor=anchor,
        dominant_baseline="central", class_="today-chart__text",
    )  # fmt: skip


def _markup(chart: drawsvg.Drawing) -> SafeString:
    # Every text in it was escaped by the library, and the label above.
    return SafeString(chart.as_svg(header="", skip_js=True, skip_css=True))
