"""Settings of the referral portal, from the environment through `env`.

Zone and mode are in settings_zone.py, apps in settings_apps.py, databases in settings_databases.py, background work
in settings_queue.py, mail in settings_mail.py, sign-in in settings_sign_in.py, and durations in settings_work.py.
Name a new variable in .env.example. No secret has a default when deployed. [D] marks figures still to be agreed.
"""

from referral_portal import env, zones
from referral_portal import logging as logs
from referral_portal.settings_apps import (
    CONTENT_SECURITY_POLICY,
    INSTALLED_APPS,
    MIDDLEWARE,
    STORAGES,
    TEMPLATES,
)
from referral_portal.settings_backups import KEEPS_BACKUPS, READY_BACKUP_HOURS, RESTORE_NUMBER_GAP
from referral_portal.settings_databases import (
    BACKUP_ROLE,
    DATABASE_ROUTERS,
    DATABASES,
    OPENER_ROLE,
    PORTAL_ROLE,
    READER_ROLE,
    REPLICA,
    RIGHTS,
)
from referral_portal.settings_floods import (
    BURSTS,
    FLOOD_LIMITS,
    QUESTION_MINUTES,
    QUESTION_SECONDS,
    RECEIPTS_A_DAY,
)
from referral_portal.settings_mail import (
    ALERT_MAX_ATTEMPTS,
    ALERT_RETRY_MOST_MINUTES,
    DEFAULT_FROM_EMAIL,
    EMAIL_URL,
    EMAIL_UTF8,
    MAIL_FAILURES_BEFORE_PAUSE,
    MAIL_GOODBYE_SECONDS,
    MAIL_LOOK_MILLISECONDS,
    MAIL_PAUSE_SECONDS,
    MAIL_SESSION_SECONDS,
    MESSAGE_LEASE_SECONDS,
    MESSAGE_LEAST_HOURS,
    MESSAGE_MAX_ATTEMPTS,
    MESSAGE_MOMENTS,
    MESSAGE_RETRY_MINUTES,
    MESSAGE_RETRY_MOST_MINUTES,
    MESSAGES_PER_RUN,
    RANDOM_HOLD_SHARE,
    RANDOM_REARRANGE_SHARE,
    SENDER_NAME,
)
from referral_portal.settings_metrics import (
    CERTIFICATE_ADDRESS,
    CERTIFICATE_HOST,
    CERTIFICATE_LOOK_MINUTES,
    ERROR_DAYS,
    ERROR_MAIL_LINES,
    ERROR_MAIL_MINUTES,
    ERROR_REPORTS_AN_HOUR,
    MEASURES_FILE,
    METRICS_MOST,
    METRICS_TOKEN,
)
from referral_portal.settings_queue import (
    CELERY_BEAT_SCHEDULE,
    CELERY_BEAT_SYNC_EVERY,
    CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    CELERY_BROKER_URL,
    CELERY_EMBEDDED,
    CELERY_TASK_ACKS_LATE,
    CELERY_TASK_CREATE_MISSING_QUEUES,
    CELERY_TASK_DEFAULT_QUEUE,
    CELERY_TASK_IGNORE_RESULT,
    CELERY_TASK_PUBLISH_RETRY_POLICY,
    CELERY_TASK_QUEUES,
    CELERY_TASK_ROUTES,
    CELERY_WORKER_HIJACK_ROOT_LOGGER,
    CELERY_WORKER_REDIRECT_STDOUTS,
    PULL_SECONDS,
    REDIS_URL,
    WAKE_MILLISECONDS,
    WAKE_PAUSE_SECONDS,
)
from referral_portal.settings_reviews import REVIEWS, WAITING
from referral_portal.settings_rounds import SYNTHETIC_KEEP_HOURS, SYNTHETIC_MINUTES, SYNTHETIC_URL
from referral_portal.settings_sign_in import (
    AUTH_PASSWORD_VALIDATORS,
    BROWSER_DAYS,
    CONFIRM_MINUTES,
    INVITE_HOURS,
    PASSWORD_HASHERS,
    PASSWORD_MEMORY_MIB,
    PASSWORD_ROUNDS,
    SIGN_IN_STEP_MINUTES,
    SIGN_IN_TRIES,
    SIGN_IN_TRIES_ALL,
    SIGN_IN_TRIES_NAME,
    SIGN_IN_TRIES_NETWORK,
    SIGN_IN_WAIT_SECONDS,
    SIGN_IN_WINDOW_MINUTES,
    SIGN_INS_WAITING,
)
from referral_portal.settings_work import (
    ANSWER_WORKING_DAYS,
    CALLBACK_DAYS,
    CATCH_UP_SESSIONS,
    CHECK_HOURS_BEFORE_SESSION,
    CHECK_MANAGER_HOURS_BEFORE_SESSION,
    CLOCKS,
    COHORT_PAGE_SIZE,
    COMPLETION_DELIVERED_SHARE,
    COMPLETION_MIN_SHARE,
    DANGER_CUTOFF_HOUR,
    DANGER_NOON_HOUR,
    DRAFT_DAYS,
    FIRST_CALL_WORKING_DAYS,
    HOLD_REVIEW_DAYS,
    KEPT_SECONDS,
    MATCH_KEPT,
    MATCH_MOST,
    MATCH_SCORE,
    MISSING_MARK_MINUTES,
    MISSING_MARK_WATCH_HOURS,
    MIX_TOLERANCE,
    ORDER_WEEKS,
    QUEUE_PAGE_SIZE,
    REBOOK_DAYS,
    REFUSAL_HOURS,
    REFUSALS_BEFORE_A_WORD,
    RUN_GAP_DAYS,
    SESSION_MINUTES_DEFAULT,
    SESSION_MINUTES_MIN,
    SMALL_NUMBER_LIMIT,
    SUSPENSION_REVIEW_WORKING_DAYS,
    TEAM,
)
from referral_portal.settings_zone import (
    BASE_DIR,
    DEBUG,
    DEMO,
    HAS_PORTAL,
    HAS_SAFEGUARDING,
    HOST,
    PORT,
    SECURE,
    VAR_DIR,
    ZONE,
)

