"""The markup that the components of templates/components give: against GOV.UK's own, and escaped."""

import pytest
from django.template import Context, Template, TemplateSyntaxError, engines
from django.test import RequestFactory
from django.test.html import parse_html

from tests.drawn import TOKEN

EVIL = "<img src=x onerror=alert(1)>\"'"


def drawn(source: str, **context) -> str:
    return Template("{% load portal %}" + source).render(Context(context))


def same(got: str, expected: str) -> bool:
    return parse_html(got) == parse_html(expected)


def test_button_sends_its_form():
    html = drawn('{% button "Save" %}')
    assert same(
        html,
        '<button type="submit" class="govuk-button" data-module="govuk-button">Save</button>',
    )


def test_button_with_every_option():
    html = drawn(
        '{% button text name="answer" value=0 secondary=True warning=True once=True hidden=who %}',
        text="Agree",
        who="to A & B",
    )
    assert same(
        html,
        '<button type="submit" class="govuk-button govuk-button--secondary govuk-button--warning"'
        ' name="answer" value="0" data-module="govuk-button" data-prevent-double-click="true">'
        'Agree<span class="govuk-visually-hidden"> to A &amp; B</span></button>',
    )


def test_button_has_no_white_space_around_its_text():
    assert ">Save</button>" in drawn('{% button "Save" %}')
    assert drawn('({% button "Save" %})').startswith("(<button")


def test_options_that_are_false_change_nothing():
    html = drawn('{% button "Save" warning=no secondary=missing once=no %}', no=False)
    assert same(html, drawn('{% button "Save" %}'))


def test_start_button_has_the_arrow():
    html = drawn('{% button "Start now" start=True %}')
    assert 'class="govuk-button govuk-button--start"' in html
    assert html.index("Start now") < html.index("govuk-button__start-icon")


def test_action_link_looks_like_a_button():
    html = drawn('{% action_link "Add a cohort" url secondary=True %}', url="/cohorts/new/?a=1&b=2")
    assert same(
        html,
        '<a class="govuk-button govuk-button--secondary" href="/cohorts/new/?a=1&amp;b=2"'
        ' role="button" draggable="false" data-module="govuk-button">Add a cohort</a>',
    )


def test_summary_row_without_a_link():
    html = drawn('{% summary_row "Born" %}  {{ day }}<br>{% endsummary_row %}', day="1 < 2")
    assert same(
        html,
        '<div class="govuk-summary-list__row govuk-summary-list__row--no-actions">'
        '<dt class="govuk-summary-list__key">Born</dt>'
        '<dd class="govuk-summary-list__value">1 &lt; 2<br></dd></div>',
    )


def test_summary_row_with_a_link():
    html = drawn(
        '{% summary_row "Born" change_url="/born/" change_text="day of birth" action="Correct" %}'
        "1 May{% endsummary_row %}"
    )
    assert same(
        html,
        '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">Born</dt>'
        '<dd class="govuk-summary-list__value">1 May</dd>'
        '<dd class="govuk-summary-list__actions"><a class="govuk-link" href="/born/">Correct'
        '<span class="govuk-visually-hidden"> day of birth</span></a></dd></div>',
    )


def test_summary_list_has_the_same_rows():
    source = '{% include "components/summary_list.html" with rows=rows %}'
    rows = [{"key": "Name", "value": "A\nB", "change_url": "/name/"}, {"key": "Born", "value": ""}]
    assert same(
        drawn(source, rows=rows),
        drawn(
            '<dl class="govuk-summary-list">'
            '{% summary_row "Name" change_url="/name/" %}A<br>B{% endsummary_row %}'
            '{% summary_row "Born" %}Not answered{% endsummary_row %}</dl>'
        ),
    )


def test_table_with_numbers_and_a_heading_for_screen_readers():
    html = drawn(
        '{% table "Groups" "District" "Places" "" numeric=2 caption_class="govuk-table__caption--m"'
        " scroll=False %}{% for row in rows %}<tr><td>{{ row }}</td></tr>{% endfor %}{% endtable %}",
        rows=["A & B", "C"],
    )
    assert same(
        html,
        '<table class="govuk-table portal-table">'
        '<caption class="govuk-table__caption govuk-table__caption--m">Groups</caption>'
        '<thead class="govuk-table__head"><tr class="govuk-table__row">'
        '<th scope="col" class="govuk-table__header">District</th>'
        '<th scope="col" class="govuk-table__header govuk-table__header--numeric">Places</th>'
        '<th scope="col" class="govuk-table__header">'
        '<span class="govuk-visually-hidden">Action</span></th></tr></thead>'
        '<tbody class="govuk-table__body">'
        "<tr><td>A &amp; B</td></tr><tr><td>C</td></tr></tbody></table>",
    )


