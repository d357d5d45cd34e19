"""What is granted is what is declared, to the letter, and nothing is granted beside it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.forms import ChoiceField, MultipleChoiceField

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.models import Immutable
from referral_portal.rights import granting, portal
from referral_portal.rights.declaring import EVERYTHING, RIGHTS
from referral_portal.rights.granting import Undeclared, check_declared, declared, tables_of
from referrals.steps import FORMS

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
ALIASES = ("default", "safeguarding")
CHOSEN = (ChoiceField, MultipleChoiceField, GovukDateField)
ALL_LETTERS = {**RIGHTS, "D": "TRUNCATE", "x": "REFERENCES", "t": "TRIGGER"}


def ask(alias: str, query: str, *values) -> list[tuple]:
    with connections[alias].cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


@pytest.mark.parametrize("alias", ALIASES)
def test_each_role_has_the_declared_rights_and_no_other(alias):
    rights, wrong = declared(alias), []
    for role in rights.roles:
        for label, model in tables_of(alias).items():
            table = f"public.{model._meta.db_table}"
            for letter, name in ALL_LETTERS.items():
                (has,) = ask(
                    alias, "SELECT has_table_privilege(%s, %s, %s)", role.name, table, name
                )[0]
                if has != (letter in role.tables.get(label, "")):
                    wrong.append(f"{role.name} {name} {label}: {has}")
        for letter, name in ALL_LETTERS.items():
            query = "SELECT has_table_privilege(%s, 'public.django_migrations', %s)"
            if ask(alias, query, role.name, name) != [(role.sees_migrations and letter == "r",)]:
                wrong.append(f"{role.name} {name} django_migrations")
    assert wrong == []


@pytest.mark.parametrize("alias", ALIASES)
def test_rights_on_single_columns_are_those_declared(alias):
    # A column that a migration dropped keeps its old rights in the catalogue; nobody can read it.
    found = {
        (role, table, column, right)
        for role, table, column, right in ask(
            alias,
            "SELECT r.rolname, c.relname, a.attname, x.privilege_type FROM pg_attribute a"
            " JOIN pg_class c ON c.oid = a.attrelid, aclexplode(a.attacl) x"
            " JOIN pg_roles r ON r.oid = x.grantee WHERE NOT a.attisdropped",
        )
    }
    assert found == {
        (role.name, tables_of(alias)[label]._meta.db_table, column, RIGHTS[letter])
        for role in declared(alias).roles
        for label, letters in role.columns.items()
        for letter, columns in letters.items()
        for column in columns
    }


def test_a_view_shows_the_declared_fields_and_nothing_else():
    for label, shown in declared("default").views.items():
        model = tables_of("default")[label]
        (text,) = ask(
            "default", "SELECT pg_get_viewdef(%s::regclass)", f"pulled.{model._meta.db_table}"
        )[0]
        extracts = declared("default").extracts.get(label, {})
        hidden = [
            field.column
            for field in model._meta.local_concrete_fields
            if shown != EVERYTHING and field.name not in (*shown, *extracts)
        ]
        for column in hidden:
            assert f"AS {column}" in text, f"{label}.{column} is shown"
            assert f".{column}" not in text, f"{label}.{column} is shown"
    assert {"answers", "as_sent"}.isdisjoint(portal.VIEWS["referrals.Referral"])


def test_nobody_who_serves_may_make_or_own_anything():
    for alias in ALIASES:
        for role in declared(alias).roles:
            assert ask(alias, "SELECT has_schema_privilege(%s, 'public', 'CREATE')", role.name) == [
                (False,)
            ]
            assert ask(
                alias, "SELECT 1 FROM pg_class WHERE relowner = %s::regrole", role.name
            ) == []  # fmt: skip
            sequences = ask(alias, "SELECT oid::bigint FROM pg_class WHERE relkind = 'S'")
            for (sequence,) in sequences:
                query = "SELECT has_sequence_privilege(%s, %s::oid, 'USAGE, SELECT, UPDATE')"
                assert ask(alias, query, role.name, sequence) == [(False,)]


def test_history_is_added_to_and_never_changed():
    # A call-back that came to nothing is deleted in time, and its attempts with it.
    deleted = {"referrals.ContactLog"}
    for alias in ALIASES:
        for label, model in tables_of(alias).items():
            if issubclass(model, Immutable):
                for role in declared(alias).roles:
                    letters = set(role.tables.get(label, ""))
                    assert not letters & ({"w"} if label in deleted else {"w", "d"}), label


def test_granting_again_takes_back_what_somebody_added():
    with connections["default"].cursor() as cursor:
        cursor.execute("GRANT SELECT ON sealing_sealedenvelope TO portal_app")
        cursor.execute("GRANT ALL ON referrals_draft TO PUBLIC")
    granting.grant("default")
    for table in ("sealing_sealedenvelope", "referrals_draft"):
        query = "SELECT has_table_privilege('safeguarding_app', %s, 'SELECT')"
        assert ask("default", query, table) == [(False,)]
    query = "SELECT has_table_privilege('portal_app', 'sealing_sealedenvelope', 'SELECT')"
    assert ask("default", query) == [(False,)]


def test_a_new_table_without_rights_stops_the_deployment(monkeypatch):
    rights = declared("default").roles[0].tables
    monkeypatch.delitem(rights, "referrals.Draft")
    with pytest.raises(
        Undeclared, match=r"referrals\.Draft has no rights yet: say in referral_portal"
    ):
        check_declared("default")
    with pytest.raises(CommandError, match="has no rights yet"):
        call_command("grant_roles")


def test_rights_on_a_table_that_is_gone_stop_it_too(monkeypatch):
    monkeypatch.setitem(declared("safeguarding").roles[0].tables, "safeguarding.Gone", "r")
    with pytest.raises(Undeclared, match=r"safeguarding\.Gone, which is not in this database"):
        check_declared("safeguarding")


def test_of_the_answers_only_choices_and_dates_are_shown():
    [(field, names)] = portal.EXTRACTS["referrals.Referral"].items()
    asked = {
        (name, type(question))
        for form in FORMS
        for step in form.steps
        if not step.part
        for name, question in step.form_class.base_fields.items()
        if name in names
    }
    assert field == "answers"
    assert {"behaviours", "weapons", "civil_order"} <= {name for name, _ in asked}
    typed = [name for name, kind in asked if not issubclass(kind, CHOSEN)]
    assert not typed


@pytest.mark.parametrize("alias", ALIASES)
def test_a_role_calls_the_declared_functions_and_no_other(alias):
    query = (
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(%s, oid, 'EXECUTE')"
    )
    for role in declared(alias).roles:
        assert {name for (name,) in ask(alias, query, role.name)} == set(role.functions)
    # There are others that a role could call.
    assert ask("default", "SELECT 1 FROM pg_proc WHERE proname = 'similarity'")
