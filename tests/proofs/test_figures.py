"""A proof holds only when nothing was found and every control was caught; only then is it kept."""

import datetime as dt

import pytest

from tests.proofs import figures
from tests.proofs.figures import Figures, conclude


def some(**changes) -> Figures:
    return Figures(
        **{
            "name": "example",
            "figure": "0 differences",
            "count": 20_001,
            "counted": "pairs",
            "seconds": 12.3,
            "controls": {"a badge": True},
            **changes,
        }
    )


def test_the_figures_name_count_time_controls_date_and_commit():
    text = some().as_text(commit="abc1234", today=dt.date(2026, 12, 1))
    assert text == (
        "example: 0 differences\npairs: 20,001\ntime: 12 s\ncontrols caught: 1 of 1\n"
        "  caught: a badge\ndate: 2026-12-01\ncommit: abc1234\n"
    )


@pytest.mark.parametrize(
    "changes", [{"controls": {"a badge": False}}, {"controls": {}}, {"failures": ["a difference"]}]
)
def test_a_proof_that_does_not_hold_fails_and_is_not_kept(changes, tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "FOLDER", tmp_path)
    monkeypatch.setenv("PROOF_FIGURES", "write")
    with pytest.raises(AssertionError):
        conclude(some(**changes))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("asked", "kept"), [("write", ["example.txt"]), ("", [])])
def test_figures_are_kept_only_when_asked_for(asked, kept, tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "FOLDER", tmp_path)
    monkeypatch.setenv("PROOF_FIGURES", asked)
    conclude(some())
    assert [path.name for path in tmp_path.iterdir()] == kept
