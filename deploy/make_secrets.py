"""Make the secret files of a new installation; an existing file is never replaced.

    python3 deploy/make_secrets.py ./secrets

Only the user whose processes need a file can read it. Certificates and the mail server's address are
made as stand-ins, which the output names. `--wide` makes the files of docker-compose.wide.yml as
well. It needs the openssl program.
"""

import argparse
import base64
import functools
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Users of the containers, as in docker-compose.yml.
PORTAL, SAFEGUARDING, OPENER, SERVERS, PROXY = 10001, 10002, 10003, 999, 101
PORTAL_BACKUP, SAFEGUARDING_BACKUP, MONITORING = 10004, 10005, 65534
# Each PgBouncer of docker-compose.wide.yml: its user, the role it connects as, and that role's password.
POOLS = {
    "portal_pool": (10006, "portal_app", "portal_app_password"),
    "safeguarding_pool": (10007, "safeguarding_app", "safeguarding_app_password"),
    "safeguarding_portal_pool": (10007, "safeguarding_app", "safeguarding_app_portal_password"),
}
STAND_INS = (
    "portal_backup_recipient", "safeguarding_backup_recipient",
    "portal_email_url", "safeguarding_email_url", "portal_tls_certificate", "portal_tls_key",
    "safeguarding_tls_certificate", "safeguarding_tls_key",
    "portal_alertmanager", "safeguarding_alertmanager",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Make the files and name those that you have to replace."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--portal-database", default="portal")
    parser.add_argument("--safeguarding-database", default="safeguarding")
    parser.add_argument("--portal-host", default="portal.example.org")
    parser.add_argument("--safeguarding-host", default="safeguarding.example.org")
    parser.add_argument("--email-url", default="smtp://mail.example.org:25")
    parser.add_argument("--duty-email", default="duty@example.org", help="who gets the alerts")
    for zone in ("portal", "safeguarding"):
        # The public key that `age-keygen` prints on another machine; see docs/keys.md.
        parser.add_argument(f"--{zone}-backup-recipient", default="none yet")
    parser.add_argument("--add", action="store_true", help="make what a new version needs as well")
    parser.add_argument("--wide", action="store_true", help="for docker-compose.wide.yml as well")
    chosen = parser.parse_args(arguments)
    if chosen.folder.is_dir() and any(chosen.folder.iterdir()) and not chosen.add:
        sys.stderr.write(f"{chosen.folder} is not empty; nothing was changed.\n")
        return 1
    chosen.folder.mkdir(parents=True, exist_ok=True, mode=0o711)
    before = {file.name for file in chosen.folder.iterdir()}
    write_all(chosen)
    if chosen.wide:
        write_wide(chosen)
    made = {file.name for file in chosen.folder.iterdir()} - before
    sys.stdout.write(told(chosen.folder, made, before))
    return 0


def told(folder: Path, made: set[str], before: set[str]) -> str:
    """Return the sentence about the files that were made and those that stayed."""
    text = f"Made {len(made)} files in {folder}"
    if before:
        text += f": {', '.join(sorted(made)) or 'none'}. The others are as they were"
    if replace := [name for name in STAND_INS if name in made]:
        text += f". Replace with your own: {', '.join(replace)}"
    return f"{text}.\n"


