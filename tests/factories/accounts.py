"""Invented accounts, one trait a role."""

import factory
from django.contrib.auth.models import Group, Permission
from django.db.models import Value
from django.db.models.functions import Concat

from referral_portal.accounts.models import Agency, User
from referral_portal.accounts.roles import RULES, Role

PASSWORD = "an invented passphrase"
TRAITS = {
    "coordinator": Role.COORDINATOR,
    "manager": Role.MANAGER,
    "facilitator": Role.FACILITATOR,
    "co_facilitator": Role.CO_FACILITATOR,
    "agency_referrer": Role.AGENCY,
    "commissioner": Role.COMMISSIONER,
    "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR,
}


def group_of(role: Role) -> Group:
    """The group of a role with the permissions its rule lists, as sync_roles makes it."""
    group, is_new = Group.objects.get_or_create(name=role.value)
    if is_new:
        names = RULES[role].permissions
        label = Concat("content_type__app_label", Value("."), "codename")
        found = list(Permission.objects.alias(label=label).filter(label__in=names))
        assert len(found) == len(names), f"A permission of {role} does not exist."
        group.permissions.add(*found)
    return group


class AgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agency

    name = factory.Sequence(lambda number: f"Invented Agency {number}")
    email_domain = "example.org"


class UserFactory(factory.django.DjangoModelFactory):
    """An account; pass a trait named after its role, such as coordinator=True."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"invented-{number}")
    first_name = "Invented"
    last_name = factory.Sequence(lambda number: f"Colleague {number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        roles = [role for trait, role in TRAITS.items() if kwargs.pop(trait, False)]
        user = super()._create(model_class, *args, **kwargs)
        for role in roles:
            user.groups.add(group_of(role))
        return user
