"""Settings of the referral portal, all from the environment through `env`.

One file for every zone and every machine. To add a setting, add a line in the section of its app
with its unit and whether a figure still needs the agencies' agreement ([D]), and name the variable
in .env.example. No secret has a default outside demonstration and development.
"""

from pathlib import Path

import dj_database_url
from kombu import Exchange, Queue

from referral_portal import env, zones
from referral_portal import logging as logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")

# -- Zone and mode ---------------------------------------------------------------------------
DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
ZONE = zones.check_zone(env.text("PORTAL_ZONE", zones.PORTAL), debug=DEBUG, demo=DEMO)
HAS_PORTAL = ZONE in {zones.PORTAL, zones.ALL}
HAS_SAFEGUARDING = ZONE in {zones.SAFEGUARDING, zones.ALL}
HOST = env.text("HOST", "127.0.0.1")
PORT = env.whole("PORT", 8000)
if DEMO or DEBUG:
    zones.check_demo_host(HOST)

SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS")
# Plain http only where the address cannot leave the machine.
SECURE = not (DEMO or DEBUG)

# -- Apps --------------------------------------------------------------------------------------
PORTAL_ONLY_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    # One-time codes and recovery codes of staff; link workers' are in their own tables.
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    *(PORTAL_ONLY_APPS if HAS_PORTAL else []),
    "django.contrib.staticfiles",
    # Its widget templates are found through TEMPLATES, next to ours.
    "django.forms",
    "crispy_forms",
    # Its tables hold exceptional, dated grants; the safeguarding zone imports models that name it.
    "guardian",
    "referral_portal.common",
    "referral_portal.audit",
    "referral_portal.sealing",
    "referral_portal.outbox",
    "referral_portal.accounts",
    "programmes",
    "referrals",
    "cohorts",
    "referral_portal.rights",
    # Last, so that its start-up code meets every receiver of the apps above.
    *(["safeguarding"] if HAS_SAFEGUARDING else []),
]
MIDDLEWARE = [
    "referral_portal.common.middleware.trace_request",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "referral_portal.common.middleware.harden_response",
    "referral_portal.common.middleware.refuse_bad_input",
    *(["safeguarding.middleware.guard_safeguarding"] if HAS_SAFEGUARDING else []),
    *(["django.contrib.sessions.middleware.SessionMiddleware"] if HAS_PORTAL else []),
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    *(
        [
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.auth.middleware.LoginRequiredMiddleware",
            "referral_portal.accounts.middleware.limit_session",
            "django.contrib.messages.middleware.MessageMiddleware",
        ]
        if HAS_PORTAL
        else []
    ),
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "referral_portal.urls"
WSGI_APPLICATION = "referral_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "referral_portal.common.context.site",
                *(
                    [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "referral_portal.outbox.heartbeat.answers_may_be_late",
                    ]
                    if HAS_PORTAL
                    else []
                ),
            ],
        },
    }
]
FORM_RENDERER = "referral_portal.common.rendering.GovukRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "govuk"
CRISPY_TEMPLATE_PACK = "govuk"

# -- Databases ---------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    "timeout": 20,
    # Takes the write lock at BEGIN, so that two writers queue instead of failing half way.
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
}


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
        config.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    return config


DATABASES = {"default": database("DATABASE_URL", "portal.sqlite3")}
DATABASE_ROUTERS = []
if HAS_SAFEGUARDING:
    DATABASES["safeguarding"] = database("SAFEGUARDING_DATABASE_URL", "safeguarding.sqlite3")
    DATABASE_ROUTERS = ["safeguarding.router.SafeguardingRouter"]
if DEMO:
    for config in DATABASES.values():
        zones.check_demo_database(config, var_dir=VAR_DIR)
