"""Rules of the house that the import linter cannot see.

Each test names what it found and where. A rule about texts and templates belongs in
test_consistency; who may see which page in test_every_url_is_guarded.
"""

import ast
import re

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests import source

MOST_LINES = 300
# Code that may know both sides: it builds the process, and no app imports it.
KNOWS_BOTH_SIDES = {
    "settings.py",
    "settings_apps.py",
    "settings_databases.py",
    "settings_floods.py",
    "settings_mail.py",
    "settings_queue.py",
    "settings_sign_in.py",
    "settings_work.py",
    "settings_zone.py",
    "urls.py",
    "celery.py",
    "embedded.py",
    "zones.py",
}
READS_THE_ENVIRONMENT = {"referral_portal/env.py", "referral_portal/wsgi.py"}
# The recipe that keeps this app's label out of `default` names what it wraps.
WRAPS_DJANGO = {"safeguarding/apps.py"}
# Views and admin pages reach these without `visible_to`, because:
NOT_BY_PERSON = {
    "District": "catalogue, public",
    "Programme": "catalogue, public",
    "ProgrammeVersion": "catalogue, public",
    "Venue": "catalogue, public",
    "Partner": "catalogue, public",
    "EligibilityCriterion": "catalogue, public",
    "FundingPeriod": "catalogue, public",
    "Heartbeat": "one row for the whole service",
    "AuditEvent": "codes and ids; the page's permission is checked",
    "User": "accounts are no participants; who may read their names is checked",
    "LogEntry": "switched off",
    "Group": "roles",
    "ReleasedCard": "asked for one referral that visible_to has let through",
    "OutgoingMessage": "a template name, codes and ids; the page's role is checked",
    "Worker": "sign-in itself",
    "WorkerSession": "sign-in itself",
    "OpenFailure": "whether there is one, told to every worker",
    "Handback": "whether one failed, told to every worker",
}
# Pages that show counts and never a row.
COUNTS_ONLY = {"referrals/views/summary.py"}


def test_files_are_short():
    files = [
        *source.python_files(),
        *source.template_files(),
        *(source.ROOT / "static").glob("*.js"),
        *(source.ROOT / "tooling").glob("*.py"),
        *(source.ROOT / "tests").rglob("*.py"),
    ]
    lengths = {source.short(file): len(file.read_text().splitlines()) for file in files}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_every_module_says_what_it_is_for():
    silent = [
        source.short(file)
        for file in source.python_files()
        if file.read_text().strip() and not ast.get_docstring(source.tree(file))
        if file.name != "__init__.py" and file.parent.name != "commands"
    ]
    assert silent == []


def _rank(model: type) -> int:
    """Place in the order of the packages; Django's and others' models are the ground."""
    for rank, package in enumerate(source.ORDER):
        if model.__module__.startswith(f"{package}."):
            return rank
    return -1


def test_foreign_keys_point_downwards():
    upwards = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.is_relation
        and field.related_model
        and 0 <= _rank(model) < _rank(field.related_model)
    ]
    assert upwards == []


def test_the_wall_and_the_records_hold_no_keys_to_other_apps():
    """Safeguarding refers to a referral by its id; audit, sealing and outbox store ids."""
    keyless = ["safeguarding", "audit", "sealing", "outbox"]
    keys = [
        f"{model.__name__}.{field.name}"
        for label in keyless
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model._meta.app_label != label
    ]
    assert keys == []


def test_nothing_below_the_wall_knows_of_it():
    below = [package for package in source.PACKAGES if package != "safeguarding"]
    telling = [
        source.short(file)
        for file in source.python_files(*below, migrations=True)
        if "safeguarding" in file.read_text().lower()
        if not (file.parent.name == "referral_portal" and file.name in KNOWS_BOTH_SIDES)
    ]
    assert telling == []


def test_only_the_workflow_sets_a_referrals_status():
    found = []
    for file in source.python_files("referrals", "cohorts"):
        if source.short(file) == "referrals/workflow.py":
            continue
        for node in source.nodes(file):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                name = source.dotted(target)
                if re.search(r"referral\.status$", name) or (
                    name.endswith(".status") and source.short(file).startswith("referrals/")
                ):
                    found.append(f"{source.short(file)}:{node.lineno}")
            is_update = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update"
            sets_status = is_update and any(keyword.arg == "status" for keyword in node.keywords)
            if sets_status and source.short(file).startswith("referrals/"):
                found.append(f"{source.short(file)}:{node.lineno}")
    assert found == []


