"""Merge a second file into docker-compose.yml, as `docker compose --file … --file …` does.

Mappings are merged, and these lists joined; everything else of the second file replaces the first's. A
service that extends one of docker-compose.yml begins as a copy of it.
"""

import copy

# Of mounted files the place inside the container counts: a second file there replaces the first.
JOINED = {"networks", "secrets", "expose", "tmpfs", "ports"}


def merge(base: dict, over: dict) -> dict:
    """Return the content of both files as one; neither is changed."""
    services = copy.deepcopy(base["services"])
    for name, entry in over["services"].items():
        extended = entry.get("extends")
        one = copy.deepcopy(base["services"][extended["service"]]) if extended else {}
        others = {key: value for key, value in entry.items() if key != "extends"}
        services[name] = _both(services.get(name, one), others)
    parts = {
        key: {**base.get(key, {}), **over.get(key, {})}
        for key in ("secrets", "volumes", "networks")
    }
    return {**base, **parts, "services": services}


def _both(base: dict, over: dict) -> dict:
    found = dict(base)
    for key, value in over.items():
        before = base.get(key)
        if key == "volumes" and before:
            found[key] = list({_inside(line): line for line in [*before, *value]}.values())
        elif key in JOINED and before:
            found[key] = list(dict.fromkeys([*before, *value]))
        elif isinstance(value, dict) and isinstance(before, dict):
            found[key] = _both(before, value)
        else:
            found[key] = copy.deepcopy(value)
    return found


def _inside(line: str) -> str:
    return line.split(":")[1]
