"""The order of the answers: each page in one part, and nothing folded that must be read."""

import pytest

from referrals.admin.answers import NOT_FOR_TRIAGE
from referrals.admin.triage.order import MAY_BE_NO, NO, PARTS, in_order
from referrals.danger_signs import RULES, AtLeast, Mentions, NoNumber, Says
from referrals.steps import FORMS

OPEN = [page for form in FORMS for page in form.steps if not page.part]


def parts_of(sent, **how):
    """The parts with an answer; two are shown without one."""
    return [part for part in in_order(sent, **how) if part.pages or part.no]


def page(slug, *answers, title="Title"):
    rows = [{"key": f"Question {number}", "value": value} for number, value in enumerate(answers)]
    return {"slug": slug, "title": title, "rows": rows}


def test_each_page_of_each_form_stands_in_one_part():
    placed = [slug for part in PARTS for slug in part.slugs]

    assert len(placed) == len(set(placed))
    assert {one.slug for one in OPEN} - NOT_FOR_TRIAGE == set(placed)


def test_the_parts_come_in_the_order_of_need_whatever_the_order_of_the_form():
    sent = [page(slug, "Some words") for slug in ("name", "home", "group", "orders", "what", "now")]

    parts = in_order(sent)

    assert [part.title for part in parts] == [
        "Danger and safety",
        "Behaviour",
        "Orders and dates",
        "Suitability",
        "Contact",
        "Other answers",
    ]
    assert [part.is_folded for part in parts] == [False] * 5 + [True]
    assert sorted(one["slug"] for part in parts for one in part.pages) == sorted(
        one["slug"] for one in sent
    )


def test_no_is_folded_into_one_line_of_titles():
    (part,) = parts_of(
        [
            page("sentence", "None of these", "No", title="Sentences"),
            page("orders", "Yes", "Bail conditions", title="Orders"),
            page("dates", "None of these", title="Dates"),
        ]
    )

    assert [one["slug"] for one in part.pages] == ["orders"]
    assert part.no_words == "Dates, Sentences"


@pytest.mark.parametrize(
    "sent",
    [
        page("responsibility", "No"),  # counts against taking part
        page("sharing", "No"),
        page("group", "No"),
        page("what", "None of these"),  # an agency that knows of nothing
        page("health", "Yes", "Invented words", "No"),  # a crisis: no, beside a yes
        page("now", "Yes"),
        page("orders", "No\nAmended on 1 December 2026. Before: Yes"),
        page("you", "I’d rather not say"),
        page("weapons", "Not known"),
    ],
    ids=lambda sent: f"{sent['slug']} {sent['rows'][0]['value']}",
)
def test_what_must_be_read_is_not_folded(sent):
    (part,) = parts_of([sent])

    assert part.pages == [sent]
    assert not part.is_folded


def test_a_page_that_no_part_knows_is_shown_before_the_folded_rest():
    parts = parts_of([page("needs", "Large print"), page("of-an-earlier-year", "No")])

    assert [(part.title, part.is_folded) for part in parts] == [
        ("Further answers", False),
        ("Other answers", True),
    ]


def _fields_that_show_a_sign():
    conditions = [one for rule in RULES for group in rule.needs for one in group]
    of_answers = [
        one for one in conditions if isinstance(one, Says | AtLeast | Mentions | NoNumber)
    ]
    return {one.field for one in of_answers}


def test_no_page_that_can_show_a_sign_of_danger_is_in_the_folded_rest():
    folded = {slug for part in PARTS if part.is_folded for slug in part.slugs}
    signs = _fields_that_show_a_sign()
    found = {
        one.slug for one in OPEN if one.slug in folded and signs & set(one.form_class.base_fields)
    }

    assert found == set()


def test_no_answer_that_is_folded_as_no_shows_a_sign_of_danger():
    fields = {name for one in OPEN if one.slug in MAY_BE_NO for name in one.form_class.base_fields}
    conditions = [one for rule in RULES for group in rule.needs for one in group]
    read = [one for one in conditions if isinstance(one, Says) and one.field in fields]

    assert read
    assert not [one for one in read if {"no", "none"} & set(one.answers)]


def test_each_word_for_no_is_an_answer_of_a_page_that_may_be_folded():
    offered = set()
    for one in OPEN:
        if one.slug in MAY_BE_NO:
            for field in one.form_class.base_fields.values():
                offered |= {label for _, label in getattr(field, "choices", ())}

    assert offered >= NO


def test_the_criteria_and_the_person_are_shown_even_without_an_answer():
    assert [part.title for part in in_order([])] == ["Suitability", "Contact"]
    assert all(part.above for part in in_order([]))


def test_an_answer_beside_the_signs_of_danger_is_not_repeated_under_danger():
    said = page("you", "Yes")["rows"]
    behaviour = page("what", "Yes", "Damaged things")

    danger, rest = parts_of([page("you", "Yes", "Words"), behaviour], said=said)

    assert [row["value"] for one in danger.pages for row in one["rows"]] == ["Words"]
    assert rest.pages == [behaviour]
