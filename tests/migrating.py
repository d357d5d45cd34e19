"""Migrate a test database back and forth, and render the models of each state once per process.

Django renders most models again after every operation of every trip, which costs far more than the
SQL. Here its own executor runs the same operations in the same order and transactions; only the states
before and after each operation are kept, by the migrations applied before it.
"""

import functools

from django.db import connections
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState, StateApps

# By the migrations before it and its own name: the operations of a migration with their states.
_kept: dict[tuple[frozenset, tuple[str, str]], list["_Kept"]] = {}


def migrate(alias: str, targets: list[tuple[str, str]]) -> StateApps:
    """Bring a database to `targets` and return the models of that day."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(targets)
    moves = {_name(migration) for migration, _ in plan}
    operations = _operations(executor, moves, going_back=bool(plan) and plan[0][1])
    for name, migration in executor.loader.graph.nodes.items():
        migration.operations = operations.get(name, [])
    executor.migrate(targets, plan=plan, state=ProjectState())
    return _models(tuple(targets))


def newest(alias: str) -> list[tuple[str, str]]:
    """Return the newest migration of every app."""
    return MigrationExecutor(connections[alias]).loader.graph.leaf_nodes()


@functools.cache
def _models(targets: tuple[tuple[str, str], ...]) -> StateApps:
    return MigrationExecutor(connections["default"]).loader.project_state(list(targets)).apps


class _Kept(Operation):
    """An operation that changes the database between two kept states."""

    def __init__(self, operation: Operation, before: ProjectState, after: ProjectState):
        self.operation, self.before, self.after = operation, before, after
        self.atomic, self.reversible = operation.atomic, operation.reversible

    def state_forwards(self, app_label, state):
        """Change nothing: both states are known."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.operation.database_forwards(app_label, schema_editor, self.before, self.after)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self.operation.database_backwards(app_label, schema_editor, self.after, self.before)


def _operations(
    executor: MigrationExecutor, moves: set[tuple[str, str]], *, going_back: bool
) -> dict[tuple[str, str], list[_Kept]]:
    """Return the operations of the migrations in `moves`, with the states that Django would give them.

    Going forward, Django starts from all that is applied. Going back, the state before a migration has
    what comes before it in the plan of an empty database.
    """
    loader = executor.loader
    plan = executor.migration_plan(loader.graph.leaf_nodes(), clean_start=True)
    applied = [migration for migration, _ in plan if _name(migration) in loader.applied_migrations]
    if not going_back:
        applied += [migration for migration, _ in plan if _name(migration) in moves]
    found: dict[tuple[str, str], list[_Kept]] = {}
    state, before = ProjectState(real_apps=loader.unmigrated_apps), frozenset()
    for migration in applied:
        name = _name(migration)
        if not found and name not in moves:
            migration.mutate_state(state, preserve=False)
        elif moves - found.keys():
            key = (before, name)
            if key not in _kept:
                _kept[key] = _with_states(migration, state)
            found[name] = _kept[key]
            state = found[name][-1].after if found[name] else state
        before |= {name}
    return {name: found[name] for name in moves}


def _with_states(migration: Migration, state: ProjectState) -> list[_Kept]:
    state.apps  # noqa: B018 - from here on each state shares the models that stay as they are
    steps = []
    for operation in migration.operations:
        before, state = state, state.clone()
        operation.state_forwards(migration.app_label, state)
        if isinstance(operation, RunPython):
            # It asks for models whose relations are complete; those of a delayed state are not.
            whole = _whole(state)
            steps.append(_Kept(operation, whole, whole))
        else:
            steps.append(_Kept(operation, before, state))
    return steps


def _whole(state: ProjectState) -> ProjectState:
    return ProjectState(state.clone().models, state.real_apps) if state.is_delayed else state


def _name(migration: Migration) -> tuple[str, str]:
    return migration.app_label, migration.name
