"""The moment at which the tests read figures, and figures as a dictionary."""

import datetime as dt

TOKEN = "a-token-of-a-test-that-is-long-enough"
NOW = dt.datetime(2026, 12, 1, 10, 30, tzinfo=dt.UTC)


def values(found) -> dict[str, float]:
    """{name of the figure, with its labels: value}."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in found
        for sample in family.samples
    }
