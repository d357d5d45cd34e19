"""Link workers and their sessions, apart from the portal's accounts.

A session row holds the digest of the cookie's token, so that a stolen table opens nothing.
"""

from django.db import models

from referral_portal.common.constraints import in_order
from referral_portal.common.kept_pages import KeptPage
from referral_portal.common.throttle import CountedTry


class Worker(models.Model):
    """One Victims Link Worker, or their manager."""

    username = models.CharField("user name", max_length=60, unique=True)
    name = models.CharField("name", max_length=100)
    password = models.CharField("password hash", max_length=128)
    is_manager = models.BooleanField("sees every case", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    created_at = models.DateTimeField("made at")
    otp_secret = models.CharField("secret of the app", max_length=64, blank=True, default="")
    otp_confirmed = models.BooleanField("the app is set up", default=False)
    # A code counts once: its time step must be later than this one.
    otp_last_step = models.BigIntegerField("time step of the last code", default=0)

    # Set from the session of a request; see worker_for and waiting_for in sign_in/sessions.py.
    confirmed_at = None
    is_invited = False
    signed_in_at = None
    session_ends_at = None
    can_stay = False

    class Meta:
        verbose_name = "link worker"
        verbose_name_plural = "link workers"

    def __str__(self) -> str:
        return self.username


class WorkerSession(models.Model):
    """One browser in which a link worker has signed in."""

    digest = models.CharField("digest of the token", max_length=64, primary_key=True)
    worker = models.ForeignKey(
        Worker,
        verbose_name="link worker",
        on_delete=models.CASCADE,  # a session without its worker opens nothing
        related_name="sessions",
    )
    created_at = models.DateTimeField("signed in at")
    last_seen_at = models.DateTimeField("last page at")
    expires_at = models.DateTimeField("ends at", db_index=True)
    is_complete = models.BooleanField("the code was right too", default=False)
    confirmed_at = models.DateTimeField("last code at", null=True)
    is_invited = models.BooleanField("came by a link", default=False)

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"
        constraints = [in_order("created_at", "expires_at", name="worker_session_in_order")]

    def __str__(self) -> str:
        return "Session"


class WorkerInvitation(models.Model):
    """A link that lets a link worker choose a password once, as the digest of its token."""

    worker = models.ForeignKey(
        Worker,
        verbose_name="link worker",
        on_delete=models.CASCADE,  # a link without its worker opens nothing
        related_name="invitations",
    )
    digest = models.CharField("digest of the token", max_length=64, unique=True)
    expires_at = models.DateTimeField("ends at")
    used_at = models.DateTimeField("used at", null=True)

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"

    def __str__(self) -> str:
        return "Invitation"


class RecoveryCode(models.Model):
    """A code that signs a link worker in once without the phone; using it deletes the row."""

    worker = models.ForeignKey(
        Worker,
        verbose_name="link worker",
        on_delete=models.CASCADE,  # a code without its worker opens nothing
        related_name="recovery_codes",
    )
    digest = models.CharField("digest of the code", max_length=64)

    class Meta:
        verbose_name = "recovery code"
        verbose_name_plural = "recovery codes"
        constraints = [
            models.UniqueConstraint(fields=["worker", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return "Recovery code"


class WorkerTry(CountedTry):
    """One failed try to sign in as a link worker."""

    class Meta:
        verbose_name = "try to sign in"
        verbose_name_plural = "tries to sign in"
        indexes = [
            models.Index(fields=["name_digest", "network_digest"], name="worker_try_name"),
            models.Index(fields=["network_digest"], name="worker_try_network"),
        ]


class TypedPage(KeptPage):
    """What a link worker typed on a page whose sign-in had ended."""

    class Meta:
        verbose_name = "kept page"
        verbose_name_plural = "kept pages"