def write_all(chosen: argparse.Namespace) -> None:
    """Write every file that docker-compose.yml names."""
    write = functools.partial(write_one, chosen)

    def address(role: str, password: str, host: str, name: str) -> str:
        return f"postgres://{role}:{password}@{host}:5432/{name}"

    portal, far = chosen.portal_database, chosen.safeguarding_database
    for zone in ("portal", "safeguarding"):
        admin = secrets.token_urlsafe(32)
        write(f"{zone}_db_admin_password", admin, SERVERS)
        write(f"{zone}_db_pgpass", f"*:*:*:postgres:{admin}\n", SERVERS)
    for role, owner, role_file, address_file, place in (
        ("portal_owner", PORTAL, "portal_owner_password", "portal_owner_database_url",
         ("portal-db", portal)),
        ("portal_app", PORTAL, "portal_app_password", "portal_database_url",
         ("portal-db", portal)),
        ("safeguarding_app", SAFEGUARDING, "safeguarding_app_portal_password",
         "safeguarding_portal_database_url", ("portal-db", portal)),
        ("safeguarding_opener", OPENER, "safeguarding_opener_portal_password",
         "opener_portal_database_url", ("portal-db", portal)),
        ("safeguarding_owner", SAFEGUARDING, "safeguarding_owner_password",
         "safeguarding_owner_database_url", ("safeguarding-db", far)),
        ("safeguarding_app", SAFEGUARDING, "safeguarding_app_password",
         "safeguarding_database_url", ("safeguarding-db", far)),
        ("safeguarding_opener", OPENER, "safeguarding_opener_password",
         "opener_database_url", ("safeguarding-db", far)),
    ):  # fmt: skip
        password = secrets.token_urlsafe(32)
        write(role_file, password, SERVERS)
        write(address_file, address(role, password, *place), owner)
    for zone, owner, name in (
        ("portal", PORTAL_BACKUP, portal), ("safeguarding", SAFEGUARDING_BACKUP, far),
    ):  # fmt: skip
        password = secrets.token_urlsafe(32)
        write(f"{zone}_backup_password", password, SERVERS)
        role = f"{zone}_backup"
        write(f"{zone}_backup_database_url", address(role, password, f"{zone}-db", name), owner)
        write(f"{zone}_backup_recipient", getattr(chosen, f"{zone}_backup_recipient"), owner)
    for zone, owner in (("portal", PORTAL), ("safeguarding", SAFEGUARDING)):
        password = secrets.token_urlsafe(32)
        write(f"{zone}_redis_url", f"redis://{zone}:{password}@{zone}-redis:6379/0", owner)
        # Two lines: who may say ping, and who may use the queue.
        lines = "user default on nopass -@all +ping\n"
        lines += f"user {zone} on >{password} ~* &* +@all -@admin -flushall -flushdb\n"
        write(f"{zone}_redis_acl", lines, SERVERS)
        write(f"{zone}_secret_key", secrets.token_urlsafe(60), owner)
        write(f"{zone}_metrics_token", secrets.token_urlsafe(32), owner)
        write(f"{zone}_email_url", chosen.email_url, owner)
        token = (chosen.folder / f"{zone}_metrics_token").read_text()
        write(f"{zone}_prometheus_token", token, MONITORING)
        alerts = alertmanager_for(chosen.email_url, chosen.duty_email)
        write(f"{zone}_alertmanager", alerts, MONITORING)
    write("opener_secret_key", secrets.token_urlsafe(60), OPENER)
    private, public = sealing_keys()
    write("sealing_private_key", private, OPENER)
    write("sealing_public_key", public, PORTAL)
    private, public = sealing_keys()
    search = base64.b64encode(secrets.token_bytes(32)).decode()
    write("safeguarding_column_keys", f"{private.strip()} {search}\n", SAFEGUARDING)
    write("opener_column_public_key", public, OPENER)
    for zone, host in (("portal", chosen.portal_host), ("safeguarding", chosen.safeguarding_host)):
        key, certificate = certificate_for(host)
        write(f"{zone}_tls_key", key, PROXY)
        write(f"{zone}_tls_certificate", certificate, PROXY)


