"""The sections of a referral's page."""

import pytest
from django.template.loader import get_template

from referrals.admin.referral.reading import Reading
from referrals.admin.referral.sections import HEAD, MAIN, SIDE, shown_on
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
SECTIONS = (*HEAD, *MAIN, *SIDE)


def test_every_section_has_its_template_and_no_two_share_a_name():
    reading = Reading(make_referral(), staff(coordinator=True), NOW)
    names = [name for section in SECTIONS for name in section.shown(reading)]

    assert len(names) == len(set(names))
    assert not {"referral", "head", "main", "side"} & set(names)
    assert shown_on(reading).keys() == {*names, "head", "main", "side"}
    for section in SECTIONS:
        get_template(section.template)
