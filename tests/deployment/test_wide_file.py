"""What docker-compose.yml promises still holds with docker-compose.wide.yml, and what that one adds."""

import copy
import re

import pytest
import yaml

from tests import source
from tests.deployment.test_composition_file import FILE, ROOT, faults
from tooling.composition.merging import merge

OVER = yaml.safe_load((ROOT / "docker-compose.wide.yml").read_text())
BOTH = merge(FILE, OVER)
ZONES = ("portal", "safeguarding")
# Which PgBouncer a zone's processes use for each setting.
POOLS = {
    "portal": {"DATABASE_POOL": "portal-pool"},
    "safeguarding": {
        "DATABASE_POOL": "safeguarding-portal-pool",
        "SAFEGUARDING_DATABASE_POOL": "safeguarding-pool",
    },
}
DIRECTLY = ("-roles", "-prepare", "-opener", "-backup", "-replica-role", "-replica-copy")


def wide_faults(file: dict) -> list[str]:
    """Every promise of more than one machine that `file` does not keep."""
    services, found = file["services"], faults(file)
    for zone in ZONES:
        for kind, work in (("web", "pages"), ("worker", "work"), ("beat", "work")):
            for name in (f"{zone}-{kind}", f"{zone}-{kind}-b"):
                one = services.get(name)
                if kind == "beat" and name.endswith("-b"):
                    found += [f"{name}: a second beat"] if one else []
                    continue
                wanted = {key: f"{pool}:6432/{work}" for key, pool in POOLS[zone].items()}
                said = {key: value for key, value in one["environment"].items() if "_POOL" in key}
                found += [] if said == wanted else [f"{name}: {said}"]
                missing = {pool.split(":")[0] for pool in wanted.values()} - one[
                    "depends_on"
                ].keys()
                found += [f"{name} does not wait for {pool}" for pool in missing]
        found += _same(services, zone)
    for name, entry in services.items():
        pooled = [key for key in entry.get("environment", {}) if key.endswith("DATABASE_POOL")]
        if name.endswith(DIRECTLY) and pooled:
            found.append(f"{name} does not go to the database directly")
        reached = {"portal", "wall", "safeguarding"} & set(entry["networks"])
        if name.startswith("portal-replica") and reached != {"portal"}:
            found.append(f"{name} is reached from {reached}")
        if name.endswith("-pool"):
            password = f"{name.replace('-', '_')}_users"
            found += [] if entry["secrets"] == [password] else [f"{name} holds more"]
    return found


def _same(services: dict, zone: str) -> list[str]:
    """Where the second process of a kind is not like the first: pages would depend on which answers."""
    found = []
    for kind in ("web", "worker"):
        first, second = (copy.deepcopy(services[f"{zone}-{kind}{mark}"]) for mark in ("", "-b"))
        for one in (first, second):
            # Monitoring asks each by its own name.
            one["environment"].pop("ALLOWED_HOSTS", None)
        found += [
            f"{zone}-{kind}-b: {key}"
            for key in first.keys() | second.keys()
            if first.get(key) != second.get(key)
        ]
        # Measures of the disks may be read, for monitoring; nothing may be written.
        if not all(line.endswith(":ro") for line in first.get("volumes", [])):
            found.append(f"{zone}-{kind} keeps files")
    return found


def test_both_files_keep_every_promise():
    assert wide_faults(BOTH) == []


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [
        ("portal-pool", "networks", ["portal", "safeguarding"]),
        ("portal-pool", "networks", ["portal", "wall"]),
        ("portal-replica", "networks", ["portal", "wall"]),
        ("portal-pool", "secrets", ["portal_pool_users", "safeguarding_pool_users"]),
        ("safeguarding-pool", "secrets", ["safeguarding_pool_users", "safeguarding_secret_key"]),
        ("portal-web-b", "secrets", ["safeguarding_secret_key"]),
        ("portal-web-b", "volumes", ["uploads:/srv/uploads"]),
        ("portal-web", "volumes", ["uploads:/srv/uploads"]),
        ("portal-worker-b", "networks", ["portal", "portal-edge"]),
        ("portal-replica", "healthcheck", None),
        ("safeguarding-worker-b", "command", ["celery"]),
        ("safeguarding-beat-b", None, FILE["services"]["safeguarding-beat"]),
    ],
)
def test_a_broken_promise_is_noticed(service, key, value):
    broken = copy.deepcopy(BOTH)
    if key is None:
        broken["services"][service] = value
    elif value is None:
        del broken["services"][service][key]
    else:
        broken["services"][service][key] = value

    assert wide_faults(broken)


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [
        ("portal-web-b", "DATABASE_POOL", "portal-pool:6432/work"),
        ("safeguarding-web", "DATABASE_POOL", "portal-pool:6432/pages"),
        ("safeguarding-opener", "DATABASE_POOL", "safeguarding-portal-pool:6432/work"),
        ("portal-prepare", "DATABASE_POOL", "portal-pool:6432/work"),
        ("portal-web-b", "SECRET_KEY_FILE", "/run/secrets/another"),
    ],
)
def test_a_broken_environment_is_noticed(service, key, value):
    broken = copy.deepcopy(BOTH)
    broken["services"][service]["environment"][key] = value

    assert wide_faults(broken)


