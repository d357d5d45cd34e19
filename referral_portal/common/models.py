"""The base of rows that are written once.

An immutable row is a fact about the past: a status change, a mark, an audit event. A correction is a
new row.
"""

from django.db import models


class ImmutableError(TypeError):
    """The code tried to change or delete an immutable row."""


class ImmutableQuerySet(models.QuerySet):
    """A queryset that only reads and inserts."""

    def update(self, **kwargs):
        raise ImmutableError(f"{self.model._meta.label} rows are never changed.")

    def delete(self):
        raise ImmutableError(f"{self.model._meta.label} rows are never deleted.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise ImmutableError(f"{self.model._meta.label} rows are never changed.")


class Immutable(models.Model):
    """A row that is inserted once; `save` on a stored row and `delete` raise ImmutableError."""

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ImmutableError(f"{self._meta.label} rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ImmutableError(f"{self._meta.label} rows are never deleted.")
