"""The roles as data: their permissions, and the first page of each after signing in.

A role is a group of the same name; `sync_roles` gives each group exactly these permissions. Access to
single rows is not here: it comes from an agency, a staffing or a dated grant. Link workers have no
account on this side.
"""

from dataclasses import dataclass

from django.db.models import TextChoices


class Role(TextChoices):
    COORDINATOR = "coordinator", "Kent Police coordinator"
    MANAGER = "manager", "Programme manager"
    FACILITATOR = "facilitator", "Facilitator"
    CO_FACILITATOR = "co-facilitator", "Co-facilitator from another agency"
    AGENCY = "agency", "Agency referrer"
    COMMISSIONER = "commissioner", "Commissioner"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


@dataclass(frozen=True)
class RoleRule:
    """The permissions of one role in the admin, and the URL name of its first page."""

    landing: str
    permissions: tuple[str, ...] = ()

    @property
    def uses_admin(self) -> bool:
        """Whether this role signs in to the admin."""
        return self.landing == "admin:index"


CATALOGUE = tuple(
    f"programmes.{action}_{model}"
    for model in (
        "district",
        "venue",
        "partner",
        "fundingperiod",
        "programme",
        "programmeversion",
        "sessionplan",
        "eligibilitycriterion",
        "rollout",
        "story",
        "clockrule",
        "closure",
        "deskqualification",
    )
    for action in ("view", "add", "change")
)
SEE_CATALOGUE = tuple(name for name in CATALOGUE if ".view_" in name)

RULES: dict[Role, RoleRule] = {
    Role.COORDINATOR: RoleRule(
        "admin:index",
        (
            "referrals.view_referral",
            "referrals.triage_referral",
            "cohorts.view_cohort",
            "outbox.view_outgoingmessage",
            "outbox.settle_message",
            *SEE_CATALOGUE,
        ),
    ),
    Role.MANAGER: RoleRule(
        "admin:index",
        (
            "referrals.view_referral",
            "cohorts.view_cohort",
            "outbox.view_outgoingmessage",
            "outbox.override_release",
            "outbox.settle_message",
            *SEE_CATALOGUE,
        ),
    ),
    Role.FACILITATOR: RoleRule("cohorts:list"),
    Role.CO_FACILITATOR: RoleRule("cohorts:list"),
    Role.AGENCY: RoleRule("referrals:your_referrals"),
    Role.COMMISSIONER: RoleRule("referrals:summary"),
    Role.AUDITOR: RoleRule(
        "admin:index",
        ("audit.view_auditevent", "outbox.view_outgoingmessage", *SEE_CATALOGUE),
    ),
    Role.ADMINISTRATOR: RoleRule(
        "admin:index",
        (
            "accounts.view_user",
            "accounts.add_user",
            "accounts.change_user",
            "accounts.view_agency",
            "accounts.add_agency",
            "accounts.change_agency",
            "audit.view_errorreport",
            *CATALOGUE,
        ),
    ),
}