def test_only_env_reads_the_environment():
    reading = [
        source.short(file)
        for file in source.python_files()
        if re.search(r"\bos\.(environ|getenv)\b|from os import environ", file.read_text())
        if source.short(file) not in READS_THE_ENVIRONMENT
    ]
    assert reading == []


def test_safeguarding_uses_its_own_transactions_and_identity():
    banned = {
        "transaction.atomic": "a bare atomic protects the portal's database",
        "transaction.on_commit": "a bare on_commit waits for the portal's database",
        "request.user": "link workers have no portal account",
    }
    found = [
        f"{source.short(file)}:{node.lineno} {source.dotted(node)}: {banned[source.dotted(node)]}"
        for file in source.python_files("safeguarding")
        if file.name != "transactions.py"
        for node in source.nodes(file)
        if isinstance(node, ast.Attribute) and source.dotted(node) in banned
    ]
    assert found == []


def test_only_the_outbox_sends():
    senders = {
        source.short(file)
        for file in source.python_files()
        if {"smtplib", "django.core.mail"} & source.imports(file)
    }
    assert senders == {"referral_portal/outbox/smtp.py"}


@pytest.mark.parametrize(
    "package", ["django.contrib.admin", "django.contrib.contenttypes", "django.contrib.sessions",
                "django.contrib.messages", "guardian"]
)  # fmt: skip
def test_safeguarding_leaves_no_trace_in_shared_tables(package):
    found = [
        source.short(file)
        for file in source.python_files("safeguarding", migrations=True)
        if any(name == package or name.startswith(f"{package}.") for name in source.imports(file))
        if source.short(file) not in WRAPS_DJANGO
    ]
    assert found == []


def test_safeguarding_has_no_admin_page():
    names = [source.short(file) for file in source.python_files("safeguarding")]
    assert [name for name in names if re.search(r"/admin(\.py$|/)", name)] == []


def test_views_reach_people_through_visible_to():
    found = []
    for file in source.python_files():
        if not re.search(r"/(views|admin)(\.py$|/)", source.short(file)):
            continue
        if source.short(file) in COUNTS_ONLY:
            continue
        for node in source.nodes(file):
            is_manager = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
            if not is_manager or node.value.attr != "objects" or node.attr == "visible_to":
                continue
            if source.dotted(node.value.value) not in NOT_BY_PERSON:
                found.append(f"{source.short(file)}:{node.lineno} {source.dotted(node)}")
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "packages", "reason"),
    [
        (
            r"skip_locked",
            ("referrals", "cohorts"),
            "it leaves places empty when a racer rolls back",
        ),
        (r"ATOMIC_REQUESTS", (), "every read would take SQLite's write lock"),
        # A field of our own may have Django's method of that name.
        (
            r"(?<!def )\b(pre|post)_(save|delete)\b|m2m_changed",
            (),
            "every change goes through a named verb",
        ),
        (r"get_objects_for_user\((?![^)]*accept_global_perms=False)", (), "it lists every row"),
        (r"\bmark_safe\(|\|safe\b", (), "an answer could become markup"),
        (r"^from \.|^import \.", (), "imports are absolute"),
    ],
)
def test_banned(pattern, packages, reason):
    found = [
        source.short(file)
        for file in source.python_files(*packages)
        if re.search(pattern, file.read_text(), re.MULTILINE)
    ]
    assert found == [], reason


def test_tests_never_restore_a_serialised_database():
    word = "serialized_" + "rollback"
    files = (source.ROOT / "tests").rglob("*.py")
    assert [source.short(file) for file in files if word in file.read_text()] == []


def test_migrations_can_be_undone_and_import_nothing_of_ours_but_common():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {apps.get_app_config(app.label).label for app in apps.get_app_configs()
            if app.name.split(".")[0] in source.PACKAGES}  # fmt: skip
    for (label, name), migration in loader.disk_migrations.items():
        if label not in ours:
            continue
        assert all(operation.reversible for operation in migration.operations), f"{label}.{name}"
    allowed = (
        "django", "referral_portal.common", "uuid", "datetime", "decimal", "json", "unicodedata",
    )  # fmt: skip
    files = [
        file
        for file in source.python_files(migrations=True)
        if file.parent.name == "migrations" and file.name != "__init__.py"
    ]
    assert files
    for file in files:
        others = {name for name in source.imports(file) if not name.startswith(allowed)}
        assert others == set(), source.short(file)


def test_models_packages_only_re_export():
    for file in source.python_files():
        if file.parent.name == "models" and file.name == "__init__.py":
            kinds = {type(node) for node in source.tree(file).body}
            assert kinds <= {ast.Expr, ast.ImportFrom, ast.Assign}, source.short(file)