def write_wide(chosen: argparse.Namespace) -> None:
    """Write every further file that docker-compose.wide.yml names; `write_all` comes first."""
    write = functools.partial(write_one, chosen)
    for pool, (owner, role, file) in POOLS.items():
        password = (chosen.folder / file).read_text()
        write(f"{pool}_users", f'"{role}" "{password}"\n', owner)
    write("portal_replica_password", secrets.token_urlsafe(32), SERVERS)
    address = (chosen.folder / "portal_database_url").read_text()
    address = address.replace("@portal-db:", "@portal-replica:")
    write("portal_replica_database_url", address, PORTAL)
    password = (chosen.folder / "portal_replica_password").read_text()
    write("portal_replica_pgpass", f"*:*:*:portal_replica:{password}\n", SERVERS)
    for zone in ("portal", "safeguarding"):
        password, operator = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        acl = (chosen.folder / f"{zone}_redis_acl").read_text()
        acl += f"user replica on >{password} +psync +replconf +ping\n"
        # No process has this password: who runs the machine makes the replica the Redis with it.
        acl += f"user operator on >{operator} +replicaof +info +ping\n"
        write(f"{zone}_redis_operator", operator, SERVERS)
        write(f"{zone}_redis_wide_acl", acl, SERVERS)
        lines = f"replicaof {zone}-redis 6379\nmasteruser replica\nmasterauth {password}\n"
        write(f"{zone}_redis_replica", lines, SERVERS)


def write_one(chosen: argparse.Namespace, name: str, text: str, owner: int) -> None:
    """Write one file for its owner only; with --add, keep the one that is there."""
    path = chosen.folder / name
    if chosen.add and path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    if os.geteuid() == 0:
        os.chown(path, owner, owner)


def alertmanager_for(email_url: str, duty_email: str) -> str:
    """Return the settings of Alertmanager; JSON is YAML too, and needs no quoting of our own.

    An email holds the alert's name and summary. Alerts of severity "day" wait for working hours.
    """
    parts = urlsplit(email_url)
    mail = {
        "to": duty_email,
        "from": "no-reply@example.org",
        "smarthost": f"{parts.hostname or 'mail.example.org'}:{parts.port or 465}",
        "require_tls": parts.scheme != "smtp",
        "send_resolved": False,
        "headers": {"Subject": "Please check the service"},
        "html": "",
        "text": "{{ range .Alerts }}{{ .Labels.alertname }}: {{ .Annotations.summary }}\n{{ end }}",
    }
    if parts.username:
        mail |= {
            "auth_username": unquote(parts.username),
            "auth_password": unquote(parts.password or ""),
        }
    by_day = {"matchers": ['severity="day"'], "receiver": "duty",
              "active_time_intervals": ["working hours"]}  # fmt: skip
    hours = {"weekdays": ["monday:friday"], "location": "Europe/London",
             "times": [{"start_time": "08:30", "end_time": "17:30"}]}  # fmt: skip
    settings = {
        "route": {
            "receiver": "duty", "group_by": ["alertname"], "group_wait": "30s",
            "group_interval": "5m", "repeat_interval": "4h", "routes": [by_day],
        },
        "time_intervals": [{"name": "working hours", "time_intervals": [hours]}],
        "receivers": [{"name": "duty", "email_configs": [mail]}],
    }  # fmt: skip
    return json.dumps(settings, indent=1) + "\n"


def sealing_keys() -> tuple[str, str]:
    """Return a new private and public X25519 key, each as base64 of its 32 bytes."""
    key = _openssl("genpkey", "-algorithm", "X25519", "-outform", "DER")
    public = _openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", given=key)
    # Both encodings end with the 32 bytes of the key.
    return tuple(base64.b64encode(part[-32:]).decode() + "\n" for part in (key, public))


def certificate_for(host: str) -> tuple[str, str]:
    """Return a new key and a self-signed certificate for `host`, for trying out only."""
    key = _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    certificate = _openssl(
        "req", "-x509", "-key", "/dev/stdin", "-days", "30", "-subj", f"/CN={host}",
        "-addext", f"subjectAltName=DNS:{host}", given=key,
    )  # fmt: skip
    return key.decode(), certificate.decode()


def _openssl(*words: str, given: bytes = b"") -> bytes:
    done = subprocess.run(["openssl", *words], input=given, capture_output=True, check=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
