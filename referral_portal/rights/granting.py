"""Turn declared rights into SQL and run it on a PostgreSQL database, as its owner.

All earlier rights are revoked first, so that the roles have exactly the declared rights. Which role
may do what is in the declarations.
"""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.db import connections, router, transaction
from django.db.backends.postgresql.psycopg_any import sql
from django.db.models import Field, Model

from referral_portal.rights.declaring import EVERYTHING, RIGHTS, Rights, Role


class Undeclared(Exception):
    """A table has no declared rights, or a declaration names no table; the text says what to do."""


def declared(alias: str) -> Rights:
    """Return the rights declared for one database."""
    return import_module(settings.RIGHTS[alias]).RIGHTS


def tables_of(alias: str) -> dict[str, type[Model]]:
    """Return every model with a table in the database `alias`, by label."""
    return {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        if router.allow_migrate_model(alias, model)
    }


def check_declared(alias: str) -> None:
    """Raise Undeclared for a table without rights, and for rights without a table."""
    here, rights = tables_of(alias), declared(alias)
    first = rights.roles[0].tables
    module = settings.RIGHTS[alias]
    for label in here.keys() - first.keys():
        raise Undeclared(f"{label} has no rights yet: say in {module} who may do what with it.")
    named = {label for role in rights.roles for label in [*role.tables, *role.columns, *role.views]}
    for label in (named | rights.views.keys()) - here.keys():
        raise Undeclared(f"{module} gives rights on {label}, which is not in this database.")


def drop_views(alias: str) -> None:
    """Drop the views, which would otherwise block a migration."""
    with connections[alias].cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(_schema(alias)))


def grant(alias: str) -> int:
    """Make the views and grant exactly what is declared; return the number of statements.

    Raises Undeclared before anything has changed.
    """
    check_declared(alias)
    rights, models = declared(alias), tables_of(alias)
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        drop_views(alias)
        done = [*_take_back(rights), *_make_views(rights, models, alias)]
        for role in rights.roles:
            done += _give(role, models, _schema(alias))
        done += map(sql.SQL, rights.rows)
        for statement in done:
            cursor.execute(statement)
    return len(done)


def _schema(alias: str) -> sql.Identifier:
    return sql.Identifier(declared(alias).schema)


def _take_back(rights: Rights) -> list[sql.Composable]:
    roles = sql.SQL(", ").join(sql.Identifier(role.name) for role in rights.roles)
    return [
        sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM PUBLIC, {}").format(
            sql.SQL(kind), roles
        )
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS")
    ] + [sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {}").format(roles)]


def _make_views(rights: Rights, models: dict, alias: str) -> list[sql.Composable]:
    if not rights.views:
        return []
    schema = _schema(alias)
    made = [sql.SQL("CREATE SCHEMA {}").format(schema)]
    for label, shown in rights.views.items():
        model = models[label]
        extracts = rights.extracts.get(label, {})
        columns = [
            _extract(field, extracts[field.name])
            if field.name in extracts
            else sql.Identifier(field.column)
            if shown == EVERYTHING or field.name in shown
            else _empty(field, alias)
            for field in model._meta.local_concrete_fields
        ]
        table = sql.Identifier(model._meta.db_table)
        made.append(
            sql.SQL("CREATE VIEW {}.{} AS SELECT {} FROM public.{}").format(
                schema, table, sql.SQL(", ").join(columns), table
            )
        )
    return made


def _empty(field: Field, alias: str) -> sql.Composable:
    """Return an empty column of the field's type, so that the model's own queries work."""
    kind = sql.SQL(field.db_type(connections[alias]))
    return sql.SQL("NULL::{} AS {}").format(kind, sql.Identifier(field.column))


def _extract(field: Field, names: tuple[str, ...]) -> sql.Composable:
    """Return the answers of the field with one of `names`, by page; other content is left out."""
    return sql.SQL(
        "(SELECT jsonb_strip_nulls(jsonb_object_agg(page.key,"
        " (SELECT jsonb_object_agg(one.key, one.value) FROM jsonb_each(page.value) one"
        " WHERE one.key IN ({names}))))"
        " FROM jsonb_each({column}) page WHERE jsonb_typeof(page.value) = 'object') AS {column}"
    ).format(names=sql.SQL(", ").join(map(sql.Literal, names)), column=sql.Identifier(field.column))


def _give(role: Role, models: dict, schema: sql.Identifier) -> list[sql.Composable]:
    to = sql.Identifier(role.name)
    given = [sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(to)]
    if role.sees_migrations:
        given.append(sql.SQL("GRANT SELECT ON public.django_migrations TO {}").format(to))
    for label, letters in role.tables.items():
        if letters:
            given.append(
                sql.SQL("GRANT {} ON public.{} TO {}").format(
                    sql.SQL(", ").join(sql.SQL(RIGHTS[letter]) for letter in letters),
                    sql.Identifier(models[label]._meta.db_table),
                    to,
                )
            )
    for label, rights in role.columns.items():
        for letter, names in rights.items():
            given.append(
                sql.SQL("GRANT {} ({}) ON public.{} TO {}").format(
                    sql.SQL(RIGHTS[letter]),
                    sql.SQL(", ").join(map(sql.Identifier, names)),
                    sql.Identifier(models[label]._meta.db_table),
                    to,
                )
            )
    for signature in role.functions:
        function = sql.SQL(signature)
        given.append(sql.SQL("GRANT EXECUTE ON FUNCTION public.{} TO {}").format(function, to))
    if role.views:
        given.append(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, to))
    for label in role.views:
        table = sql.Identifier(models[label]._meta.db_table)
        given.append(sql.SQL("GRANT SELECT ON {}.{} TO {}").format(schema, table, to))
    return given
