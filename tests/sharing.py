"""Who runs which test when several processes share a run: the longest first, and one at a time.

Tests of a module that makes a world for itself stay together, so that it is made once; so do all tests
of migrations, whose states are kept. Which tests there are, and on which databases they run, is
decided elsewhere.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

LONGEST = ("deployment", "upgrades", "journeys", "proofs")  # folders
# Modules and folders.
TOGETHER = ("tests/authorisation", "tests/test_every_url_is_guarded.py", "tests/upgrades")


class OneAtATime(LoadScopeScheduling):
    """Hands out single tests, so that none waits behind a journey, and the groups that stay together."""

    def _split_scope(self, nodeid: str) -> str:
        module, _, _ = nodeid.partition("::")
        if module.endswith("migrations.py"):
            return "migrations"
        together = (place for place in TOGETHER if module.startswith(place))
        return next(together, nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> OneAtATime:
    """Use it however many processes there are."""
    return OneAtATime(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process ends alone with a journey."""

    def rank(item: pytest.Item) -> int:
        if item.path.parent.name in LONGEST:
            return LONGEST.index(item.path.parent.name)
        return len(LONGEST) + (item.get_closest_marker("browser") is None)

    items.sort(key=rank)
