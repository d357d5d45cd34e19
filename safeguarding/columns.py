"""A model field whose value is encrypted in the database and bound to its row.

Reading the attribute decrypts it; a process without the key can still write. Queries cannot filter
or sort by such a column; safeguarding/casework/search.py finds people by keyed hashes instead.
"""

import json
import secrets

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from referral_portal.common.column_keys import lock, unlock

NUMBER_BITS = 52  # of a row number chosen ahead: exact in every language that reads it


class Ciphertext(bytes):
    """An encrypted value, as the database holds it."""


class SealedAttribute(DeferredAttribute):
    """The attribute of an encrypted column, which decrypts the value when it is first read."""

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            super().__get__(instance, cls)
        value = instance.__dict__[name]
        if isinstance(value, Ciphertext):
            value = instance.__dict__[name] = self.field.opened(value, instance)
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """Text, or a value that JSON can hold, encrypted for this row and column.

    The length is padded to a multiple of `block` bytes, so that it says little about the value.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *args, block: int = 512, **kwargs):
        self.block = block
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        # Migrations see the bytes and import nothing of ours.
        return name, "django.db.models.BinaryField", args, kwargs

    def get_default(self):
        return None if self.null else ""

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted; find people through casework/search.py.")
        return super().get_lookup(lookup_name)

    def from_db_value(self, value, expression, connection):
        return None if value is None else Ciphertext(value)

    def pre_save(self, model_instance, add):
        value = model_instance.__dict__[self.attname]
        if value is None or isinstance(value, Ciphertext):
            return value
        return self.sealed(value, model_instance)

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is not None and not isinstance(value, Ciphertext):
            raise FieldError(f"{self.name} is encrypted; write it through its row.")
        return None if value is None else connection.Database.Binary(bytes(value))

    def place(self, instance) -> tuple[str, ...]:
        """Return the place that a value is bound to: table, row, case and column."""
        if instance.pk is None:
            raise FieldError("An encrypted column needs a row that has its number.")
        case = getattr(instance, "case_id", None)
        return (instance._meta.db_table, str(instance.pk), str(case or ""), self.column)

    def sealed(self, value, instance) -> Ciphertext:
        """Return `value` encrypted for `instance`."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return Ciphertext(lock(plain, place=self.place(instance), block=self.block))

    def opened(self, value: Ciphertext, instance):
        """Return the plain value of `value`.

        Raises CannotUnlock.
        """
        return json.loads(unlock(value, place=self.place(instance)))


class NumberedAhead(models.Model):
    """A row whose number is chosen before it is written, because its columns are bound to it."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self._state.adding and self.pk is None:
            self.pk = 1 + secrets.randbits(NUMBER_BITS)
            kwargs["force_insert"] = True
        super().save(*args, **kwargs)


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """Return the encrypted columns of a model."""
    return [field for field in model._meta.local_fields if isinstance(field, SealedField)]


def seal_for(instance: models.Model, name: str, value) -> Ciphertext:
    """Return `value` encrypted for one column of `instance`, for an UPDATE that reads nothing."""
    return instance._meta.get_field(name).sealed(value, instance)
