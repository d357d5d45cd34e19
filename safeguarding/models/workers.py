"""Link workers and their sessions. Nobody here has an account in the portal.

A session row holds the digest of the cookie's token, so that a stolen table opens nothing.
"""

from django.db import models

from referral_portal.common.constraints import in_order


class Worker(models.Model):
    """One Victims Link Worker, or their manager."""

    username = models.CharField("user name", max_length=60, unique=True)
    name = models.CharField("name", max_length=100)
    password = models.CharField("password hash", max_length=128)
    is_manager = models.BooleanField("sees every case", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    created_at = models.DateTimeField("made at")

    class Meta:
        verbose_name = "link worker"
        verbose_name_plural = "link workers"

    def __str__(self) -> str:
        return self.username


class WorkerSession(models.Model):
    """One browser in which a worker has signed in."""

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

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"
        constraints = [in_order("created_at", "expires_at", name="worker_session_in_order")]

    def __str__(self) -> str:
        return "Session"
