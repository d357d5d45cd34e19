"""Every address of the service, by zone.

The portal zone has no safeguarding address. A new address also needs a line in the table of
tests/test_every_url_is_guarded.py.
"""

from django.conf import settings
from django.urls import include, path

from referral_portal import views

handler400 = "referral_portal.views.bad_request"
handler403 = "referral_portal.views.forbidden"
handler500 = "referral_portal.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]

if settings.HAS_PORTAL:
    from cohorts.views.roll_out import roll_out
    from programmes.leaflets import brochure
    from programmes.views import stories
    from referral_portal.accounts import own_account
    from referral_portal.accounts.admin_base import portal_admin_site
    from referral_portal.accounts.staying import SignOutView, stay, typed_pages
    from referral_portal.accounts.views import (
        SignInView,
        join,
        landing,
        sign_in_code,
        sign_in_set_up,
    )
    from referral_portal.metrics.portal import metrics
    from referrals.views.leaving import leave

    urlpatterns += [
        # First, because Django tries the addresses in this order, and these pages are opened most.
        path("admin/", portal_admin_site.urls),
        path("cohorts/", include("cohorts.urls")),
        path("metrics", metrics, name="metrics"),
        path("", views.home, name="home"),
        path("leave/", leave, name="leave"),
        path("about/", views.page("about"), name="about"),
        path("how-to-refer/", views.page("how_to_refer"), name="how_to_refer"),
        path("taking-part/", views.page("taking_part"), name="taking_part"),
        path("safety/", views.page("safety"), name="safety"),
        path("stories/", stories, name="stories"),
        path("privacy/", views.page("privacy"), name="privacy"),
        path("privacy/support/", views.page("privacy_support"), name="privacy_support"),
        path("accessibility/", views.page("accessibility"), name="accessibility"),
        path("cookies/", views.page("cookies"), name="cookies"),
        path("sign-in/", SignInView.as_view(), name="sign_in"),
        path("sign-in/code/", sign_in_code, name="sign_in_code"),
        path("sign-in/set-up/", sign_in_set_up, name="sign_in_set_up"),
        path("join/<str:token>/", join, name="join"),
        path("sign-out/", SignOutView.as_view(), name="sign_out"),
        path("landing/", landing, name="landing"),
        path("information/", brochure, name="brochure"),
        path("account/", own_account.account, name="account"),
        path(
            "account/password/", own_account.AccountPasswordView.as_view(), name="account_password"
        ),
        path("account/confirm/", own_account.ConfirmView.as_view(), name="account_confirm"),
        path("account/stay/", stay, name="account_stay"),
        path("account/typed/", typed_pages, name="account_typed"),
        path("account/recovery-codes/", own_account.account_codes, name="account_codes"),
        path(
            "account/end-sessions/", own_account.account_end_sessions, name="account_end_sessions"
        ),
        path("programmes/districts/", roll_out, name="roll_out"),
        path("programmes/", include("programmes.urls")),
        path("", include("referrals.urls")),
    ]

if settings.HAS_SAFEGUARDING:
    from safeguarding.views.metrics import metrics as far_metrics

    urlpatterns += [
        path("metrics/safeguarding", far_metrics, name="far_metrics"),
        path("safeguarding/", include("safeguarding.urls")),
    ]
