"""Recovery codes: random, readable, and the same however they are typed."""

import re

import pytest

from referral_portal.common import recovery_codes


def test_the_codes_of_one_account_differ_and_have_80_bits():
    codes = recovery_codes.new_codes()
    assert len(set(codes)) == len(codes) == recovery_codes.NUMBER
    assert all(re.fullmatch(r"[A-Z2-7]{16}", code) for code in codes)
    assert not set(codes) & set(recovery_codes.new_codes())


def test_a_code_is_shown_in_groups_and_typed_in_any_way():
    assert recovery_codes.in_groups("ABCDEFGHIJKLMNOP") == "ABCD-EFGH-IJKL-MNOP"


@pytest.mark.parametrize(
    "typed", ["ABCD-EFGH-IJKL-MNOP", " abcd efgh ijkl mnop\n", "abcdefghijklmnop"]
)
def test_a_typed_code_is_made_plain(typed):
    assert recovery_codes.plain(typed) == "ABCDEFGHIJKLMNOP"


def test_a_digest_belongs_to_one_code():
    one, other = recovery_codes.new_codes()[:2]
    assert recovery_codes.digest(one) == recovery_codes.digest(one)
    assert recovery_codes.digest(one) != recovery_codes.digest(other)
    assert one not in recovery_codes.digest(one)