def test_every_secret_is_declared_and_used():
    used = {secret for entry in BOTH["services"].values() for secret in entry["secrets"]}

    assert BOTH["secrets"].keys() == used


def test_a_pool_gives_each_session_the_limits_that_its_processes_would_ask_for():
    text = (ROOT / "deploy/pool/pgbouncer.ini").read_text()
    said = BOTH["services"]["portal-pool"]["environment"]
    asked = {"pages": "portal-web", "work": "portal-worker"}
    kinds = {
        "statement_timeout": "STATEMENT",
        "lock_timeout": "LOCK",
        "idle_in_transaction_session_timeout": "IDLE",
    }
    for name, service in asked.items():
        (line,) = re.findall(rf"^{name} = (.+)$", text, re.MULTILINE)
        limits = dict(re.findall(r"SET (\w+) = ''\$\{(\w+)\}s''", line))
        own = BOTH["services"][service]["environment"]
        assert {key: said[variable] for key, variable in limits.items()} == {
            key: own[f"DATABASE_{kind}_SECONDS"] for key, kind in kinds.items()
        }
    assert "pool_mode = transaction" in text
    assert {f"{z}-pool" for z in (*ZONES, "safeguarding-portal")} == {
        name for name, entry in BOTH["services"].items() if entry.get("environment", {}).get("POOL_PAGES")
    }  # fmt: skip


# A session outlives a transaction only without PgBouncer.
OF_A_SESSION = re.compile(
    r"pg_(try_)?advisory_lock|\bLISTEN\b|\bUNLISTEN\b|\bPREPARE\b|CREATE TEMP|WITH HOLD"
    r"|SET SESSION|set_config\([^()]*,\s*false\)|[\"']SET (?!LOCAL)\w+"
)


def test_no_statement_of_the_product_needs_a_session_of_its_own():
    statements = [
        "SELECT pg_advisory_lock(1)", "LISTEN news", "CREATE TEMPORARY TABLE t ()",
        "SELECT set_config('app.worker', '1', false)", "'SET search_path = x'",
    ]  # fmt: skip
    assert all(map(OF_A_SESSION.search, statements))
    assert not OF_A_SESSION.search("SELECT set_config('app.worker', %s, true)")

    files = [file for file in source.python_files() if "tests" not in file.parts]
    # This one prepares nothing behind PgBouncer, which a test of its own shows.
    prepares = ["referral_portal/common/statements.py"]
    found = [source.short(file) for file in files if OF_A_SESSION.search(file.read_text())]
    assert found == prepares


def test_both_web_processes_of_a_zone_are_behind_its_proxy():
    text = (ROOT / "deploy/proxy/servers-wide.conf").read_text()

    assert re.findall(r"server \$\{(\w+)\};", text) == ["PROXY_ZONE", "PROXY_SECOND"]
    for zone in ZONES:
        proxy = BOTH["services"][f"{zone}-proxy"]
        servers = (proxy["environment"]["PROXY_ZONE"], proxy["environment"]["PROXY_SECOND"])
        assert servers == (f"{zone}-web:8000", f"{zone}-web-b:8000")
        mounted = {line.split(":")[1]: line.split(":")[0] for line in proxy["volumes"]}
        assert mounted["/etc/nginx/templates/servers.conf.template"].endswith("servers-wide.conf")
        assert {f"{zone}-web", f"{zone}-web-b"} <= proxy["depends_on"].keys()


def test_a_second_file_changes_a_service_joins_lists_and_copies_what_it_extends():
    base = {
        "services": {
            "web": {
                "command": ["one"],
                "environment": {"A": "1", "B": "1"},
                "secrets": ["key"],
                "volumes": ["./a:/a:ro", "./b:/b:ro"],
            }
        },
        "secrets": {"key": {"file": "key"}},
    }
    before = copy.deepcopy(base)
    over = {
        "services": {
            "web": {"command": ["two"], "environment": {"B": "2"}, "volumes": ["./c:/b:ro"]},
            "web-b": {"extends": {"service": "web"}, "secrets": ["key", "other"]},
        },
        "secrets": {"other": {"file": "other"}},
    }

    both = merge(base, over)

    assert base == before
    assert both["services"]["web"] == {
        "command": ["two"],
        "environment": {"A": "1", "B": "2"},
        "secrets": ["key"],
        "volumes": ["./a:/a:ro", "./c:/b:ro"],
    }
    assert both["services"]["web-b"] == {
        **before["services"]["web"],
        "secrets": ["key", "other"],
    }
    assert both["secrets"].keys() == {"key", "other"}
