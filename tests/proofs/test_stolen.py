"""The scoring of the drill: a leak is called one, luck is not. The drill itself runs on the stack.

Its reduced run is in tests/deployment/test_stack.py, where a stack is running already.
"""

import random

from tests.proofs.stolen.scoring import Find, guess, luck

COUNT = 60


def world() -> tuple[dict[str, int], list[bool]]:
    has = [number % 2 == 0 for number in range(COUNT)]
    random.Random(4).shuffle(has)
    return {f"referral-{number}": number for number in range(COUNT)}, has


def find_of(values) -> Find:
    find = Find()
    for number, value in enumerate(values):
        find.row("table", {"id": f"referral-{number}", "value": value})
    return find


def test_a_size_that_differs_is_a_leak():
    keys, has = world()
    find = find_of("x" * (9 if one else 5) for one in has)
    assert guess(find, keys, has, tries=84).is_leak


def test_a_row_that_only_some_have_is_a_leak():
    keys, has = world()
    find = Find(rows=[("table", {"id": f"referral-{n}"}) for n, one in enumerate(has) if one])
    assert guess(find, keys, has, tries=84).is_leak


def test_what_has_nothing_to_do_with_it_is_none():
    keys, has = world()
    draw = random.Random(5)
    find = find_of(draw.random() for _ in has)
    assert not guess(find, keys, has, tries=84).is_leak


def test_the_most_that_luck_explains():
    assert luck(10, 0.5, 0.001) == 9  # all ten: 1 of 1,024
    assert luck(10, 0.5, 0.0001) == 10
    assert luck(1000, 0.5, 0.001) == 549


def test_a_token_is_found_in_text_bytes_and_rows():
    find = Find()
    find.text(b"\0\0CANARYabcdefghijklmn\0")
    find.row("table", {"blob": memoryview(b"canaryzzzzzzzzzzzzzz")})
    assert find.tokens() == {"canaryabcdefghijklmn", "canaryzzzzzzzzzzzzzz"}
