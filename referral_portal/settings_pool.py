"""The way to a database through PgBouncer."""

import re


def through_pool(config: dict, pool: str) -> dict:
    """Return `config` for the sessions of a pool, such as portal-pool:6432/pages; "" is no pool.

    Consecutive transactions may be in different sessions there. A session's limits of time are those
    of the pool, so none are asked for.
    """
    if not pool or config["ENGINE"].endswith("sqlite3"):
        return config
    host, port, name = re.fullmatch(r"([^:/]+):(\d+)/(\w+)", pool).groups()
    options = {key: value for key, value in config["OPTIONS"].items() if key != "options"}
    return config | {
        "HOST": host,
        "PORT": port,
        "NAME": name,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
    }
