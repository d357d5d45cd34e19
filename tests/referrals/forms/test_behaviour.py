"""What the participant has done: “None of these” goes with no behaviour."""

import pytest

from referrals.forms.base import BY_PHONE
from referrals.forms.behaviour import NONE, BehaviourListForm
from tests.factories.forms import post

OFFERED = [value for value, _ in BehaviourListForm.base_fields["behaviours"].choices]
BEHAVIOUR = next(value for value in OFFERED if value not in {NONE, BY_PHONE})


@pytest.mark.parametrize(
    ("chosen", "is_valid"),
    [
        ([BEHAVIOUR], True),
        ([NONE], True),
        ([NONE, BY_PHONE], True),
        ([BEHAVIOUR, BY_PHONE], True),
        ([NONE, BEHAVIOUR], False),
        ([], False),
    ],
)
def test_none_of_these_stands_beside_the_telephone_only(setting, chosen, is_valid):
    form = BehaviourListForm(post({"behaviours": chosen}), setting=setting)

    assert ("behaviours" not in form.errors) is is_valid