# -- Who may ask -------------------------------------------------------------------------------
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS")

# -- Pages and models --------------------------------------------------------------------------
ROOT_URLCONF = "referral_portal.urls"
WSGI_APPLICATION = "referral_portal.wsgi.application"
FORM_RENDERER = "referral_portal.common.rendering.GovukRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "govuk"
CRISPY_TEMPLATE_PACK = "govuk"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Language, time, files ---------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
CELERY_TIMEZONE = TIME_ZONE
USE_TZ = True
USE_I18N = False
FORMAT_MODULE_PATH = "referral_portal.formats"
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]

# -- What the pages say ------------------------------------------------------------------------
SERVICE_NAME = env.text("SERVICE_NAME", "Healthy Relationships Kent and Medway")
SERVICE_PHONE = env.text("SERVICE_PHONE", "01632 960100")
LIVE_CHAT_URL = env.text("LIVE_CHAT_URL", "")
# A helpline for people who use abuse. The documents name none, so no number is shown until one is set.
BEHAVIOUR_LINE_NAME = env.text(
    "BEHAVIOUR_LINE_NAME", "the helpline for people who hurt or frighten someone"
)
BEHAVIOUR_LINE_PHONE = env.text("BEHAVIOUR_LINE_PHONE", "")
EXIT_URL = env.text("EXIT_URL", "https://www.bbc.co.uk/weather")

# -- Accounts ----------------------------------------------------------------------------------
SESSION_IDLE_MINUTES = env.whole("SESSION_IDLE_MINUTES", 30)  # [D]
SESSION_HOURS = env.whole("SESSION_HOURS", 12)  # absolute limit [D]
# Roles with limits of their own, as role=idle minutes/hours; the strictest applies. [D]
SESSION_LIMITS = env.limits("SESSION_LIMITS", "administrator=15/8,agency=30/10")
# How long we keep what was typed on a page whose sign-in had ended. [D]
TYPED_MINUTES = env.whole("TYPED_MINUTES", 60)
SIGN_IN_WARNING_SECONDS = env.whole("SIGN_IN_WARNING_SECONDS", 120)  # before it ends
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = (
    ["django.contrib.auth.backends.ModelBackend", "guardian.backends.ObjectPermissionBackend"]
    if HAS_PORTAL
    else ["django.contrib.auth.backends.ModelBackend"]
)
# Otherwise guardian would create an active account without an owner.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "home"
# Off only for demonstration and development; zones.check_second_factor refuses it elsewhere.
SECOND_FACTOR = zones.check_second_factor(
    env.flag("SECOND_FACTOR", default=not DEMO), debug=DEBUG, demo=DEMO
)
SECOND_FACTOR_ISSUER = env.neutral("SECOND_FACTOR_ISSUER", "Portal")  # is shown on the phone
SESSION_COOKIE_AGE = 60 * 60 * SESSION_HOURS  # seconds
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-portal" if SECURE else "portal"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
# Cookies ignore ports, so two zones on one machine need two names.
CSRF_COOKIE_NAME = ("__Host-" if SECURE else "") + ("token" if HAS_PORTAL else "worker-token")
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "referral_portal.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# -- Browser protection ------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Not no-referrer: browsers would then send Origin: null with our own forms and be refused.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics(/safeguarding)?$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
BEHIND_PROXY = env.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
# No page asks for a file.
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# -- Sealing -----------------------------------------------------------------------------------
SEALING_PUBLIC_KEY_FILE = env.path("SEALING_PUBLIC_KEY_FILE", VAR_DIR / "keys" / "sealing.pub")
if HAS_SAFEGUARDING:
    SEALING_PRIVATE_KEY_FILE = env.path(
        "SEALING_PRIVATE_KEY_FILE", VAR_DIR / "keys" / "sealing.key"
    )
    # These decrypt the columns about people at risk; the opener has only the public half.
    COLUMN_KEYS_FILE = env.path("COLUMN_KEYS_FILE", VAR_DIR / "keys" / "columns.key")
    COLUMN_PUBLIC_KEY_FILE = env.path("COLUMN_PUBLIC_KEY_FILE", VAR_DIR / "keys" / "columns.pub")

