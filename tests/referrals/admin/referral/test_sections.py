"""The sections of a referral's page."""

import pytest

from referral_portal.common.parts import arguments_of
from referrals.admin.referral.reading import Reading
from referrals.admin.referral.sections import HEAD, MAIN, SIDE, shown_on
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
SECTIONS = (*HEAD, *MAIN, *SIDE)


def test_every_section_has_its_part_and_no_two_share_a_name():
    reading = Reading(make_referral(), staff(coordinator=True), NOW)
    names = [name for section in SECTIONS for name in section.shown(reading)]

    assert len(names) == len(set(names))
    assert not {"referral", "head", "main", "side"} & set(names)
    assert shown_on(reading).keys() == {*names, "head", "main", "side"}
    for section in SECTIONS:
        assert {*arguments_of(section.part)} <= {*names, "referral", "form_fields"}
