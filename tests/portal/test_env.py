"""Secrets from files: what a mounted secret says counts, and a half-made installation does not start."""

import datetime as dt

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


def test_the_moments_of_the_day_are_read_in_their_order(monkeypatch):
    monkeypatch.delenv("MOMENTS", raising=False)
    assert env.clocks("MOMENTS", "09:00,16:30") == (dt.time(9), dt.time(16, 30))
    monkeypatch.setenv("MOMENTS", "16:30, 09:00,16:30, 23:59:30")
    assert env.clocks("MOMENTS", "12:00") == (dt.time(9), dt.time(16, 30), dt.time(23, 59, 30))


@pytest.mark.parametrize("value", ["9 o'clock", "25:00", "16.30", "09:00+01:00", ",", " "])
def test_what_names_no_moment_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("MOMENTS", value)
    with pytest.raises(ImproperlyConfigured, match="MOMENTS must"):
        env.clocks("MOMENTS", "09:00")