# The roles that serve, made by deploy/*_roles.sql, and where their rights are declared.
PORTAL_ROLE, READER_ROLE, OPENER_ROLE = "portal_app", "safeguarding_app", "safeguarding_opener"
RIGHTS = {"default": "referral_portal.rights.portal"} if HAS_PORTAL else {}
if HAS_SAFEGUARDING:
    RIGHTS["safeguarding"] = "safeguarding.rights"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Accounts ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = (
    ["django.contrib.auth.backends.ModelBackend", "guardian.backends.ObjectPermissionBackend"]
    if HAS_PORTAL
    else ["django.contrib.auth.backends.ModelBackend"]
)
# guardian would otherwise create an active account that nobody owns.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "home"
# Off for demonstration and development only: zones.check_second_factor refuses it elsewhere.
SECOND_FACTOR = zones.check_second_factor(
    env.flag("SECOND_FACTOR", default=not DEMO), debug=DEBUG, demo=DEMO
)
SECOND_FACTOR_ISSUER = env.text("SECOND_FACTOR_ISSUER", "Portal")  # neutral: it is on a phone
SIGN_IN_WINDOW_MINUTES = env.whole("SIGN_IN_WINDOW_MINUTES", 15)  # [D]
SIGN_IN_TRIES = env.whole("SIGN_IN_TRIES", 10)  # for one name from one network [D]
SIGN_IN_TRIES_NAME = env.whole("SIGN_IN_TRIES_NAME", 50)  # for one name from everywhere [D]
SIGN_IN_TRIES_NETWORK = env.whole("SIGN_IN_TRIES_NETWORK", 100)  # for all names [D]
INVITE_HOURS = env.whole("INVITE_HOURS", 24)  # how long a link to set a sign-in up works [D]
SIGN_IN_STEP_MINUTES = env.whole("SIGN_IN_STEP_MINUTES", 10)  # from password to code
CONFIRM_MINUTES = env.whole("CONFIRM_MINUTES", 10)  # how long a given password, or code, counts [D]
SESSION_IDLE_MINUTES = env.whole("SESSION_IDLE_MINUTES", 30)  # [D]
SESSION_HOURS = env.whole("SESSION_HOURS", 12)  # absolute limit [D]
# Roles with limits of their own, as role=idle minutes/hours; an account has its strictest. [D]
SESSION_LIMITS = env.limits("SESSION_LIMITS", "administrator=15/8,agency=30/10")
SESSION_COOKIE_AGE = 60 * 60 * SESSION_HOURS  # seconds
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-portal" if SECURE else "portal"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
# Cookies ignore ports, so two zones tried out on one machine need two names.
CSRF_COOKIE_NAME = ("__Host-" if SECURE else "") + ("token" if HAS_PORTAL else "worker-token")
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "referral_portal.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# -- Browser protection ------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Not no-referrer: browsers then send Origin: null on our own forms and are refused.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
BEHIND_PROXY = env.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
# Nobody uploads a file to this service.
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# -- Language, time, files ---------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
FORMAT_MODULE_PATH = None
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or env.flag("PLAIN_STATIC")
        else "referral_portal.common.storage.StaticStorage"
    },
}

# -- What the pages say ------------------------------------------------------------------------
SERVICE_NAME = env.text("SERVICE_NAME", "Healthy Relationships Kent and Medway")
SERVICE_PHONE = env.text("SERVICE_PHONE", "01632 960100")
LIVE_CHAT_URL = env.text("LIVE_CHAT_URL", "")
EXIT_URL = env.text("EXIT_URL", "https://www.bbc.co.uk/weather")

# -- Sealing -----------------------------------------------------------------------------------
SEALING_PUBLIC_KEY_FILE = env.path("SEALING_PUBLIC_KEY_FILE", VAR_DIR / "keys" / "sealing.pub")
if HAS_SAFEGUARDING:
    SEALING_PRIVATE_KEY_FILE = env.path(
        "SEALING_PRIVATE_KEY_FILE", VAR_DIR / "keys" / "sealing.key"
    )
    # What reads the columns about people at risk; the opener has the public half alone.
    COLUMN_KEYS_FILE = env.path("COLUMN_KEYS_FILE", VAR_DIR / "keys" / "columns.key")
    COLUMN_PUBLIC_KEY_FILE = env.path("COLUMN_PUBLIC_KEY_FILE", VAR_DIR / "keys" / "columns.pub")

