"""The databases of this zone, and the roles that its processes have in them."""

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from referral_portal import env, zones
from referral_portal.replica.limits import REPLICA as REPLICA_ALIAS
from referral_portal.replica.limits import ReplicaLimits
from referral_portal.settings_pool import through_pool
from referral_portal.settings_zone import DEMO, HAS_PORTAL, HAS_SAFEGUARDING, SECURE, VAR_DIR

SQLITE_OPTIONS = {
    "timeout": 20,
    # Take the write lock at BEGIN, so that two writers queue instead of failing half way.
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
}

# What PostgreSQL ends, with an error, for the sessions of this process; 0 is no limit.
LIMITS = {
    "statement_timeout": env.whole("DATABASE_STATEMENT_SECONDS", 300),
    "lock_timeout": env.whole("DATABASE_LOCK_SECONDS", 10),
    "idle_in_transaction_session_timeout": env.whole("DATABASE_IDLE_SECONDS", 300),
}
# A connection that has not come by then is given up, as is one whose network is gone.
CONNECT_SECONDS = 5
NETWORK_SECONDS = env.whole("DATABASE_NETWORK_SECONDS", 30)
NETWORK = {
    "keepalives_idle": max(1, NETWORK_SECONDS // 3),
    "keepalives_interval": max(1, NETWORK_SECONDS // 3),
    "keepalives_count": 2,
    "tcp_user_timeout": NETWORK_SECONDS * 1000,
}
# How long a web process waits for a word of PostgreSQL; 0 is for ever.
SILENCE_SECONDS = env.whole("DATABASE_SILENCE_SECONDS", 0)


# One plan for every value, from the first use on: a statement whose best plan depends on its values is
# not prepared. And no machine code for it: PostgreSQL would compile some for every list that stops after
# a page, because it guesses that it reads them to the end. See docs/decisions/0071.
PLANS = "-c plan_cache_mode=force_generic_plan -c jit=off"


def limits() -> str:
    """Return the options of a connection that limit its statements, waits and idle transactions."""
    return " ".join(f"-c {name}={seconds}s" for name, seconds in LIMITS.items())


def database(variable: str, file_name: str) -> dict:
    """Return Django's dictionary for the database that `variable` names, SQLite by default."""
    default = None if SECURE else f"sqlite:///{VAR_DIR / file_name}"
    config = dj_database_url.parse(
        env.text(variable, default), conn_max_age=env.whole("CONN_MAX_AGE", 60)
    )
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {**SQLITE_OPTIONS}
    else:
        config["CONN_HEALTH_CHECKS"] = True
        options = config.setdefault("OPTIONS", {})
        options.setdefault("connect_timeout", CONNECT_SECONDS)
        for name, value in NETWORK.items():
            options.setdefault(name, value)
        options.setdefault("options", f"{limits()} {PLANS}")
    return config


def replica(variable: str) -> dict:
    """Return Django's dictionary for the replica that `variable` names; it refuses every write."""
    config = database(variable, "")
    if not config["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured(f"{variable} must name a replica of PostgreSQL.")
    # Without a check before each use: a replica that hangs would hang it, and a failure costs nothing.
    config["CONN_HEALTH_CHECKS"] = False
    config["OPTIONS"] |= {
        "connect_timeout": 2,
        "options": f"{limits()} {PLANS} -c default_transaction_read_only=on",
    }
    return config


DATABASES = {"default": database("DATABASE_URL", "portal.sqlite3")}
DATABASE_ROUTERS = ["referral_portal.replica.router.PrimaryRouter"]
if HAS_SAFEGUARDING:
    DATABASES["safeguarding"] = database("SAFEGUARDING_DATABASE_URL", "safeguarding.sqlite3")
    DATABASE_ROUTERS = ["safeguarding.router.SafeguardingRouter"]
POOLS = {
    "default": env.text("DATABASE_POOL", ""),
    "safeguarding": env.text("SAFEGUARDING_DATABASE_POOL", ""),
}
for alias in DATABASES.keys() & POOLS.keys():
    DATABASES[alias] = through_pool(DATABASES[alias], POOLS[alias])
# Lists and figures of the portal may come from a replica; None without one.
REPLICA = None
if HAS_PORTAL:
    DATABASE_ROUTERS.insert(0, "referral_portal.replica.router.ReplicaRouter")
    if env.text("REPLICA_DATABASE_URL", ""):
        DATABASES[REPLICA_ALIAS] = replica("REPLICA_DATABASE_URL")
        REPLICA = ReplicaLimits(
            lag=env.whole("REPLICA_LAG_SECONDS", 5),  # [D]
            own=env.whole("REPLICA_OWN_SECONDS", 10),  # [D]
            check=env.whole("REPLICA_CHECK_SECONDS", 1),
            answer=env.whole("REPLICA_ANSWER_SECONDS", 5),
            pause=env.whole("REPLICA_PAUSE_SECONDS", 15),
        )
if DEMO:
    for config in DATABASES.values():
        zones.check_demo_database(config, var_dir=VAR_DIR)
# deploy/*_roles.sql makes the roles; these modules declare their rights.
PORTAL_ROLE, READER_ROLE, OPENER_ROLE = "portal_app", "safeguarding_app", "safeguarding_opener"
BACKUP_ROLE = "safeguarding_backup"
RIGHTS = {"default": "referral_portal.rights.portal"} if HAS_PORTAL else {}
if HAS_SAFEGUARDING:
    RIGHTS["safeguarding"] = "safeguarding.rights"
