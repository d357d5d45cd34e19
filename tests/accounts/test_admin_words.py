"""Values of columns in words."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group

from programmes.models import ProgrammeVersion
from referral_portal.accounts.admin_words import NOTHING, in_words
from referral_portal.accounts.models import User
from referral_portal.accounts.qualifications import Qualification
from referral_portal.accounts.roles import Role

MODE = ProgrammeVersion._meta.get_field("mode")
CODES = User._meta.get_field("qualifications")
KNOWN = {"qualifications": Qualification.choices}


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (None, None, NOTHING),
        (None, "", NOTHING),
        (CODES, [], NOTHING),
        (None, True, "Yes"),
        (None, False, "No"),
        (None, 0, "0"),
        (None, dt.date(2026, 1, 9), "9 January 2026"),
        (None, dt.datetime(2026, 7, 9, 23, 30, tzinfo=dt.UTC), "10 July 2026, 00:30"),
        (None, Group(name=Role.MANAGER), "Programme manager"),
        (None, [Group(name=Role.AUDITOR), Group(name="other")], "Auditor, other"),
        (CODES, ["psychology", "probation_officer"],
         "Psychology background, qualified Probation Officer"),
        (CODES, ["unknown"], "Unknown"),
        (None, {"to": "declined", "shown": [1, 2]}, "to: declined\nshown: 1, 2"),
        (None, {}, NOTHING),
    ],
)  # fmt: skip
def test_words(column, value, words):
    assert in_words(column, value, codes=KNOWN) == words


def test_a_choice_is_told_by_its_label():
    code, label = MODE.flatchoices[0]
    assert in_words(MODE, code) == str(label)