# -- Outgoing messages -------------------------------------------------------------------------
# In production a forgotten address must stop the start: mail would be marked as sent and lie in a
# folder that nobody reads.
EMAIL_URL = env.text("EMAIL_URL", None if SECURE else f"file://{VAR_DIR / 'mail'}")
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", "Healthy Relationships <no-reply@example.org>")
COORDINATOR_EMAIL_SELF = env.text("COORDINATOR_EMAIL_SELF", "self-referrals@example.org")
COORDINATOR_EMAIL_AGENCY = env.text("COORDINATOR_EMAIL_AGENCY", "agency-referrals@example.org")
MESSAGE_LEASE_SECONDS = env.whole("MESSAGE_LEASE_SECONDS", 300)
MESSAGE_MAX_ATTEMPTS = env.whole("MESSAGE_MAX_ATTEMPTS", 8)
# Released decisions leave together at these minutes of the clock, so that the moment of one
# letter says nothing about the answer to one question. [D]
DECISION_BATCH_MINUTES = env.whole("DECISION_BATCH_MINUTES", 0 if DEMO else 30)
RELEASE_OVERRIDE_HOURS = env.whole("RELEASE_OVERRIDE_HOURS", 24)  # [D]
# A share of messages and checks is held for no reason, so that a hold is not a signal. [D]
RANDOM_HOLD_SHARE = env.share("RANDOM_HOLD_SHARE", 0.0 if DEMO else 0.03)
RANDOM_HOLD_HOURS = env.whole("RANDOM_HOLD_HOURS", 4)  # [D]

# -- Referrals ---------------------------------------------------------------------------------
DRAFT_DAYS = env.whole("DRAFT_DAYS", 7)  # [D]
TRIAGE_WORKING_DAYS = env.whole("TRIAGE_WORKING_DAYS", 2)  # [D]
FIRST_CALL_WORKING_DAYS = env.whole("FIRST_CALL_WORKING_DAYS", 2)  # [D]
ORDER_WEEKS = env.whole("ORDER_WEEKS", 12)  # the 12-week rule of the referral criteria
# Somebody who asked to be called and was never reached is deleted after so many days. [D]
CALLBACK_DAYS = env.whole("CALLBACK_DAYS", 90)
HOLD_REVIEW_DAYS = env.whole("HOLD_REVIEW_DAYS", 28)  # the longest a hold stays unreviewed [D]
SUSPENSION_REVIEW_WORKING_DAYS = env.whole("SUSPENSION_REVIEW_WORKING_DAYS", 5)  # [D]
QUEUE_PAGE_SIZE = env.whole("QUEUE_PAGE_SIZE", 25)

# -- Programmes and cohorts --------------------------------------------------------------------
SESSION_MINUTES_DEFAULT = env.whole("SESSION_MINUTES_DEFAULT", 120)  # [D]
CHECK_HOURS_BEFORE_SESSION = env.whole("CHECK_HOURS_BEFORE_SESSION", 24)  # [D]
SMALL_NUMBER_LIMIT = env.whole("SMALL_NUMBER_LIMIT", 5)  # [D]
# The share of a group's sessions attended to complete without a manager's reason. [D]
COMPLETION_MIN_SHARE = env.share("COMPLETION_MIN_SHARE", 0.8)
# How many more than half of the places either kind may take where a programme is an equal mix. [D]
MIX_TOLERANCE = env.whole("MIX_TOLERANCE", 0)
# The share attended or caught up; one to one there is no other. [D]
COMPLETION_DELIVERED_SHARE = env.share("COMPLETION_DELIVERED_SHARE", 1.0)
# A missed session is caught up within so many days, in a group before the next but one session. [D]
REBOOK_DAYS = env.whole("REBOOK_DAYS", 7)
CATCH_UP_SESSIONS = env.whole("CATCH_UP_SESSIONS", 2)
SESSION_MINUTES_MIN = env.whole("SESSION_MINUTES_MIN", 30)  # the shortest booked one [D]
COHORT_PAGE_SIZE = env.whole("COHORT_PAGE_SIZE", 25)

