"""What docker-compose.yml promises: closed containers, secrets as files, a wall between the zones.

Read as plain YAML, not through the tooling, and each rule is also shown to notice a file that breaks it.
"""

import copy
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PROXIES = {"portal-proxy", "safeguarding-proxy"}
SERVERS = {"portal-db", "portal-redis", "safeguarding-db", "safeguarding-redis"} | PROXIES
PORTAL = {f"portal-{what}" for what in ("roles", "prepare", "web", "worker", "beat", "backup")}
FAR = {
    f"safeguarding-{what}"
    for what in ("roles", "prepare", "web", "worker", "beat", "opener", "backup")
}
ONCE = ("-roles", "-prepare", "-replica-role", "-replica-copy")
# What one service may take of the machine at most.
MEMORY = {"256m", "512m", "768m", "1g"}
SECRET_WORDS = re.compile(r"SECRET|PASSWORD|TOKEN|KEY|DATABASE_URL|REDIS_URL|EMAIL_URL|PGPASS")


def _default(value) -> str:
    """What a value is when its variable is not set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))


def faults(file: dict) -> list[str]:
    """Every promise that `file` does not keep."""
    services = file["services"]
    found = []

    def check(name: str, is_kept: bool, promise: str) -> None:
        if not is_kept:
            found.append(f"{name}: {promise}")

    for name, entry in services.items():
        check(name, entry.get("read_only") is True, "read-only")
        check(name, entry.get("cap_drop") == ["ALL"], "no capabilities")
        check(name, entry.get("security_opt") == ["no-new-privileges:true"], "no new privileges")
        user = str(entry.get("user", "0"))
        check(name, re.fullmatch(r"[1-9]\d*:[1-9]\d*", user) is not None, "not root")
        check(name, not entry.keys() & {"privileged", "cap_add", "pid", "ipc"}, "no way around")
        check(name, all("noexec" in line for line in entry.get("tmpfs", [])), "nothing to run")
        check(name, "ports" not in entry or name in PROXIES, "only the proxies are published")
        check(name, _default(entry.get("mem_limit")) in MEMORY, "little memory")
        check(name, str(_default(entry.get("pids_limit"))).isdigit(), "few processes")
        kept = entry.get("logging", {}).get("options", {})
        check(name, {"max-size", "max-file"} <= kept.keys(), "short logs")
        image = entry["image"]
        check(name, re.search(r":(\$\{TAG:-)?\d+\.\d+", image) is not None, "version pinned")
        for key, value in entry.get("environment", {}).items():
            is_empty = value in {"", "none:"}
            is_file = key.endswith("_FILE") or key in {"PGPASSFILE", "SECRETS"}
            if key == "MEASURES_FILE":
                continue  # no secret, and in a volume
            check(name, not SECRET_WORDS.search(key) or is_file or is_empty, f"{key} is a file")
            if is_file and value and key != "SECRETS":
                secret = value.removeprefix("/run/secrets/")
                check(name, secret in entry["secrets"], f"{key} is one of its secrets")
        for volume in entry.get("volumes", []):
            is_named = not volume.startswith((".", "/"))
            check(name, is_named or volume.endswith(":ro"), "mounted files cannot be changed")
            check(name, "docker.sock" not in volume, "no way to the engine")
        if not name.endswith(ONCE):
            check(name, "healthcheck" in entry, "has a health check")
            check(name, entry["restart"] == "unless-stopped", "is started again")
    for name in PORTAL | FAR:
        said = services[name].get("environment", {})
        zone = "portal" if name in PORTAL else "safeguarding"
        if "PORTAL_ZONE" in said:
            check(name, said["PORTAL_ZONE"] == zone, "its own zone")
            is_quiet = name.endswith("-backup") or (said["DEBUG"], said["DEMO"]) == ("0", "0")
            check(name, is_quiet, "neither debug nor demo")
        else:
            check(name, name.endswith("-roles"), "its own zone")
    found += _wall(services, file["networks"])
    return found


def _wall(services: dict, networks: dict) -> list[str]:
    """What the portal could reach of the far side, and who holds the opening key."""
    found = []
    reach = {name: set(entry["networks"]) for name, entry in services.items()}
    near, far = (
        {name for name in services if name.startswith(zone)}
        for zone in ("portal-", "safeguarding-")
    )
    for name in near - {"portal-db"}:
        for other in far:
            if shared := reach[name] & reach[other]:
                found.append(f"{name} reaches {other} by {shared}")
    for name in near:
        theirs = {
            secret
            for secret in services[name].get("secrets", [])
            if secret.startswith(("safeguarding", "opener")) or secret == "sealing_private_key"
        }
        # The role that makes roles sets the passwords of those who come from the far side.
        if name == "portal-roles":
            theirs -= {"safeguarding_app_portal_password", "safeguarding_opener_portal_password"}
        found += [f"{name} holds {secret}" for secret in theirs]
    holders = {
        name for name, entry in services.items() if "sealing_private_key" in entry["secrets"]
    }
    if holders != {"safeguarding-opener"}:
        found.append(f"the opening key is with {holders}")
    for zone in ("portal", "safeguarding"):
        name, reached = f"{zone}-backup", f"{zone}-backup"
        beside = {other for other in services if reach[other] & reach[name]} - {name}
        if beside != {f"{zone}-db"} or reach[name] != {reached}:
            found.append(f"{name} reaches {beside}")
        if any(services[name]["user"] == entry["user"]
               for other, entry in services.items() if other != name):  # fmt: skip
            found.append(f"{name} shares its user")
        if set(services[name]["secrets"]) != {f"{name}_database_url".replace("-", "_"),
                                              f"{name}_recipient".replace("-", "_")}:  # fmt: skip
            found.append(f"{name} holds more than its role and its recipient")
    users = {
        "portal": {services[name]["user"] for name in PORTAL - {"portal-roles"}},
        "far": {services[name]["user"] for name in FAR - {"safeguarding-roles"}},
    }
    if users["portal"] & users["far"]:
        found.append("both zones run as the same user")
    if any(services[name]["user"] == services["safeguarding-opener"]["user"]
           for name in PORTAL | FAR if name != "safeguarding-opener"):  # fmt: skip
        found.append("the opener shares its user")
    owners = [
        name
        for name, entry in services.items()
        if any("owner" in secret or "_admin_" in secret for secret in entry["secrets"])
    ]
    allowed = {f"{z}-{w}" for z in ("portal", "safeguarding") for w in ("db", "roles", "prepare")}
    found += [f"{name} may migrate" for name in set(owners) - allowed]
    outside = {name for name, entry in networks.items() if not (entry or {}).get("internal")}
    for name in services:
        zone, _, what = name.removesuffix("-b").partition("-")
        may = {"proxy": {f"{zone}-edge"}, "worker": {f"{zone}-mail"}}.get(what, set())
        if too_far := (reach[name] & outside) - may:
            found.append(f"{name} gets out by {too_far}")
    return found


def test_it_names_the_services_of_both_zones():
    assert FILE["services"].keys() == SERVERS | PORTAL | FAR


def test_it_keeps_its_promises():
    assert faults(FILE) == []


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [
        ("portal-web", "read_only", False),
        ("portal-worker", "cap_drop", []),
        ("safeguarding-beat", "security_opt", []),
        ("portal-db", "user", "0:0"),
        ("portal-web", "user", "10002:10002"),
        ("safeguarding-web", "user", "10003:10003"),
        ("portal-web", "networks", ["portal", "safeguarding"]),
        ("portal-redis", "networks", ["portal", "wall"]),
        ("portal-web", "networks", ["portal", "portal-edge"]),
        ("portal-worker", "secrets", ["sealing_private_key"]),
        ("portal-beat", "secrets", ["safeguarding_database_url"]),
        ("portal-web", "secrets", ["portal_owner_database_url"]),
        ("safeguarding-web", "secrets", ["sealing_private_key"]),
        ("portal-web", "ports", ["8000:8000"]),
        ("portal-proxy", "volumes", ["./deploy/proxy/nginx.conf:/etc/nginx/nginx.conf"]),
        ("portal-proxy", "networks", ["portal-edge", "safeguarding-front"]),
        ("portal-proxy", "secrets", ["safeguarding_tls_key"]),
        ("safeguarding-proxy", "networks", ["portal-edge", "safeguarding-front"]),
        ("portal-backup", "networks", ["portal"]),
        ("portal-backup", "networks", ["portal-backup", "portal-mail"]),
        ("safeguarding-backup", "user", "10004:10004"),
        ("safeguarding-backup", "secrets", ["safeguarding_column_keys"]),
        ("portal-web", "networks", ["portal", "portal-front", "portal-backup"]),
        ("portal-proxy", "image", "nginx:latest"),
        ("portal-db", "image", "${POSTGRES_IMAGE:-postgres}"),
        ("portal-db", "mem_limit", None),
        ("portal-worker", "mem_limit", "8g"),
        ("safeguarding-web", "pids_limit", None),
        ("safeguarding-redis", "logging", {"driver": "json-file"}),
        ("safeguarding-proxy", "healthcheck", None),
    ],
)
def test_a_broken_promise_is_noticed(service, key, value):
    broken = copy.deepcopy(FILE)
    if value is None:
        del broken["services"][service][key]
    else:
        broken["services"][service][key] = value

    assert faults(broken)


@pytest.mark.parametrize(
    ("key", "value"),
    [("SECRET_KEY", "abc"), ("PORTAL_ZONE", "all"), ("DEMO", "1"), ("DEBUG", "1"),
     ("DATABASE_URL", "postgres://portal:word@portal-db/portal")],
)  # fmt: skip
def test_a_broken_environment_is_noticed(key, value):
    broken = copy.deepcopy(FILE)
    broken["services"]["portal-web"]["environment"][key] = value

    assert faults(broken)


def test_every_secret_is_declared_made_and_used():
    used = {secret for entry in FILE["services"].values() for secret in entry["secrets"]}

    assert FILE["secrets"].keys() == used
    assert all(
        entry["file"] == f"${{SECRETS_DIR:-./secrets}}/{name}"
        for name, entry in FILE["secrets"].items()
    )


def test_every_file_it_mounts_is_there():
    mounted = [
        volume.split(":")[0]
        for entry in FILE["services"].values()
        for volume in entry.get("volumes", [])
        if volume.startswith(".")
    ]
    assert mounted
    assert [path for path in mounted if not (ROOT / path).is_file()] == []


def test_both_pairs_of_hosts_and_databases_are_told_apart():
    text = (ROOT / "docker-compose.yml").read_text()

    assert set(re.findall(r"\$\{PORTAL_HOST:-([^}]*)", text)) == {"portal.example.org"}
    assert set(re.findall(r"\$\{SAFEGUARDING_HOST:-([^}]*)", text)) == {"safeguarding.example.org"}
    for zone in ("portal", "safeguarding"):
        assert set(re.findall(rf"\$\{{{zone.upper()}_DATABASE:-([^}}]*)", text)) == {zone}


def test_images_can_be_given_by_their_digests():
    text = (ROOT / "docker-compose.yml").read_text()
    images = {line.split("image:")[1].strip() for line in text.splitlines() if "image:" in line}

    assert {re.match(r"\$\{(\w+)_IMAGE:-|(referral-portal)", one).group(1, 2) for one in images} == {
        ("POSTGRES", None), ("REDIS", None), ("NGINX", None), (None, "referral-portal")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("SERVICE_NAME", PORTAL | FAR),
        ("FROM_EMAIL", PORTAL | FAR),
        ("COORDINATOR_EMAIL_SELF", PORTAL),
        ("COORDINATOR_EMAIL_AGENCY", PORTAL),
        ("SAFEGUARDING_EMAIL", FAR),
    ],
)
def test_an_installation_gives_its_own_names_and_mailboxes_in_dot_env(name, zones):
    with_settings = {
        service
        for service in PORTAL | FAR
        if "DJANGO_SETTINGS_MODULE" in FILE["services"][service].get("environment", {})
    }
    given = {
        service
        for service in with_settings
        if str(FILE["services"][service]["environment"].get(name)).startswith(f"${{{name}:-")
    }
    assert given == with_settings & zones != set()
