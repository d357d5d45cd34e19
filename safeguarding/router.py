"""Pin the safeguarding app to its own database and forbid relations across.

Every method is here on purpose: one app, one alias, both ways.
"""

ALIAS = "safeguarding"


class SafeguardingRouter:
    """Routes by app label alone."""

    def db_for_read(self, model, **hints):
        """Return the alias that `model` is read from."""
        return ALIAS if model._meta.app_label == ALIAS else "default"

    db_for_write = db_for_read

    def allow_relation(self, one, other, **hints):
        """Allow a relation only inside one database."""
        return (one._meta.app_label == ALIAS) == (other._meta.app_label == ALIAS)

    def allow_migrate(self, db, app_label, **hints):
        """Keep every app's tables in its own database."""
        return (db == ALIAS) == (app_label == ALIAS)
