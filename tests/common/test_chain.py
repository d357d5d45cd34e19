"""A chain of records: every change of one shows in its digest and in all later ones."""

import datetime as dt

import pytest

from referral_portal.common.chain import START, link_digest

CONTENT = {"action": "case.view", "ids": ["a", "b"], "count": 2, "note": None}


def test_a_digest_is_the_same_for_the_same_record():
    first = link_digest(previous=START, number=1, content=CONTENT)

    assert len(first) == 64
    assert first == link_digest(previous=START, number=1, content=dict(reversed(CONTENT.items())))


@pytest.mark.parametrize(
    "change",
    [
        {"previous": "1" * 64},
        {"number": 2},
        {"content": CONTENT | {"action": "case.close"}},
        {"content": CONTENT | {"ids": ["b", "a"]}},
        {"content": CONTENT | {"count": "2"}},
        {"content": {name: value for name, value in CONTENT.items() if name != "note"}},
    ],
)
def test_every_change_shows(change):
    record = {"previous": START, "number": 1, "content": CONTENT}

    assert link_digest(**record) != link_digest(**record | change)


def test_a_moment_is_the_same_in_every_time_zone():
    utc = dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC)
    elsewhere = utc.astimezone(dt.timezone(dt.timedelta(hours=1)))
    later = utc + dt.timedelta(microseconds=1)

    digests = [
        link_digest(previous=START, number=1, content={"at": at}) for at in (utc, elsewhere, later)
    ]

    assert digests[0] == digests[1] != digests[2]
