"""Database constraints that several apps use, each with a sentence for the user.

The caller names each constraint.
"""

from django.db import models
from django.db.models import Q


def both_or_neither(first: str, second: str, *, name: str) -> models.CheckConstraint:
    """Return a constraint that `first` and `second` are filled together or not at all."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=name,
        violation_error_message=f"{first} and {second} belong together.",
    )


def in_order(first: str, second: str, *, name: str) -> models.CheckConstraint:
    """Return a constraint that `second`, when filled, is not before `first`."""
    return models.CheckConstraint(
        condition=Q(**{f"{second}__isnull": True}) | Q(**{f"{second}__gte": models.F(first)}),
        name=name,
        violation_error_message=f"{second} cannot be before {first}.",
    )


def one_of(field: str, choices, *, name: str) -> models.CheckConstraint:
    """Return a constraint that `field` holds one of the values of the TextChoices `choices`."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": sorted(choices.values)}),
        name=name,
        violation_error_message=f"{field} has a value nobody knows.",
    )