# -- Outgoing messages -------------------------------------------------------------------------
COORDINATOR_EMAIL_SELF = env.text("COORDINATOR_EMAIL_SELF", "self-referrals@example.org")
COORDINATOR_EMAIL_AGENCY = env.text("COORDINATOR_EMAIL_AGENCY", "agency-referrals@example.org")
# Told only that there is new work, never what; empty for no mail.
SAFEGUARDING_EMAIL = env.text("SAFEGUARDING_EMAIL", "")
RELEASE_OVERRIDE_HOURS = env.whole("RELEASE_OVERRIDE_HOURS", 24)  # [D]
# Tries without success, before the manager may say that a person at risk cannot be reached. [D]
UNREACHABLE_AFTER_TRIES = env.whole("UNREACHABLE_AFTER_TRIES", 3)

# -- Safeguarding ------------------------------------------------------------------------------
WORKER_SESSION_MINUTES = env.whole("WORKER_SESSION_MINUTES", 15)  # idle [D]
WORKER_SESSION_HOURS = env.whole("WORKER_SESSION_HOURS", 12)  # absolute [D]
SAFE_CONTACT_DAYS = env.whole("SAFE_CONTACT_DAYS", 30)  # [D]
# Told by email, and by text where a number is set, when a process has fallen silent. A text is an email
# to the number at TEXT_GATEWAY, the domain of a service that makes texts of emails. Empty for none.
DUTY_EMAIL = env.text("DUTY_EMAIL", "")
DUTY_PHONE = env.text("DUTY_PHONE", "")  # with the country code
TEXT_GATEWAY = env.text("TEXT_GATEWAY", None if DUTY_PHONE else "")
HEARTBEAT_SILENCE_MINUTES = env.whole("HEARTBEAT_SILENCE_MINUTES", 5)  # [D]
# Rows written this recently are read again, because their transaction may have ended late.
PULL_OVERLAP_MINUTES = env.whole("PULL_OVERLAP_MINUTES", 15)
WORKLIST_PAGE_SIZE = env.whole("WORKLIST_PAGE_SIZE", 25)
CHECK_DAYS_AHEAD = env.whole("CHECK_DAYS_AHEAD", 7)  # [D]
BREAK_GLASS_HOURS = env.whole("BREAK_GLASS_HOURS", 4)  # access to a colleague's case [D]
CARD_DAYS = env.whole("CARD_DAYS", 28)  # the longest a card is shown [D]

# -- Readiness: when /readyz says no ----------------------------------------------------------
READY_REDIS_SECONDS = 1.0  # for one answer of Redis, in all
READY_MESSAGE_MINUTES = env.whole("READY_MESSAGE_MINUTES", 15)  # the oldest unsent message [D]
READY_BEAT_SECONDS = env.whole("READY_BEAT_SECONDS", 120)  # the last sign of background work [D]
RETRY_AFTER_SECONDS = env.whole("RETRY_AFTER_SECONDS", 30)  # what a page says that cannot be shown

# -- Logging -----------------------------------------------------------------------------------
LOGGING_CONFIG = "referral_portal.settings.configure_logging"
LOGGING = {"version": 1}  # not empty, or Django would not call that function


def configure_logging(_: dict) -> None:
    """Set up the portal's own log format; Django calls this once, before the apps load."""
    logs.configure(env.text("LOG_LEVEL", "WARNING" if DEMO else "INFO"))


SILENCED_SYSTEM_CHECKS = [] if HAS_PORTAL else ["guardian.W001"]
