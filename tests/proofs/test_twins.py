"""The twin worlds, reduced: a tenth of the pairs of `./dev prove twins`, and every control."""

import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.proofs.twins.answers import Answer, compare, row_differences
from tests.proofs.twins.draws import same_draws
from tests.proofs.twins.forms import filled, junk
from tests.proofs.twins.harness import Size, run
from tests.proofs.twins.opened import UNOPENED

REDUCED = Size(group=4, waiting=0, rows=3, papers=9, questions=800)
MIN_PAIRS = 1_600


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_no_answer_row_or_mail_tells_whether_there_is_a_victim(tmp_path):
    result = run(size=REDUCED, folder=tmp_path)

    assert result.pairs >= MIN_PAIRS
    assert not result.found, "\n".join(str(each) for each in result.found[:5])
    assert result.rows > 900
    assert result.mails > 20
    assert result.unopened <= UNOPENED
    # Pages were really opened, forms really taken.
    assert result.statuses[200] > 100
    assert result.statuses[302] + result.statuses[303] > 50
    missed = [name for name, was in result.controls.items() if not was]
    assert len(result.controls) == 5
    assert not missed, f"Put in on purpose and not seen: {missed}"


def answer(status=200, headers=(("Content-Length", "2"),), body=b"ok") -> Answer:
    return Answer.of(status=status, headers=list(headers), body=body)


@pytest.mark.parametrize(
    ("other", "where"),
    [
        (answer(status=404), "status"),
        (answer(headers=(("Content-Length", "3"),)), "headers"),
        (answer(body=b"ok!"), "size (2 / 3)"),
        (answer(body=b"no"), "body"),
    ],
)
def test_every_part_of_an_answer_counts(other, where):
    assert compare("a page", answer(), answer()) is None
    assert compare("a page", answer(), other).where == where


def test_a_row_more_and_a_row_that_differs_are_found():
    one = {"table": [(1, "a")], "mails": []}
    assert not list(row_differences(one, one))
    assert [
        each.where for each in row_differences(one, {"table": [(1, "b")], "mails": [("x",)]})
    ] == [
        "number of rows",
        "row",
    ]


def test_the_same_seed_draws_the_same_ids_and_tokens():
    drawn = []
    for _ in range(2):
        with same_draws("seed"):
            drawn.append((uuid.uuid4(), secrets.token_hex(), secrets.SystemRandom().random()))
    assert drawn[0] == drawn[1]
    assert uuid.uuid4() != drawn[0][0]


def test_a_thread_that_draws_meanwhile_takes_no_draw_away():
    with same_draws("seed"):
        alone = [uuid.uuid4() for _ in range(2)]
    with same_draws("seed"):
        together = [uuid.uuid4()]
        with ThreadPoolExecutor(max_workers=1) as thread:
            assert thread.submit(uuid.uuid4).result() not in alone
        together.append(uuid.uuid4())
    assert together == alone


def test_a_form_is_filled_as_a_person_would():
    page = b"""<form method="post" action="/admin/referrals/referral/jump/"><input name="q"></form>
    <form method="post" action="/sign-out/"><input name="no"></form>
    <form method="post"><input type="hidden" name="version" value="3"><input name="words">
    <input name="on-day"><input type="radio" name="code" value="a"><input type="radio" name="code"
    value="b"><select name="place"><option value="">Choose</option><option value="7"></select></form>"""
    data = filled(page)
    assert data == {
        "version": ["3"], "words": ["Invented words."], "on-day": ["4"], "code": ["a"], "place": ["7"]
    }  # fmt: skip
    assert set(junk(data)) == {*data, "nobody"}
