"""The PostgreSQL databases of a run that several processes share: migrated once, then copied.

The process that starts the others makes `test_portal` and `test_safeguarding`, with roles and rights;
each of the others copies both before its first test that uses a database.
"""

from django.db import connections
from django.test.utils import setup_databases

from tests import roles

ONE_AT_A_TIME = 2  # of the cluster's advisory locks; tests/roles.py has the first


def make_templates() -> None:
    """Migrate both databases and grant the rights; nobody stays connected."""
    setup_databases(verbosity=0, interactive=False, aliases=set(connections))
    roles.make_and_grant()
    connections.close_all()


def copy_templates(process: str) -> None:
    """Give this process databases of its own, copied from those of `make_templates`."""
    for alias in connections:
        connection = connections[alias]
        template = f"test_{connection.settings_dict['NAME']}"
        own = f"{template}_{process}"
        with connection._nodb_cursor() as cursor:
            # A template may not be copied while somebody is connected to it.
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
        connection.close()
        connection.settings_dict["NAME"] = own
