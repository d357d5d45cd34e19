"""The signs of danger: each level, combinations, what is not known, and that nothing lowers one."""

import datetime as dt

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from referrals.danger import level_of, signs_of
from referrals.danger_signs import RULES, Level, Says, Source
from referrals.enums import Route
from referrals.steps import FORMS
from tests.factories.forms import ACCOUNT, FixedSetting

TODAY = dt.date(2026, 11, 27)


def signs(route=Route.AGENCY, **answers):
    return {s.code: s for s in signs_of({"page": answers}, route=route, today=TODAY)}


def level(route=Route.AGENCY, **answers):
    return level_of(signs_of({"page": answers}, route=route, today=TODAY))


SAME_DAY_ON_EVERY_FORM = [
    ("danger_now", {"in_danger": True}),
    ("weapon", {"weapons": ["weapon"]}),
    ("firearms", {"weapons": ["licence"]}),
    ("sexual", {"behaviours": ["sex"]}),
    ("child_frightened", {"behaviours": ["hurt", "frightened_child"]}),
    ("suicide", {"own_safety": "yes"}),
    ("under_18", {"born_on": "2008-11-28"}),
    (
        "former_partner_threats",
        {"relationship": "ex_partner", "thinking": "yes", "behaviours": ["threatened"]},
    ),
    ("former_partner_close", {"relationship": "ex_partner", "stalking": ["following"]}),
    (
        "former_partner_close",
        {"relationship": "ex_partner", "thinking": "yes", "last_contact": "week"},
    ),
    ("order_broken", {"civil_order": True, "last_contact": "today"}),
    ("order_broken", {"pending": ["bail"], "contact_often": "Most weeks"}),
]
SAME_DAY_FROM_AN_AGENCY = [
    ("strangled", {"behaviours": ["strangled"]}),
    ("threats_to_kill", {"behaviours": ["threats_to_kill"]}),
    ("weapon_used", {"behaviours": ["weapon_used"]}),
    ("child_protection", {"child_plan": "Child protection plan"}),
    ("dash_high", {"dash_grade": "High"}),
    ("dash_high", {"dash_score": "14"}),
    ("dash_high", {"dash_score": "19/27", "dash_grade": "Standard"}),
    ("dash_high", {"dash_score": "19 of 27"}),
    ("marac", {"meetings": "MARAC\nMAPPA"}),
]


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize(("code", "answers"), SAME_DAY_ON_EVERY_FORM)
def test_these_signs_are_same_day_on_every_form(code, answers, route):
    assert signs(route, **answers)[code].level is Level.SAME_DAY
    assert level(route, **answers) is Level.SAME_DAY


@pytest.mark.parametrize(("code", "answers"), SAME_DAY_FROM_AN_AGENCY)
def test_these_signs_from_an_agency_are_same_day(code, answers):
    assert signs(**answers)[code].level is Level.SAME_DAY


def test_choking_is_same_day_in_the_words_of_the_participant():
    sign = signs(Route.SELF, behaviours=["choked"])["strangled"]

    assert sign.level is Level.SAME_DAY
    assert sign.source is Source.PARTICIPANT
    assert sign.words == "Choked someone or put hands round their neck"
    assert sign.fields == ("behaviours",)


def test_strangulation_is_same_day_in_the_words_of_the_agency():
    sign = signs(behaviours=["strangled"])["strangled"]

    assert sign.source is Source.AGENCY
    assert sign.words == "Strangulation or hands round the neck"


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("pregnancy", {"expecting": "Yes"}),
        ("pregnancy", {"dash_context": "She is 20 weeks Pregnant"}),
        ("escalating", {"escalating": "yes"}),
        ("recent_incident", {"last_incident_on": "2026-11-20"}),
        ("separation", {"relationship": "ex_partner"}),
        ("separation", {"dash_context": "Separated in October"}),
        ("separation", {"family_court": "soon"}),
        ("obsessive", {"thinking": "yes"}),
        ("obsessive", {"four": ["fixated"]}),
        ("crisis", {"mind_crisis": True}),
        ("child_at_home", {"lives_with": ["children"], "behaviours": ["hurt"]}),
        ("dash_medium", {"dash_grade": "Medium"}),
        ("other_meetings", {"meetings": "MATAC"}),
    ],
)
def test_these_signs_are_soon(code, answers):
    assert signs(**answers)[code].level is Level.SOON
    assert level(**answers) is Level.SOON


@pytest.mark.parametrize(
    "answers",
    [
        {"behaviours": ["hurt"]},
        {"behaviours": ["control"]},
        {"behaviours": ["threatened"]},
        {"weapons": ["not_known"]},
        {"escalating": "maybe"},
        {"live_together": "Yes"},
        {"civil_order": "maybe"},
        {"pending": ["not_known"]},
        {"mind_crisis": "maybe"},
    ],
)
def test_these_signs_are_noted(answers):
    assert level(**answers) is Level.NOTED


def test_a_threat_that_the_participant_tells_of_may_be_one_to_kill():
    assert level(Route.SELF, behaviours=["threatened"]) is Level.SOON


@pytest.mark.parametrize("answer", [["by_phone"], ["prefer_not"], ["none", "by_phone"]])
def test_what_is_kept_for_the_telephone_is_no_comfort(answer):
    assert level(Route.SELF, behaviours=answer) is Level.SOON


