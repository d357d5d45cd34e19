"""Accounts of the portal's staff and of agencies that refer.

A user's roles are the groups named after them. Participants and link workers have no account here.
"""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property

from referral_portal.accounts.roles import Role
from referral_portal.common.throttle import CountedTry


class Agency(models.Model):
    """A body whose staff refer people, or deliver sessions with us."""

    name = models.CharField("name", max_length=120, unique=True)
    email_domain = models.CharField(
        "work e-mail domain", max_length=120, blank=True, help_text="For example example.org"
    )
    is_active = models.BooleanField("active", default=True)

    class Meta:
        verbose_name = "agency"
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """One member of staff, ours or an agency's."""

    agency = models.ForeignKey(
        Agency,
        verbose_name="agency",
        on_delete=models.PROTECT,  # an agency with staff stays on record
        related_name="staff",
        null=True,
        blank=True,
    )
    job_title = models.CharField("job title", max_length=80, blank=True)
    phone = models.CharField("work telephone", max_length=20, blank=True)
    qualifications = models.JSONField("qualification codes", default=list, blank=True)
    # Part of what every session is checked against: one more, and all of them have ended.
    session_round = models.PositiveIntegerField("round of sessions", default=0, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "account"
        verbose_name_plural = "accounts"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of this account; one query a request."""
        if not self.is_active:
            return frozenset()
        return frozenset(self.groups.values_list("name", flat=True)) & frozenset(Role.values)

    def has_role(self, *roles: Role) -> bool:
        """Return whether the account has one of `roles`."""
        return not self.roles.isdisjoint(roles)

    def _get_session_auth_hash(self, secret=None) -> str:
        """The password and the round of sessions; a change of either ends every session."""
        return f"{super()._get_session_auth_hash(secret)}{self.session_round}"


class Invitation(models.Model):
    """A link that lets somebody choose a password once. We hold the digest of its token."""

    user = models.ForeignKey(
        User,
        verbose_name="account",
        on_delete=models.CASCADE,  # a link without its account opens nothing
        related_name="invitations",
    )
    digest = models.CharField("digest of the token", max_length=64, unique=True)
    expires_at = models.DateTimeField("ends at")
    used_at = models.DateTimeField("used at", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"

    def __str__(self) -> str:
        return "Invitation"


class SignInTry(CountedTry):
    """One try to sign in to the portal that has not been right."""

    class Meta:
        verbose_name = "try to sign in"
        verbose_name_plural = "tries to sign in"
        indexes = [
            models.Index(fields=["name_digest", "network_digest"], name="sign_in_try_name"),
            models.Index(fields=["network_digest"], name="sign_in_try_network"),
        ]
