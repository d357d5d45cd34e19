"""Secrets from files: what a mounted secret says counts, and a half-made installation does not start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from referral_portal import env


@pytest.fixture
def secret(tmp_path, monkeypatch):
    file = tmp_path / "secret"
    monkeypatch.delenv("A_SECRET", raising=False)
    monkeypatch.setenv("A_SECRET_FILE", str(file))
    return file


def test_a_text_may_lie_in_a_file(secret):
    secret.write_text("what nobody may read\n")

    assert env.text("A_SECRET") == "what nobody may read"


def test_an_empty_variable_does_not_hide_the_file(secret, monkeypatch):
    secret.write_text("from the file")
    monkeypatch.setenv("A_SECRET", "")

    assert env.text("A_SECRET", "a default") == "from the file"


def test_a_missing_or_empty_file_stops_the_start_also_with_a_default(secret):
    with pytest.raises(ImproperlyConfigured, match=r"A_SECRET_FILE .* cannot be read"):
        env.text("A_SECRET", "a default")
    secret.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match=r"A_SECRET_FILE .* empty"):
        env.text("A_SECRET", "a default")


def test_two_answers_are_none(secret, monkeypatch):
    secret.write_text("one")
    monkeypatch.setenv("A_SECRET", "another")

    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.text("A_SECRET")


@pytest.mark.parametrize(
    "value",
    [
        "Healthy Relationships",
        "Domestic Abuse Team",
        "no-reply@healthyrelationships.example",
        "The KM Team <stalking@example.org>",
        "victim.support@example.org",
    ],
)
def test_a_sender_that_says_what_this_is_about_stops_the_start(value, monkeypatch):
    monkeypatch.setenv("A_SENDER", value)

    with pytest.raises(ImproperlyConfigured, match="A_SENDER is seen by others"):
        env.neutral("A_SENDER", "default")


@pytest.mark.parametrize(
    "value", ["The KM Team", "no-reply@example.org", "Healthy Relationships <no-reply@example.org>"]
)
def test_a_neutral_sender_is_taken_and_the_name_before_an_address_is_not_used(value, monkeypatch):
    monkeypatch.setenv("A_SENDER", value)

    assert env.neutral("A_SENDER", "default") == value
