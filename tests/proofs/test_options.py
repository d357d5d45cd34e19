"""`./dev prove` takes the options that a proof has, and refuses others before anything runs."""

import pytest

from tooling import prove
from tooling.base import Stop


@pytest.fixture
def asked(monkeypatch):
    """The proofs that would have run, with their options."""
    found = []
    monkeypatch.setattr(prove, "prove", lambda name, **options: found.append((name, options)))
    return found


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["faults"], {"write": False, "short": False}),
        (["faults", "--short"], {"write": False, "short": True}),
        (["faults", "--short", "--write"], {"write": True, "short": True}),
        (["twins", "--write"], {"write": True, "short": False}),
    ],
)
def test_the_options_reach_the_proof(words, options, asked):
    prove.main(words)
    assert asked == [(words[0], options)]


@pytest.mark.parametrize("words", [["twins", "--short"], ["faults", "--long"], ["nothing"]])
def test_other_words_are_refused(words, asked):
    with pytest.raises(Stop, match=r"\./dev prove"):
        prove.main(words)
    assert asked == []
