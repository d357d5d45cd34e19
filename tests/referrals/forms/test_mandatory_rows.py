"""Every mandatory row of the data dictionary refuses to stay empty, on the form it belongs to.

The rows are those of the columns of the four forms, by their codes.
"""

import pytest
from django.utils.datastructures import MultiValueDict

from referrals.enums import Route
from referrals.forms.closing import DeclarationForm
from referrals.steps import find_form

TWO_FOR_GROUPWORK = [("fair", "partner", "woman_partner"), ("fair", "group", "in_group")]
BOTH = [
    ("A1", "now", "in_danger"),
    ("A3", "who", "who_for"),
    ("A5", "you", "own_safety"),
    ("B1", "birth", "born_on"),
    ("B2", "area", "district"),
    ("B3", "responsibility", "accepts"),
    ("B4", "drink-drugs", "drink"),
    ("B5", "health", "mind"),
    ("B6", "sentence", "sentence"),
    ("B6", "sentence", "sentence_expected"),
    ("B7", "dates", "pending"),
    ("B8", "family-court", "family_court"),
    ("B9", "before", "earlier"),
    ("B10", "required", "attendance_basis"),
    ("C1", "sharing", "agrees_sharing"),
    ("C2", "understand", "understands_contact"),
    ("C3", "understand", "understands_limits"),
    ("D1", "name", "name"),
    ("D2", "home", "address"),
    ("D2", "home", "lives_with"),
    ("D3", "contact", "phone"),
    ("E3", "what", "behaviours"),
    ("E5", "relationship", "relationship"),
    ("E7", "weapons", "weapons"),
    ("E8", "work", "work"),
    ("F4", "them", "live_together"),
    ("F6", "children", "has_children"),
    ("F6", "children", "expecting"),
    ("G1", "orders", "civil_order"),
    ("G2", "record", "convictions"),
    *TWO_FOR_GROUPWORK,
]
SELF = [
    *BOTH,
    ("A2", "place", "is_private"),
    ("F1", "together", "in_relationship"),
    ("D5", "taking-part", "meeting"),
    ("D5", "taking-part", "alone_on_video"),
    ("D5", "taking-part", "available"),
    ("D5", "taking-part", "travel"),
    ("E1", "why-now", "why_now"),
    ("E2", "in-your-words", "told"),
    ("F4", "them", "contact_often"),
]
AGENCY = [
    *BOTH,
    ("B3", "responsibility", "accepts_words"),
    ("F1", "relationship", "in_relationship"),
    ("C5", "evidence", "agreed_how"),
    ("C6", "aware", "aware"),
    ("C6", "aware", "safe_to_ask"),
    ("D4", "needs", "needs"),
    ("E2", "in-your-words", "own_words"),
    ("E2", "in-your-words", "last_incident_on"),
    ("E2", "in-your-words", "how_often"),
    ("E2", "in-your-words", "escalating"),
    ("F2", "them", "harmed_name"),
    ("F3", "them", "harmed_message"),
    ("F3", "them", "harmed_not_safe"),
    ("F4", "them", "contact_words"),
    ("F5", "family", "former_partners"),
    ("G3", "risk", "dash_grade"),
    ("G4", "risk", "stalking_tools"),
    ("G5", "risk", "meetings"),
    ("G6", "staff-risk", "staff_risk"),
    ("G6", "staff-risk", "known_associates"),
    ("I", "referrer", "referrer_name"),
    ("I", "referrer", "referrer_role"),
    ("I", "referrer", "referrer_email"),
    ("I", "referrer", "referrer_phone"),
    ("I", "referrer", "hoped_outcome"),
    ("I", "referrer", "keeps_doing"),
]
NOT_FOR_STALKING = {"E3", "fair"}
STALKING_SELF = [
    *(row for row in SELF if row[0] not in NOT_FOR_STALKING | {"B8"}),
    ("E4", "thinking", "thinking"),
]
STALKING_AGENCY = [
    *(row for row in AGENCY if row[0] not in NOT_FOR_STALKING | {"G3"}),
    ("E4", "thinking", "stalking"),
    ("E4", "thinking", "stalking_places"),
    ("E4", "thinking", "stalking_lasts"),
    ("E4", "thinking", "stalking_last"),
    ("E4", "thinking", "four"),
]
FORMS_ROWS = {
    ("domestic-abuse", Route.SELF): SELF,
    ("domestic-abuse", Route.AGENCY): AGENCY,
    ("stalking", Route.SELF): STALKING_SELF,
    ("stalking", Route.AGENCY): STALKING_AGENCY,
}
ROWS = [(*form, *row) for form, rows in FORMS_ROWS.items() for row in rows]


def page(topic, route, slug):
    return next(step for step in find_form(topic, route).steps if step.slug == slug)


@pytest.mark.parametrize(("topic", "route", "row", "slug", "name"), ROWS)
def test_a_mandatory_row_cannot_stay_empty(setting, topic, route, row, slug, name):
    form = page(topic, route, slug).form(setting, data=MultiValueDict())

    assert name in form.errors, row


@pytest.mark.parametrize("topic", ["domestic-abuse", "stalking"])
def test_an_assessment_of_stalking_needs_its_result(setting, topic):
    data = MultiValueDict({"stalking_tools": ["sash"]})

    form = page(topic, Route.AGENCY, "risk").form(setting, data=data)

    assert "stalking_result" in form.errors


def test_the_declaration_cannot_stay_empty(setting):
    assert "declares" in DeclarationForm({}, setting=setting).errors


@pytest.mark.parametrize("topic", ["domestic-abuse", "stalking"])
@pytest.mark.parametrize("slug", ["evidence", "aware", "risk", "staff-risk", "referrer"])
def test_a_person_is_not_asked_what_only_an_agency_is(topic, slug):
    with pytest.raises(StopIteration):
        page(topic, Route.SELF, slug)