def test_table_scrolls_inside_a_region_with_its_name():
    html = drawn('{% table "Looks" "When" "Who" caption_hidden=True hidden="1,2" %}{% endtable %}')
    assert '<div class="portal-scroll" role="region" aria-label="Looks" tabindex="0">' in html
    assert '<caption class="govuk-table__caption govuk-visually-hidden">Looks</caption>' in html
    assert html.count('<span class="govuk-visually-hidden">') == 2


@pytest.mark.parametrize(
    ("source", "classes"),
    [
        ('{% tag "Overdue" "red" %}', "govuk-tag govuk-tag--red"),
        ('{% tag "Overdue" %}', "govuk-tag"),
        ('{% tag "Overdue" none %}', "govuk-tag"),
    ],
)
def test_tag(source, classes):
    assert drawn(source, none=None) == f'<strong class="{classes}">Overdue</strong>'


def test_tag_can_be_the_key_of_a_row():
    html = drawn('{% tag "Safe" as safe %}{% summary_row safe %}x{% endsummary_row %}')
    assert (
        '<dt class="govuk-summary-list__key"><strong class="govuk-tag">Safe</strong></dt>' in html
    )


def test_empty_state_with_what_can_be_done():
    assert same(
        drawn('{% empty_state "No cohorts." "Add a cohort" url %}', url="/new/"),
        '<p class="govuk-body portal-empty">No cohorts.'
        ' <a class="govuk-link" href="/new/">Add a cohort</a></p>',
    )
    assert drawn('{% empty_state "No cohorts." %}').endswith(">No cohorts.</p>")


def test_fill_puts_a_value_into_a_text():
    assert drawn('{% button "Book session {}"|fill:n %}', n=3).endswith(">Book session 3</button>")


def test_unknown_option_is_refused():
    with pytest.raises(TemplateSyntaxError, match="secundary"):
        drawn('{% button "Save" secundary=True %}')


@pytest.mark.parametrize(
    "source",
    [
        "{% button evil name=evil value=evil hidden=evil classes=evil %}",
        '{% button "Save {}"|fill:evil %}',
        "{% action_link evil evil hidden=evil classes=evil %}",
        "{% summary_row evil change_url=evil change_text=evil action=evil key_classes=evil %}"
        "{{ evil }}{% endsummary_row %}",
        "{% table evil evil caption_class=evil classes=evil %}"
        "<tr><td>{{ evil }}</td></tr>{% endtable %}",
        "{% tag evil evil %}",
        "{% tag evil evil as one %}{{ one }}",
        "{% empty_state evil evil evil %}",
    ],
)
def test_what_was_typed_is_escaped(source):
    html = drawn(source, evil=EVIL)
    assert "&lt;img" in html
    assert "<img" not in html
    assert "&quot;" in html or "&#34;" in html


def test_a_part_takes_the_values_of_its_page_and_the_hidden_fields_of_its_form():
    page = engines["django"].from_string('{% load portal %}{% page_part "referral/assigned" %}')
    values = dict.fromkeys(("referral", "is_mine", "can_hand_over", "hand_over_url"), "")
    values |= {"referral": {"assigned_to": None}, "can_take": True}
    values |= {"take_url": "/take/?a=1&b=2", "others_looking": [], "other": 1}
    html = page.render(values, RequestFactory().get("/"))

    assert 'action="/take/?a=1&amp;b=2"' in html
    assert len(TOKEN.findall(html)) == 1
    assert 'name="csrfmiddlewaretoken"' in html


def test_parts_of_a_list_are_drawn_one_after_the_other():
    engine = engines["django"]
    one = engine.from_string('{% load portal %}{% page_part "empty_state" %}').render({"text": "<"})
    for source in (
        '{% page_part "empty_state" "empty_state" %}',
        "{% page_parts names %}",
    ):
        page = engine.from_string(f"{{% load portal %}}{source}")
        names = ("empty_state", "empty_state")
        assert page.render({"text": "<", "names": names}) == one * 2
    assert "&lt;" in one


def test_the_neighbours_of_a_page_are_drawn_where_there_are_any():
    assert drawn("{% page_links %}") == drawn("{% page_links %}", next_url="") == ""

    html = drawn("{% page_links %}", next_url=f"?after={EVIL}")

    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
    assert "<img" not in html


def test_a_static_file_has_the_address_of_djangos_own_tag():
    assert drawn('{% asset "favicon.svg" %}') == drawn(
        '{% load static %}{% static "favicon.svg" %}'
    )
