"""Names that sound alike have one sound, in any order and any script."""

import pytest

from referral_portal.common.name_sounds import sound, sounds_of


@pytest.mark.parametrize(
    ("one", "other"),
    [("matthews", "mathews"), ("hussain", "hussein"), ("persival", "percival"), ("smyth", "smith")],
)
def test_spellings_that_sound_alike_have_one_sound(one, other):
    assert sound(one) == sound(other) != ""


def test_a_name_in_another_script_is_its_own_sound():
    assert sound("गुरुङ") == "गुरुङ" != sound("राम")


def test_swapped_names_have_the_same_two_sounds():
    assert sounds_of("percival ohara")[1] == sounds_of("ohara persival")[1]
    assert sounds_of("percival ohara")[0] == sound("ohara")
    assert sounds_of("") == ("", " ")