def test_an_unanswered_question_about_suicide_is_no_comfort():
    assert level(Route.SELF, own_safety="prefer_not") is Level.SOON
    assert level(own_safety="maybe") is Level.SOON


def test_a_score_that_is_no_number_is_no_comfort():
    assert level(dash_score="fourteen") is Level.SOON


@pytest.mark.parametrize("score", ["13", "9/27", "9 out of 27", "13 of 27"])
def test_a_score_below_fourteen_shows_nothing(score):
    assert "dash_high" not in signs(dash_score=score)


def test_a_low_score_lowers_nothing():
    both = signs(dash_score="3", dash_grade="Standard", behaviours=["strangled"])

    assert both["strangled"].level is Level.SAME_DAY


def test_threats_of_a_former_partner_need_all_three():
    assert "former_partner_threats" not in signs(relationship="ex_partner", thinking="yes")
    assert "former_partner_threats" not in signs(thinking="yes", behaviours=["threatened"])


def test_an_order_alone_is_not_a_breach():
    assert "order_broken" not in signs(civil_order=True)
    assert "order_broken" not in signs(last_contact="today", civil_order=False)


def test_an_order_is_broken_by_an_answer_of_another_page():
    pages = {"orders": {"civil_order": True}, "them": {"live_together": "Yes"}}
    found = {s.code: s for s in signs_of(pages, route=Route.AGENCY, today=TODAY)}

    assert set(found["order_broken"].fields) == {"civil_order", "live_together"}


def test_the_eighteenth_birthday_is_not_under_18():
    assert level(born_on="2008-11-27") is Level.NONE
    assert level(born_on=dt.date(2008, 11, 28)) is Level.SAME_DAY


def test_the_most_urgent_sign_comes_first():
    answers = {"behaviours": ["hurt", "strangled", "control"], "escalating": "yes"}
    found = signs_of({"what": answers}, route=Route.AGENCY, today=TODAY)

    assert [sign.code for sign in found] == ["strangled", "escalating", "violence", "control"]
    assert [sign.level for sign in found] == sorted(sign.level for sign in found)


@pytest.mark.parametrize("pages", [{}, {"what": {}}, {"what": {"behaviours": ["none"]}},
                                   {"x": {"born_on": None, "dash_score": "", "weapons": 3}}])  # fmt: skip
def test_no_sign_and_no_nonsense_is_no_level(pages):
    assert signs_of(pages, route=Route.SELF, today=TODAY) == ()
    assert level_of(()) is Level.NONE


# --- the table against the forms ------------------------------------------------------------------


def choices_of_every_form():
    setting = FixedSetting(today=TODAY, account=ACCOUNT)
    return [
        (definition.route, name, str(code), label)
        for definition in FORMS
        for page in definition.steps
        for name, field in page.form(setting).fields.items()
        if isinstance(field, forms.ChoiceField)
        for code, label in field.choices
    ]


CHOICES = choices_of_every_form()
CONDITIONS = [c for rule in RULES for need in rule.needs for c in need if isinstance(c, Says)]


def test_every_answer_of_the_table_can_be_given_on_a_form():
    known = {(name, text) for _, name, code, label in CHOICES for text in (code, label)}
    known |= {(name, "yes") for _, name, code, _ in CHOICES if code == "True"} | {
        ("in_danger", "yes")
    }
    assert {(c.field, a) for c in CONDITIONS for a in c.answers} - known == set()


SEALED = {
    name
    for definition in FORMS
    for page in definition.steps
    if page.part
    for name in page.form_class.base_fields
}


@pytest.mark.parametrize(
    ("route", "name", "code", "label"), [one for one in CHOICES if one[1] in SEALED]
)
def test_a_sealed_answer_in_words_shows_the_same_signs(route, name, code, label):
    in_code = {"True": "yes", "False": "no"}.get(code, code)
    assert signs(route, **{name: in_code}).keys() == signs(route, **{name: label}).keys()


def test_every_sign_has_words_and_its_own_level():
    assert all(rule.words and rule.needs and all(rule.needs) for rule in RULES)
    assert {rule.level for rule in RULES} == {Level.SAME_DAY, Level.SOON, Level.NOTED}


# --- what holds for all answers -------------------------------------------------------------------

answers_by_field = {}
for _condition in CONDITIONS:
    answers_by_field.setdefault(_condition.field, set()).update(_condition.answers)
some_pages = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.fixed_dictionaries(
        {},
        optional={
            field: st.lists(st.sampled_from(sorted(known | {"no", "none"})), max_size=3)
            for field, known in answers_by_field.items()
        }
        | {
            "dash_score": st.text(max_size=6),
            "born_on": st.dates(dt.date(1960, 1, 1), TODAY).map(str),
        },
    ),
)


@given(some_pages, some_pages, st.sampled_from(Route))
def test_another_page_lowers_no_sign(pages, others, route):
    more = pages | {f"more-{slug}": page for slug, page in others.items()}
    before = {s.code: s.level for s in signs_of(pages, route=route, today=TODAY)}
    after = {s.code: s.level for s in signs_of(more, route=route, today=TODAY)}

    assert before.keys() <= after.keys()
    assert all(after[code] <= was for code, was in before.items())


@given(st.dictionaries(st.text(), st.dictionaries(st.sampled_from(sorted(answers_by_field)),
       st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))))  # fmt: skip
def test_no_answer_breaks_the_reading(pages):
    found = signs_of(pages, route=Route.AGENCY, today=TODAY)

    assert len({sign.code for sign in found}) == len(found)
