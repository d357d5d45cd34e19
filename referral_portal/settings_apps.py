"""The parts that run in this zone: apps, middleware and templates, and what pages may load."""

from referral_portal import env
from referral_portal.settings_zone import BASE_DIR, DEBUG, HAS_PORTAL, HAS_SAFEGUARDING

PORTAL_ONLY_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    # The codes of staff; those of link workers are in tables of their own.
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    *(PORTAL_ONLY_APPS if HAS_PORTAL else []),
    "django.contrib.staticfiles",
    # Its widget templates are found through TEMPLATES, with ours.
    "django.forms",
    "crispy_forms",
    # Its tables hold dated grants. The safeguarding zone imports models that refer to it.
    "guardian",
    "referral_portal.common",
    "referral_portal.pages",
    "referral_portal.audit",
    "referral_portal.sealing",
    "referral_portal.outbox",
    "referral_portal.accounts",
    "programmes",
    "referrals",
    "cohorts",
    "referral_portal.rights",
    # Last, so that its start-up code finds every receiver of the apps above.
    *(["safeguarding"] if HAS_SAFEGUARDING else []),
]
MIDDLEWARE = [
    "referral_portal.metrics.traffic.count_requests",
    "referral_portal.audit.reports.report_errors",
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
            # Before the next one, which turns away every post without a session.
            "referral_portal.accounts.typed_pages.KeepTyped",
            "django.contrib.auth.middleware.LoginRequiredMiddleware",
            "referral_portal.accounts.middleware.limit_session",
            "referral_portal.replica.own_changes.remember_changes",
            "django.contrib.messages.middleware.MessageMiddleware",
        ]
        if HAS_PORTAL
        else []
    ),
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, because it needs the account of the request and the result of the view.
    "referral_portal.pages.middleware.GuardPages",
]
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
            # The second one's `csrf_token` draws what the first one's draws, and the page token.
            "builtins": [
                "referral_portal.common.templatetags.typed",
                "referral_portal.pages.templatetags.page_token",
            ],
        },
    }
]
# What a page may load: only what we serve ourselves.
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
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or env.flag("PLAIN_STATIC")
        else "referral_portal.common.storage.StaticStorage"
    },
}
