"""Codes of an authenticator app, against the examples of RFC 6238."""

import base64

import pytest

from referral_portal.common import one_time

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_examples_of_the_standard(seconds, code):
    step = seconds // one_time.STEP

    assert one_time.code_at(SECRET, step) == code
    assert one_time.step_of(SECRET, code, seconds=seconds) == step


@pytest.mark.parametrize(("late", "is_found"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_phones_clock_may_be_off_by_one_step(late, is_found):
    now = 1_000_000 * one_time.STEP
    code = one_time.code_at(SECRET, 1_000_000)

    found = one_time.step_of(SECRET, code, seconds=now + late)

    assert found == (1_000_000 if is_found else None)


@pytest.mark.parametrize("code", ["", "000000", "287082 ", "²⁸⁷⁰⁸²"])
def test_anything_else_is_no_code(code):
    assert one_time.step_of(SECRET, code, seconds=59) is None


def test_a_new_secret_is_random_and_can_be_typed():
    made = {one_time.new_secret() for _ in range(5)}

    assert len(made) == 5
    assert all(len(base64.b32decode(secret)) == one_time.SECRET_BYTES for secret in made)
