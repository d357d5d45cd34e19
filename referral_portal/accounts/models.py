"""The accounts of the portal's staff and of the agencies that refer.

A user's roles are the groups with the roles' names. Participants and link workers have no account
here.
"""

from django.contrib.auth.models import AbstractUser, Group, Permission
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from referral_portal.accounts.roles import Role
from referral_portal.common.kept_pages import KeptPage
from referral_portal.common.kept_rows import KeptRows
from referral_portal.common.statements import Given
from referral_portal.common.throttle import CountedTry


class Agency(models.Model):
    """An organisation whose staff refer participants or deliver sessions with us."""

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


def _permissions_of_one() -> models.QuerySet:
    user = Given("user", models.IntegerField())
    own = Q(pk__in=User.user_permissions.through.objects.filter(user=user).values("permission"))
    groups = User.groups.through.objects.filter(user=user).values("group")
    of_roles = Group.permissions.through.objects.filter(group__in=groups).values("permission")
    found = Permission.objects.filter(own | Q(pk__in=of_roles)).order_by()
    return found.values_list("content_type__app_label", "codename")


_PERMISSIONS = KeptRows(_permissions_of_one)


def name_of(first_name: str, last_name: str, username: str) -> str:
    """Return the name by which a user is shown."""
    return f"{first_name} {last_name}".strip() or username


class User(AbstractUser):
    """The account of one member of our staff or of an agency's."""

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
    qualifications = models.JSONField("qualifications", default=list, blank=True)
    # Part of the session authentication hash. Incrementing it ends every session.
    session_round = models.PositiveIntegerField("round of sessions", default=0, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "account"
        verbose_name_plural = "accounts"

    def __str__(self) -> str:
        return name_of(self.first_name, self.last_name, self.username)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of this account, read once for each request."""
        if not self.is_active:
            return frozenset()
        return frozenset(self.groups.values_list("name", flat=True)) & frozenset(Role.values)

    def has_role(self, *roles: Role) -> bool:
        """Return whether the account has one of `roles`."""
        return not self.roles.isdisjoint(roles)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Return whether the account has the permission `perm`, of its own or through a role."""
        if obj is None and self.is_active and not self.is_superuser:
            if not hasattr(self, "_perm_cache"):
                found = _PERMISSIONS.read(user=self.pk)
                # Where Django's backend keeps them, which would read them with two queries.
                self._perm_cache = {f"{app}.{codename}" for app, codename in found}
        return super().has_perm(perm, obj)

    def _get_session_auth_hash(self, secret=None) -> str:
        """Return a hash of the password and the round; a change of either ends every session."""
        return f"{super()._get_session_auth_hash(secret)}{self.session_round}"


class Invitation(models.Model):
    """A link with which a user chooses a password once; only the digest of its token is kept."""

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
    """One failed try to sign in to the portal."""

    class Meta:
        verbose_name = "try to sign in"
        verbose_name_plural = "tries to sign in"
        indexes = [
            models.Index(fields=["name_digest", "network_digest"], name="sign_in_try_name"),
            models.Index(fields=["network_digest"], name="sign_in_try_network"),
        ]


class TypedPage(KeptPage):
    """What a user of the portal typed on a page whose sign-in had ended."""

    class Meta:
        verbose_name = "kept page"
        verbose_name_plural = "kept pages"
