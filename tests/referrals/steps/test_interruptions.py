"""Which answers lead to a help page, and what happens to the answer and the form there."""

import pytest

from referrals.forms.agreement import NO_AGREEMENT
from referrals.steps import interruptions as help_pages


@pytest.mark.parametrize(
    ("after", "answers", "name"),
    [
        ("after_danger", {"in_danger": True}, "danger"),
        ("after_danger", {"in_danger": False}, None),
        ("after_private", {"is_private": False}, "private"),
        ("after_private", {"is_private": True}, None),
        ("after_who_on_self", {"who_for": "me"}, None),
        ("after_who_on_self", {"who_for": "know"}, "someone-else"),
        ("after_who_on_self", {"who_for": "work"}, "worker"),
        ("after_who_on_agency", {"who_for": "work"}, None),
        ("after_who_on_agency", {"who_for": "know"}, "someone-else"),
        ("after_who_on_agency", {"who_for": "me"}, "yourself"),
        ("after_wellbeing", {"own_safety": "yes"}, "support"),
        ("after_wellbeing", {"own_safety": "no"}, None),
        ("after_sharing", {"agrees_sharing": False}, "sharing"),
        ("after_sharing", {"agrees_sharing": True}, None),
        ("after_evidence", {"agreed_how": NO_AGREEMENT}, "agreement"),
        ("after_evidence", {"agreed_how": "told_me"}, None),
    ],
)
def test_an_answer_leads_to_its_help_page(after, answers, name):
    found = getattr(help_pages, after)(answers)

    assert (found.name if found else None) == name


def test_a_form_that_is_not_for_this_user_is_not_kept():
    dropped = {page.name for page in help_pages.INTERRUPTIONS.values() if not page.keeps_draft}

    assert dropped == {"someone-else", "worker", "yourself"}


def test_help_lines_and_sharing_do_not_ask_the_question_again():
    kept = {page.name for page in help_pages.INTERRUPTIONS.values() if page.keeps_answer}

    assert kept == {"support", "sharing"}