# -- Safeguarding ------------------------------------------------------------------------------
WORKER_SESSION_MINUTES = env.whole("WORKER_SESSION_MINUTES", 15)  # idle [D]
WORKER_SESSION_HOURS = env.whole("WORKER_SESSION_HOURS", 12)  # absolute [D]
SAFE_CONTACT_DAYS = env.whole("SAFE_CONTACT_DAYS", 30)  # [D]
HEARTBEAT_SILENCE_MINUTES = env.whole("HEARTBEAT_SILENCE_MINUTES", 5)  # [D]
PULL_SECONDS = env.whole("PULL_SECONDS", 30)
# Rows of the portal written this recently are read again: their transaction may have been late.
PULL_OVERLAP_MINUTES = env.whole("PULL_OVERLAP_MINUTES", 15)
WORKLIST_PAGE_SIZE = env.whole("WORKLIST_PAGE_SIZE", 25)
CHECK_DAYS_AHEAD = env.whole("CHECK_DAYS_AHEAD", 7)  # [D]
BREAK_GLASS_HOURS = env.whole("BREAK_GLASS_HOURS", 4)  # a case that is not one's own [D]
CARD_DAYS = env.whole("CARD_DAYS", 28)  # the longest a card is shown [D]
# Told that something waits, never what; empty for no mail.
SAFEGUARDING_EMAIL = env.text("SAFEGUARDING_EMAIL", "")

# -- Background work ---------------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL", "")
CELERY_EMBEDDED = not REDIS_URL
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_QUEUES = [
    Queue(name, Exchange(name), routing_key=name)
    for name, here in (("portal", HAS_PORTAL), ("safeguarding", HAS_SAFEGUARDING))
    if here
]
CELERY_TASK_DEFAULT_QUEUE = "portal" if HAS_PORTAL else "safeguarding"
CELERY_TASK_ROUTES = {"safeguarding.*": {"queue": "safeguarding"}, "*": {"queue": "portal"}}
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_timeout": 2, "socket_connect_timeout": 1} if REDIS_URL else {"polling_interval": 0.1}
)
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SYNC_EVERY = 1  # its file is its sign of life
# What makes it lossless: a wake-up that got lost is made good at the next tick. Seconds.
CELERY_BEAT_SCHEDULE = {}
if HAS_PORTAL:
    CELERY_BEAT_SCHEDULE["beat"] = {"task": "outbox.beat", "schedule": 10.0}
    CELERY_BEAT_SCHEDULE["drain"] = {"task": "outbox.drain", "schedule": 30.0}
    # Unsent drafts are the least protected data we hold, so they go as soon as they may.
    CELERY_BEAT_SCHEDULE["drafts"] = {"task": "referrals.forget_drafts", "schedule": 3600.0}
    CELERY_BEAT_SCHEDULE["call-backs"] = {
        "task": "referrals.forget_call_backs",
        "schedule": 3600.0,
    }
if HAS_SAFEGUARDING:
    # Opens envelopes, copies answers back, pulls what happened, gives the sign of life.
    CELERY_BEAT_SCHEDULE["safeguarding"] = {
        "task": "safeguarding.tick",
        "schedule": float(PULL_SECONDS),
    }
    CELERY_BEAT_SCHEDULE["safeguarding-mail"] = {"task": "safeguarding.drain", "schedule": 30.0}
    CELERY_BEAT_SCHEDULE["safeguarding-sweep"] = {"task": "safeguarding.sweep", "schedule": 3600.0}

# -- Readiness: when /readyz says no ----------------------------------------------------------
READY_REDIS_SECONDS = 1.0  # for one answer of Redis, in all
READY_MESSAGE_MINUTES = env.whole("READY_MESSAGE_MINUTES", 15)  # the oldest unsent message [D]
READY_BEAT_SECONDS = env.whole("READY_BEAT_SECONDS", 120)  # the last sign of background work [D]

# -- Logging -----------------------------------------------------------------------------------
LOGGING_CONFIG = "referral_portal.settings.configure_logging"
# Not empty: Django calls the function above only when there is something to give to it.
LOGGING = {"version": 1}


def configure_logging(_: dict) -> None:
    """Set the portal's own log format up; Django calls this once, before the apps load."""
    logs.configure(env.text("LOG_LEVEL", "WARNING" if DEMO else "INFO"))


SILENCED_SYSTEM_CHECKS = [] if HAS_PORTAL else ["guardian.W001"]
