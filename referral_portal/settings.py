"""Settings of the referral portal, all from the environment through `env`.

The same for every zone and every machine. To add a figure, add a line to settings_figures.py; background
work is in settings_queue.py, zone and mode in settings_zone.py, everything else here. Name a new
variable in .env.example. No secret has a default outside demonstration and development.
"""

import dj_database_url

from referral_portal import env, zones
from referral_portal import logging as logs
from referral_portal.settings_figures import *  # noqa: F403 - every name is a setting
from referral_portal.settings_figures import SESSION_HOURS
from referral_portal.settings_queue import *  # noqa: F403
from referral_portal.settings_zone import *  # noqa: F403
from referral_portal.settings_zone import (
    BASE_DIR,
    DEBUG,
    DEMO,
    HAS_PORTAL,
    HAS_SAFEGUARDING,
    SECURE,
    VAR_DIR,
)

# -- Who may ask -------------------------------------------------------------------------------
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS")

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
                "referral_portal.common.context_processors.site",
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
CELERY_TIMEZONE = TIME_ZONE
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
# Told that something waits, never what; empty for no mail.
SAFEGUARDING_EMAIL = env.text("SAFEGUARDING_EMAIL", "")

# -- Logging -----------------------------------------------------------------------------------
LOGGING_CONFIG = "referral_portal.settings.configure_logging"
# Not empty: Django calls the function above only when there is something to give to it.
LOGGING = {"version": 1}


def configure_logging(_: dict) -> None:
    """Set the portal's own log format up; Django calls this once, before the apps load."""
    logs.configure(env.text("LOG_LEVEL", "WARNING" if DEMO else "INFO"))


SILENCED_SYSTEM_CHECKS = [] if HAS_PORTAL else ["guardian.W001"]
